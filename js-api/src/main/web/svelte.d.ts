/**
 * Stores of SQLSync for Svelte 4 and newer (`sqlsync/svelte`); runes read them with `fromStore`. What is given may be a store, and may
 * change. Stores of one document share one handle, those of one query one subscription; both end with their last subscriber. A
 * server renders "opening" and "loading".
 */
import type { Readable } from "svelte/store";
import type {
  ArgsOf,
  DocumentStatus,
  MutationReceipt,
  MutationsOf,
  OpenOptions,
  PendingMutation,
  Reducer,
  RejectedMutation,
  ResultOf,
  Row,
  SqlDocument,
  SqlQuery,
  SqlSyncError,
} from "./sqlsync.js";

/** A store of it, or itself. */
export type Given<T> = Readable<T> | T;

export type DocumentState<R extends object> =
  | { readonly phase: "opening"; readonly document: undefined; readonly error: undefined }
  | { readonly phase: "open"; readonly document: SqlDocument<R>; readonly error: undefined }
  | { readonly phase: "failed" | "closed"; readonly document: undefined; readonly error: SqlSyncError };

export type QueryState<T> =
  | { readonly loading: true; readonly rows: readonly T[] | undefined; readonly error: undefined }
  | { readonly loading: false; readonly rows: readonly T[]; readonly error: undefined }
  | { readonly loading: false; readonly rows: readonly T[] | undefined; readonly error: SqlSyncError };

/**
 * Opens while it is subscribed to, closes after; null opens nothing. Options compare by value, but for `token`: the one given last is
 * used. After `failed` and `closed` it stays so until nothing is subscribed to it.
 */
export function documentStore<R extends Reducer>(
  id: Given<string | null>,
  options: Given<OpenOptions<R>>,
): Readable<DocumentState<R>>;
export function documentStore<R extends object = Record<string, any>>(
  id: Given<string | null>,
  options: Given<OpenOptions>,
): Readable<DocumentState<R>>;

export interface QueryOptions<T> {
  /** Shown while nothing has been read yet: rows that the server rendered with, given to server and browser alike. */
  initialRows?: readonly T[] | undefined;
  integers?: "auto" | "bigint" | "number" | undefined;
}

/** The rows now, and again whenever they change. `loading` while they are those of the parameters before, of `initialRows`, or none;
 *  null asks for nothing. After an error it runs again on the next change. */
export function queryStore<T = Row>(
  document: Given<SqlDocument<any> | undefined>,
  query: Given<SqlQuery<T> | string | null>,
  options?: QueryOptions<T>,
): Readable<QueryState<T>>;

/** `document.mutate` of the document by then. Fails with an Error while it is undefined. */
export function mutator<R extends object>(
  document: Given<SqlDocument<R> | undefined>,
): <K extends keyof MutationsOf<R> & string>(
  name: K,
  ...args: ArgsOf<MutationsOf<R>[K]>
) => Promise<MutationReceipt<ResultOf<R, K>>>;

export function statusStore(document: Given<SqlDocument<any> | undefined>): Readable<DocumentStatus | undefined>;

/** Mutations that are not settled yet, oldest first; undefined before the first answer. */
export function pendingStore(
  document: Given<SqlDocument<any> | undefined>,
): Readable<readonly PendingMutation[] | undefined>;

/** Mutations that were refused and not dismissed; undefined before the first answer. */
export function rejectedStore(
  document: Given<SqlDocument<any> | undefined>,
): Readable<readonly RejectedMutation[] | undefined>;
