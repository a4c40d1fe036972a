/** What page and worker say to each other. Every `postMessage` carries an array of these, in order. */
import type {
  Bytes,
  DocumentInfo,
  DocumentStats,
  DocumentStatus,
  MutationReceipt,
  PendingMutation,
  SqlSyncErrorCode,
  SqlValue,
  StorageInfo,
} from "#contract";
import type { RowPatch } from "./row-patch.js";

/** An error of the worker; a page makes a `SqlSyncError` of it. */
export interface SentError {
  code: SqlSyncErrorCode;
  message: string;
  reason?: string;
  documentId?: string;
  mutation?: string;
  retryable?: boolean;
  cause?: SentCause;
}
/** What a reducer threw. */
export interface SentCause {
  name: string;
  message: string;
  stack: string;
}

/** First on every new port. */
export interface Hello {
  t: "hello";
  protocol: 1;
  version: string;
  session: string;
  visible: boolean;
  namespace: string;
  /** Part of the worker's name: see `generation.js`. */
  generation: number;
  wasmUrl: string | undefined;
  storageHostUrl: string;
}

/** What wants an answer. `h` is the number that the page gave the handle. */
export type Question =
  | OpenQuestion
  | ImportQuestion
  | MutateQuestion
  | QueryQuestion
  | QueryAllQuestion
  | HandleQuestion
  | DismissQuestion
  | OutcomesQuestion
  | DeviceQuestion
  | DeleteQuestion;

interface Opening {
  h: number;
  id: string;
  reducer: string;
  storage: string;
  create: boolean;
  user: string | undefined;
  coordinator: string | undefined;
  /** Whether the page can be asked for a token. */
  token: boolean;
  /** This open may have been sent before. */
  again: boolean;
  /** Synchronisation was stopped, as far as this page knows. */
  paused: boolean;
}
export interface OpenQuestion extends Opening {
  t: "open";
}
export interface ImportedFile {
  file: Uint8Array;
  schemaVersion: number | undefined;
}
/** An import is numbered like a mutation: a worker that gets it again knows by that which document it made. */
export interface ImportQuestion extends Opening, ImportedFile {
  t: "import";
  n: number;
}
export type OpeningQuestion = OpenQuestion | ImportQuestion;

export interface MutateQuestion {
  t: "mutate";
  h: number;
  /** Number of the mutation in this page session, from 1, ascending. */
  n: number;
  calls: [name: string, args: string][];
  /** Answered when it is durable, and not noticed as such again. */
  strict: boolean;
  timeoutMs: TimeoutMs;
  /** The page knows that every mutation of its session on this document up to this one is durable or has failed. */
  ack: number;
}

export interface SentQuery {
  sql: string;
  params: SentParams;
}
/** A query is aborted when `url` can't be loaded any more; `canary` can as long as its page is there. */
export interface SentAbort {
  url: string;
  canary: string;
}
export interface QueryQuestion extends SentQuery {
  t: "query" | "queryArrays";
  h: number;
  integers: string;
  timeoutMs: TimeoutMs;
  /** Of one that was given a signal. */
  abort?: SentAbort;
}
export interface QueryOfAll extends SentQuery {
  /** Rows are made to arrays: columns may share a name. */
  arrays: boolean;
}
export interface QueryAllQuestion {
  t: "queryAll";
  h: number;
  queries: QueryOfAll[];
  integers: string;
  timeoutMs: TimeoutMs;
  /** Of those that were given a signal. */
  abort?: SentAbort;
}
export interface HandleQuestion {
  t: "flush" | "export" | "stats" | "close" | "sync" | "connect" | "disconnect" | "pending" | "rejected";
  h: number;
}
export interface DismissQuestion {
  t: "dismiss";
  h: number;
  id: string;
}
/** What has become of mutations that were on disk. */
export interface OutcomesQuestion {
  t: "outcomes";
  h: number;
  ids: string[];
}
export interface DeviceQuestion {
  t: "list" | "storageInfo";
}
export interface DeleteQuestion {
  t: "delete";
  id: string;
  force: boolean;
}

/** How long what is asked for may run; 0 for no limit, undefined for the worker's default. */
export type TimeoutMs = number | undefined;
export type SentParams = SqlValue[] | Record<string, SqlValue> | undefined;

/** `q` numbers the questions of a page session. */
export type Request = Question & { q: number };

/** By `t` of the question. */
export interface Answers {
  open: SentOpening;
  import: SentOpening;
  mutate: SentReceipt;
  query: Columns;
  queryArrays: Columns;
  queryAll: Columns[];
  export: Bytes;
  stats: DocumentStats;
  list: DocumentInfo[];
  storageInfo: SentStorageInfo;
  pending: SentPending[];
  rejected: SentRejected[];
  /** One for each id: null where it is not settled. */
  outcomes: (Outcome | null)[];
  flush: undefined;
  close: undefined;
  delete: undefined;
  sync: undefined;
  connect: undefined;
  disconnect: undefined;
  dismiss: undefined;
}

export interface SentOpening {
  status: SentStatus;
  /** For the developer, on the console. */
  warning?: string;
}
export interface SentReceipt {
  id: string;
  /** Of each call, encoded. */
  results: string[];
}
export interface SentStorageInfo extends Pick<StorageInfo, "backend" | "durable" | "reason" | "unsyncedBytes"> {}
export type Outcome = Awaited<MutationReceipt["settled"]>;
interface SentMutation {
  id: string;
  calls: [name: string, args: string][];
  timestamp: number;
}
export interface SentPending extends SentMutation {
  state: PendingMutation["state"];
}
export interface SentRejected extends SentMutation {
  code: string;
  message: string;
}
export interface SentStatus extends Omit<DocumentStatus, "problem"> {
  problem: SentError | null;
  paused: boolean;
}
/** A result column by column: `data[column][row]`. */
export interface Columns {
  columns: string[];
  rows: number;
  data: ArrayLike<any>[];
}

/** What wants no answer. */
export type Notice =
  | SubscribeNotice
  | UnsubscribeNotice
  | TookNotice
  | VisibleNotice
  | PlainNotice
  | AbortNotice
  | TokenNotice
  | LentNotice;

/** `s` numbers the watched queries of a page session. */
export interface SubscribeNotice extends SentQuery {
  t: "subscribe";
  h: number;
  s: number;
  integers: string;
  timeoutMs: TimeoutMs;
  /** Rows are made to arrays: columns may share a name. */
  arrays: boolean;
}
export interface UnsubscribeNotice {
  t: "unsubscribe";
  h: number;
  s: number;
}
/** The page has taken in the news of that number, and may be sent others. */
export interface TookNotice {
  t: "took";
  m: number;
}
export interface VisibleNotice {
  t: "visible";
  visible: boolean;
}
/**
 * `suspend`: the page goes, perhaps into the back/forward cache. `ping`: is anybody there? Answered by a pong. `online`: the browser says
 * that there is a network again.
 */
export interface PlainNotice {
  t: "suspend" | "ping" | "online";
}
/** Nobody waits for the answer any more. */
export interface AbortNotice {
  t: "abort";
  request: number;
}
/** The answer to being asked for a token; without one, `message` says why. */
export interface TokenNotice {
  t: "token";
  h: number;
  ask: string;
  token?: string;
  message?: string;
}
/** The port of the storage host comes with the message; `ok: false` where there is none, or none any more. */
export interface LentNotice {
  t: "lent";
  host: string;
  ok: boolean;
  message?: string;
}

export type FromWorker =
  | WelcomeMessage
  | OkMessage
  | ErrorMessage
  | StatusMessage
  | DurableMessage
  | SettledMessage
  | RejectedMessage
  | TokenMessage
  | ClosedMessage
  | NewsMessage
  | LendMessage
  | PongMessage
  | FatalMessage;

export interface WelcomeMessage {
  t: "welcome";
  protocol: number;
  version: string;
  instance: string;
}
export interface OkMessage {
  t: "ok";
  q: number;
  v?: any;
}
export interface ErrorMessage {
  t: "error";
  q: number;
  error: SentError;
}
export interface StatusMessage {
  t: "status";
  h: number;
  status: SentStatus;
}
/** Relaxed mutations only: every one of this session on the document of `h` up to `n` that was applied is on disk. */
export interface DurableMessage {
  t: "durable";
  h: number;
  n: number;
}
export interface SettledMessage {
  t: "settled";
  h: number;
  id: string;
  outcome: Outcome;
}
export interface RejectedMessage {
  t: "rejected";
  h: number;
  mutation: SentRejected;
}
/** Asks for a token: the page answers under `ask`. */
export interface TokenMessage {
  t: "token";
  h: number;
  ask: string;
}
export interface ClosedMessage {
  t: "closed";
  h: number;
  why: ClosedWhy;
}
export interface NewsMessage {
  t: "news";
  m: number;
  of: News[];
}
export interface LendMessage {
  t: "lend" | "unlend";
  host: string;
}
export interface PongMessage {
  t: "pong";
}
/** The worker cannot work at all. */
export interface FatalMessage {
  t: "fatal";
  error: SentError;
}

/** Of a watched query: all of its rows, or what makes them of those that the page has (null: nothing), or why it could not be run. */
export interface News {
  s: number;
  all?: Columns;
  patch?: RowPatch | null;
  error?: SentError;
}

export type ClosedWhy = "deleted" | "upgrade" | "storage-failed";
