/**
 * Primitives of SQLSync for Solid 1.x (`sqlsync/solid`). What is given may be an accessor, and may change. Components with one document
 * share one handle, those with one query one subscription; both end with their last owner. A server renders "opening" and "loading".
 */
import type { Accessor } from "solid-js";
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

/** An accessor of it, or itself. */
export type Given<T> = Accessor<T> | T;
export type Phase = "opening" | "open" | "failed" | "closed";

export interface OpenedDocument<R extends object> {
  readonly phase: Accessor<Phase>;
  /** While it is open. */
  readonly document: Accessor<SqlDocument<R> | undefined>;
  /** Why it failed, or was closed from elsewhere. */
  readonly error: Accessor<SqlSyncError | undefined>;
}

/**
 * Opens while its owner lives, closes after; null opens nothing. Options compare by value, but for `token`: the one given last is
 * used. After `failed` and `closed` it stays so until every owner that shows it is disposed of.
 */
export function createDocument<R extends Reducer>(
  id: Given<string | null>,
  options: Given<OpenOptions<R>>,
): OpenedDocument<R>;
export function createDocument<R extends object = Record<string, any>>(
  id: Given<string | null>,
  options: Given<OpenOptions>,
): OpenedDocument<R>;

export interface QueryOptions<T> {
  /** Shown while nothing has been read yet: rows that the server rendered with, given to server and browser alike. */
  initialRows?: readonly T[] | undefined;
  integers?: "auto" | "bigint" | "number" | undefined;
}

/** The rows now, and again whenever they change. `loading` while they are those of the parameters before, of `initialRows`, or none;
 *  null asks for nothing. After an error it runs again on the next change. */
export function createQuery<T = Row>(
  document: Given<SqlDocument<any> | undefined>,
  query: Given<SqlQuery<T> | string | null>,
  options?: QueryOptions<T>,
): {
  readonly rows: Accessor<readonly T[] | undefined>;
  readonly loading: Accessor<boolean>;
  readonly error: Accessor<SqlSyncError | undefined>;
};

/** `document.mutate`. Fails with an Error while the document is undefined. */
export function createMutate<R extends object>(
  document: Given<SqlDocument<R> | undefined>,
): <K extends keyof MutationsOf<R> & string>(
  name: K,
  ...args: ArgsOf<MutationsOf<R>[K]>
) => Promise<MutationReceipt<ResultOf<R, K>>>;

export function createStatus(document: Given<SqlDocument<any> | undefined>): Accessor<DocumentStatus | undefined>;

/** Mutations that are not settled yet, oldest first; undefined before the first answer. */
export function createPending(
  document: Given<SqlDocument<any> | undefined>,
): Accessor<readonly PendingMutation[] | undefined>;

/** Mutations that were refused and not dismissed; undefined before the first answer. */
export function createRejected(
  document: Given<SqlDocument<any> | undefined>,
): Accessor<readonly RejectedMutation[] | undefined>;
