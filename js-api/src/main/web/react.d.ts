/**
 * React hooks of SQLSync (`sqlsync/react`), for React 18 and newer. No provider. Queries compare by text and parameters, so
 * an inline `sql` template is fine; rows of the last parameters stay while the next ones load; components with one query
 * share one subscription, and components with one document share one handle. The server renders "opening" and "loading".
 */
import type {
  ArgsOf,
  DocumentStatus,
  MutationReceipt,
  MutationsOf,
  OpenOptions,
  PendingMutation,
  QueryOptions,
  Reducer,
  RejectedMutation,
  ResultOf,
  Row,
  SqlDocument,
  SqlQuery,
  SqlSyncError,
} from "./sqlsync.js";

export type DocumentState<R extends object> =
  | { readonly phase: "opening"; readonly document: undefined; readonly error: undefined }
  | { readonly phase: "open"; readonly document: SqlDocument<R>; readonly error: undefined }
  | { readonly phase: "failed" | "closed"; readonly document: undefined; readonly error: SqlSyncError };

/**
 * Opens while mounted, closes after; null opens nothing. Safe in strict mode. Options compare by value, but for `token`:
 * the one given last is used. Another id or another option opens another handle. After `failed` and `closed` it stays so
 * until every component that shows it is unmounted.
 */
export function useDocument<R extends Reducer>(id: string | null, options: OpenOptions<R>): DocumentState<R>;
export function useDocument<R extends object = Record<string, any>>(
  id: string | null,
  options: OpenOptions,
): DocumentState<R>;

export type QueryState<T> =
  | { readonly loading: true; readonly rows: readonly T[] | undefined; readonly error: undefined }
  | { readonly loading: false; readonly rows: readonly T[]; readonly error: undefined }
  | { readonly loading: false; readonly rows: readonly T[] | undefined; readonly error: SqlSyncError };

export interface QueryHookOptions<T> {
  /** Shown while nothing has been read yet: rows that the server rendered with, given to server and browser alike. */
  initialRows?: readonly T[] | undefined;
  integers?: QueryOptions["integers"] | undefined;
}

/** The rows now, and again whenever they change. `loading` while they are those of the parameters before, of
 *  `initialRows`, or none; null asks for nothing. After an error it runs again on the next change. */
export function useQuery<T = Row>(
  document: SqlDocument<any> | undefined,
  query: SqlQuery<T> | string | null,
  options?: QueryHookOptions<T>,
): QueryState<T>;

/** The same for components in a `Suspense`: waits for the first rows, also of other parameters (`useDeferredValue` or
 *  `startTransition` keep the rows before), and throws an error. The document must have been opened further up. */
export function useSuspenseQuery<T = Row>(
  document: SqlDocument<any>,
  query: SqlQuery<T> | string,
  options?: Omit<QueryHookOptions<T>, "initialRows">,
): readonly T[];

/** `document.mutate`; the same function at every rendering. Fails with an Error while the document is undefined. */
export function useMutate<R extends object>(
  document: SqlDocument<R> | undefined,
): <K extends keyof MutationsOf<R> & string>(
  name: K,
  ...args: ArgsOf<MutationsOf<R>[K]>
) => Promise<MutationReceipt<ResultOf<R, K>>>;

export function useStatus(document: SqlDocument<any> | undefined): DocumentStatus | undefined;

/** Mutations that are not settled yet, oldest first; undefined before the first answer. */
export function usePending(document: SqlDocument<any> | undefined): readonly PendingMutation[] | undefined;

/** Mutations that were refused and not dismissed; undefined before the first answer. `document.dismiss(id)` takes one
 *  away, at once where it is called on this document. */
export function useRejected(document: SqlDocument<any> | undefined): readonly RejectedMutation[] | undefined;

/**
 * For an input that shows a column of a row and writes to it with every key. Returns the value to show, what to call
 * with each value that the user enters, and what to call when the user leaves the field.
 *
 *     const [title, setTitle, leaveTitle] = useDraft(row.title, (title) => mutate("rename", { id: row.id, title }));
 *     <input value={title} onChange={(event) => setTitle(event.target.value)} onBlur={leaveTitle} />
 *
 * What was entered is shown at once, and instead of `value` until `value` has changed after it was saved. One `save` runs
 * at a time, the next one with the newest value. Where `save` fails, its error goes to `reportError`, and what was entered
 * stays until the user leaves the field. Give the component the row's id as its `key`.
 */
export function useDraft<T>(
  value: T,
  save: (value: T) => unknown,
): readonly [value: T, enter: (value: T) => void, leave: () => void];
