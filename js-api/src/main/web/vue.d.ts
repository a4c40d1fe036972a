/**
 * Composables of SQLSync for Vue 3.3 and newer (`sqlsync/vue`). What is given may be a ref or a getter, and may change. Components
 * with one document share one handle, those with one query one subscription; both end with their last component or effect scope. A
 * server renders "opening" and "loading".
 */
import type { ComputedRef, MaybeRefOrGetter, ShallowRef } from "vue";
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

export type Phase = "opening" | "open" | "failed" | "closed";

export interface OpenedDocument<R extends object> {
  readonly phase: ComputedRef<Phase>;
  /** While it is open. */
  readonly document: ComputedRef<SqlDocument<R> | undefined>;
  /** Why it failed, or was closed from elsewhere. */
  readonly error: ComputedRef<SqlSyncError | undefined>;
}

/**
 * Opens while the component lives, closes after; null opens nothing. Options compare by value, but for `token`: the one given last
 * is used. After `failed` and `closed` it stays so until every component that shows it is unmounted.
 */
export function useDocument<R extends Reducer>(
  id: MaybeRefOrGetter<string | null>,
  options: MaybeRefOrGetter<OpenOptions<R>>,
): OpenedDocument<R>;
export function useDocument<R extends object = Record<string, any>>(
  id: MaybeRefOrGetter<string | null>,
  options: MaybeRefOrGetter<OpenOptions>,
): OpenedDocument<R>;

export interface QueryOptions<T> {
  /** Shown while nothing has been read yet: rows that the server rendered with, given to server and browser alike. */
  initialRows?: readonly T[] | undefined;
  integers?: "auto" | "bigint" | "number" | undefined;
}

/** The rows now, and again whenever they change. `loading` while they are those of the parameters before, of `initialRows`, or none;
 *  null asks for nothing. After an error it runs again on the next change. */
export function useQuery<T = Row>(
  document: MaybeRefOrGetter<SqlDocument<any> | undefined>,
  query: MaybeRefOrGetter<SqlQuery<T> | string | null>,
  options?: QueryOptions<T>,
): {
  readonly rows: ComputedRef<readonly T[] | undefined>;
  readonly loading: ComputedRef<boolean>;
  readonly error: ComputedRef<SqlSyncError | undefined>;
};

/** `document.mutate`. Fails with an Error while the document is undefined. */
export function useMutate<R extends object>(
  document: MaybeRefOrGetter<SqlDocument<R> | undefined>,
): <K extends keyof MutationsOf<R> & string>(
  name: K,
  ...args: ArgsOf<MutationsOf<R>[K]>
) => Promise<MutationReceipt<ResultOf<R, K>>>;

export function useStatus(
  document: MaybeRefOrGetter<SqlDocument<any> | undefined>,
): Readonly<ShallowRef<DocumentStatus | undefined>>;

/** Mutations that are not settled yet, oldest first; undefined before the first answer. */
export function usePending(
  document: MaybeRefOrGetter<SqlDocument<any> | undefined>,
): Readonly<ShallowRef<readonly PendingMutation[] | undefined>>;

/** Mutations that were refused and not dismissed; undefined before the first answer. */
export function useRejected(
  document: MaybeRefOrGetter<SqlDocument<any> | undefined>,
): Readonly<ShallowRef<readonly RejectedMutation[] | undefined>>;
