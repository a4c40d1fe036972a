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

/** `h` is the number that the page gave the handle. */
export type Question =
  | OpenQuestion
  | MutateQuestion
  | { t: "query" | "queryArrays"; h: number; sql: string; params: SentParams; integers: string; timeoutMs: TimeoutMs }
  | { t: "queryAll"; h: number; queries: { sql: string; params: SentParams }[]; integers: string; timeoutMs: TimeoutMs }
  | {
      t: "flush" | "export" | "stats" | "close" | "sync" | "connect" | "disconnect" | "pending" | "rejected";
      h: number;
    }
  | { t: "dismiss"; h: number; id: string }
  /** What has become of mutations that were on disk. */
  | { t: "outcomes"; h: number; ids: string[] }
  | { t: "list" | "storageInfo" }
  | { t: "delete"; id: string; force: boolean };

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
/** An import is numbered like a mutation: a worker that gets it again knows by that which document it made. */
export type OpenQuestion = Opening & ({ t: "open" } | (ImportedFile & { t: "import"; n: number }));
export interface ImportedFile {
  file: Uint8Array;
  schemaVersion: number | undefined;
}

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

/** How long what is asked for may run; 0 for no limit, undefined for the worker's default. */
export type TimeoutMs = number | undefined;
export type SentParams = SqlValue[] | Record<string, SqlValue> | undefined;

/** `q` numbers the questions of a page session. */
export type Request = Question & { q: number };

/** By `t` of the question. */
export interface Answers {
  open: { status: SentStatus };
  import: { status: SentStatus };
  mutate: { id: string; results: string[] };
  query: Columns;
  queryArrays: Columns;
  queryAll: Columns[];
  export: Bytes;
  stats: DocumentStats;
  list: DocumentInfo[];
  storageInfo: Pick<StorageInfo, "backend" | "durable" | "reason" | "unsyncedBytes">;
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

export type Outcome = Awaited<MutationReceipt["settled"]>;
interface SentMutation {
  id: string;
  calls: [name: string, args: string][];
  timestamp: number;
}
export type SentPending = SentMutation & { state: PendingMutation["state"] };
export type SentRejected = SentMutation & { code: string; message: string };

export type SentStatus = Omit<DocumentStatus, "problem"> & { problem: SentError | null; paused: boolean };
/** A result column by column: `data[column][row]`. */
export interface Columns {
  columns: string[];
  rows: number;
  data: ArrayLike<any>[];
}

export type Notice =
  /** `s` numbers the watched queries of a page session. */
  | { t: "subscribe"; h: number; s: number; sql: string; params: SentParams; integers: string; timeoutMs: TimeoutMs }
  | { t: "unsubscribe"; h: number; s: number }
  /** The page has taken in the news of that number, and may be sent others. */
  | { t: "took"; m: number }
  | { t: "visible"; visible: boolean }
  /** The page goes, perhaps into the back/forward cache. */
  | { t: "suspend" }
  /** Is anybody there? Answered by a pong. */
  | { t: "ping" }
  /** The browser says that there is a network again. */
  | { t: "online" }
  /** Nobody waits for the answer any more. */
  | { t: "abort"; request: number }
  /** The answer to being asked for a token; without one, `message` says why. */
  | { t: "token"; h: number; ask: string; token?: string; message?: string }
  /** The port of the storage host comes with the message; `ok: false` where there is none, or none any more. */
  | { t: "lent"; host: string; ok: boolean; message?: string };

export type FromWorker =
  | { t: "welcome"; protocol: number; version: string; instance: string }
  | { t: "ok"; q: number; v: any }
  | { t: "error"; q: number; error: SentError }
  | { t: "status"; h: number; status: SentStatus }
  /** Relaxed mutations only: every one of this session on the document of `h` up to `n` that was applied is on disk. */
  | { t: "durable"; h: number; n: number }
  | { t: "settled"; h: number; id: string; outcome: Outcome }
  | { t: "rejected"; h: number; mutation: SentRejected }
  /** Asks for a token: the page answers under `ask`. */
  | { t: "token"; h: number; ask: string }
  | { t: "closed"; h: number; why: ClosedWhy }
  | { t: "news"; m: number; of: News[] }
  | { t: "lend" | "unlend"; host: string }
  | { t: "pong" }
  /** The worker cannot work at all. */
  | { t: "fatal"; error: SentError };

/** Of a watched query: all of its rows, or what makes them of those that the page has (null: nothing), or why it could not be run. */
export interface News {
  s: number;
  all?: Columns;
  patch?: RowPatch | null;
  error?: SentError;
}

export type ClosedWhy = "deleted" | "upgrade" | "storage-failed";
