import { whenAborted } from "./abort.js";
import { failure, received } from "./errors.js";
import { MutationRequest } from "./mutation.js";
import { checkedQueryOptions, checkedSignal } from "./options.js";
import { Request } from "./request.js";
import { Settlements } from "./settlements.js";
import { toRejected } from "./settled.js";
import { askedToken } from "./token.js";

/** @typedef {import("#shared/messages.d.ts").Question} Question */
/** @typedef {Question extends infer Q ? (Q extends { h: number } ? Omit<Q, "h"> : never) : never} OfHandle a question without `h` */
/** @typedef {import("#shared/messages.d.ts").Answers} Answers */
/** @typedef {import("#shared/messages.d.ts").SentStatus} SentStatus */
/** @typedef {import("#shared/messages.d.ts").ClosedWhy} ClosedWhy */
/** @typedef {import("./options.js").CheckedOpenOptions} CheckedOpenOptions */
/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./sqlsync.d.ts").DocumentStatus} DocumentStatus */
/** @typedef {import("./sqlsync.d.ts").MutationReceipt} MutationReceipt */
/** @typedef {import("./sqlsync.d.ts").SqlSyncError} SqlSyncError */

const TIMEOUT_MS_MAX = 2 ** 31 - 1;
const REOPEN_MS_MIN = 1000;
const REOPEN_MS_MAX = 30_000;

const CLOSED = {
  deleted: "was deleted",
  upgrade: "moved to a newer version of its reducer or of SQLSync in another tab; reload this one",
  "storage-failed": "can no longer be reached",
};

/** Why a handle that cannot be opened again is closed, by the code of the failure. */
const REOPENING = /** @type {const} */ ({ "not-found": "deleted", closed: "upgrade", "schema-too-new": "upgrade" });

/** One opened document of this page, over all the workers that serve it in turn. */
export class Handle {
  /** Whether the worker that we are connected to has opened it. */
  ready = false;
  /** @type {DocumentStatus | null} null until it is open */
  status = null;
  /** Dispatches an event. @type {(type: string, detail: unknown) => void} */
  emit = () => {};
  settlements = new Settlements();
  #askingOutcomes = false;
  #paused = false;
  /** @type {SqlSyncError | null} */
  #closed = null;
  /** @type {Promise<void> | null} */
  #closing = null;
  /** @type {Request | null} */
  #opening = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #reopenTimer;
  #reopenMs = REOPEN_MS_MIN;

  /**
   * @param {Session} session
   * @param {number} h
   * @param {string} id
   * @param {CheckedOpenOptions} options
   */
  constructor(session, h, id, options) {
    this.session = session;
    this.h = h;
    this.id = id;
    this.options = options;
  }

  /** Whether the document stays on this device. */
  get local() {
    return this.options.order.coordinator === undefined;
  }

  /**
   * @param {AbortSignal | undefined} signal
   * @param {import("#shared/messages.d.ts").ImportedFile} [file] that the document is made of
   * @returns {Promise<void>}
   */
  open(signal, file) {
    const opened = this.session.abortable(signal, (resolve, reject) => this.#open(resolve, reject, false, file));
    return opened
      .then(() => this.#caughtUp(signal))
      .catch((error) => {
        this.leave(error);
        // The worker may have opened it meanwhile.
        if (error.code === "aborted" || this.ready) this.session.ask({ t: "close", h: this.h }).catch(() => {});
        throw error;
      });
  }

  /**
   * As far as `waitForSync` asks for it.
   *
   * @param {AbortSignal | undefined} signal
   */
  async #caughtUp(signal) {
    const { waitForSync } = this.options;
    if (waitForSync === false || this.local) return;
    const ending = new AbortController();
    const abort = () => ending.abort(signal?.reason);
    const release = whenAborted(signal, abort);
    const timer = waitForSync === true ? undefined : setTimeout(abort, Math.min(waitForSync, TIMEOUT_MS_MAX));
    try {
      await this.ask({ t: "sync" }, checkedSignal(ending.signal));
    } catch (error) {
      // Who waits for a time only takes the document as it is; its status says what is wrong.
      if (waitForSync === true || signal?.aborted) throw error;
    } finally {
      clearTimeout(timer);
      release();
    }
  }

  /** The worker that we are connected to does not know this handle, or may not. */
  reopen() {
    clearTimeout(this.#reopenTimer);
    if (this.#opening) this.session.send(this.#opening);
    else
      this.#open(
        () => {},
        (error) => this.#notReopened(error),
        true,
      );
  }

  /** What it had of the worker is lost. */
  lost() {
    this.ready = false;
    clearTimeout(this.#reopenTimer);
  }

  /** Throws `closed` where that is so. */
  checkOpen() {
    if (this.#closed) throw failure("closed", this.#closed.message, this.#closed);
  }

  /** @param {unknown} options */
  queryOptions(options) {
    return checkedQueryOptions(options, this.options.queryTimeoutMs);
  }

  /**
   * @template {OfHandle} T
   * @param {T} question
   * @param {AbortSignal} [signal]
   * @returns {Promise<Answers[T["t"]]>}
   */
  ask(question, signal) {
    this.checkOpen();
    const asked = /** @type {Question & T} */ (/** @type {unknown} */ ({ ...question, h: this.h }));
    return this.session.ask(asked, this, signal);
  }

  /**
   * @param {[name: string, args: string][]} calls
   * @param {boolean} all
   * @returns {Promise<MutationReceipt>}
   */
  mutate(calls, all) {
    this.checkOpen();
    const n = ++this.session.mutations;
    const { strict, mutationTimeoutMs } = this.options;
    if (calls.length === 0) {
      const settled = Promise.resolve(/** @type {const} */ ({ outcome: "accepted" }));
      return Promise.resolve(Object.freeze({ id: `${this.session.id}-${n}`, result: [], settled }));
    }
    return new Promise((resolve, reject) => {
      const message = /** @type {const} */ ({
        t: "mutate",
        h: this.h,
        n,
        calls,
        strict,
        timeoutMs: mutationTimeoutMs,
        ack: this.session.acknowledged(this.id),
      });
      this.session.keep(new MutationRequest(message, all, this, resolve, reject));
    });
  }

  /** @param {SentStatus} sent */
  setStatus(sent) {
    if (this.#closed) return;
    const { paused, ...status } = sent;
    this.#paused = paused;
    this.#show({ ...status, problem: status.problem && received(status.problem, this.id) });
  }

  /**
   * Stops and starts synchronisation, in all tabs; in a next worker, too.
   *
   * @param {boolean} paused
   */
  pause(paused) {
    if (this.#closed || this.local) return;
    this.#paused = paused;
    // It fails with the handle only.
    this.ask({ t: paused ? "disconnect" : "connect" }).catch(() => {});
  }

  /** @param {import("#shared/messages.d.ts").SentRejected} sent */
  rejected(sent) {
    this.emit("rejected", toRejected(sent));
  }

  /** @param {string} ask */
  async giveToken(ask) {
    this.session.notice({ t: "token", h: this.h, ask, ...(await askedToken(this.options.token)) });
  }

  /** Asks what has become of the mutations whose settling may have been missed. */
  askOutcomes() {
    if (this.#askingOutcomes) return;
    this.#askingOutcomes = true;
    queueMicrotask(() => {
      this.#askingOutcomes = false;
      const ids = this.settlements.ids();
      if (ids.length === 0 || this.#closed) return;
      const settle = (/** @type {Answers["outcomes"]} */ outcomes) =>
        outcomes.forEach((outcome, i) => outcome && this.settlements.settle(ids[i], outcome));
      // Where it is not answered it is asked again when the document is reopened.
      this.ask({ t: "outcomes", ids }).then(settle, () => {});
    });
  }

  /** @returns {Promise<void>} */
  close() {
    return (this.#closing ??= this.#closed ? Promise.resolve() : this.#close());
  }

  /**
   * @param {ClosedWhy} why
   * @param {SqlSyncError} [cause]
   */
  closedFromElsewhere(why, cause) {
    const more = cause ? ` ${cause.message}` : "";
    this.leave(failure("closed", `The document "${this.id}" ${CLOSED[why]}.${more}`, { documentId: this.id, cause }));
    this.emit("closed", why);
  }

  /**
   * Nothing more is asked or answered.
   *
   * @param {SqlSyncError} error
   */
  leave(error) {
    if (!this.#closed) {
      this.#closed = error;
      this.#endStatus();
    }
    clearTimeout(this.#reopenTimer);
    this.session.forget(this, error);
    this.settlements.leave();
  }

  /**
   * A handle that is closed is connected to nothing, and takes nothing.
   *
   * @param {number} [unflushed] as far as it is known, unless it is given
   */
  #endStatus(unflushed = this.status?.unflushed ?? 0) {
    if (!this.status) return;
    const connection = this.local ? "local" : "disconnected";
    this.#show({ ...this.status, unflushed, connection, mode: "read-only", synced: false, problem: this.#closed });
  }

  /** @param {DocumentStatus} status */
  #show(status) {
    this.status = Object.freeze(status);
    this.emit("status", status);
  }

  /** @returns {Promise<void>} */
  async #close() {
    this.session.watches.endOf(this, null);
    const flushed = this.ask({ t: "flush" });
    const closed = this.ask({ t: "close" });
    this.#closed = failure("closed", `This handle of the document "${this.id}" is closed.`, { documentId: this.id });
    this.#endStatus();
    try {
      const [flush] = await Promise.allSettled([flushed, closed]);
      if (flush.status === "rejected" && flush.reason.code !== "closed") throw flush.reason;
      if (this.status?.unflushed) this.#endStatus(0);
    } finally {
      this.leave(this.#closed);
    }
  }

  /**
   * @param {(v: void) => void} onOpen
   * @param {(error: SqlSyncError) => void} onFailure
   * @param {boolean} again
   * @param {import("#shared/messages.d.ts").ImportedFile} [file]
   * @returns {Request}
   */
  #open(onOpen, onFailure, again, file) {
    const asked = { h: this.h, id: this.id, ...this.options.order, again, paused: this.#paused };
    /** @type {import("#shared/messages.d.ts").OpeningQuestion} */
    const message =
      file === undefined ? { t: "open", ...asked } : { t: "import", ...asked, n: ++this.session.mutations, ...file };
    const opened = (/** @type {Answers["open"]} */ { status, warning }) => {
      if (warning && !again) console.warn(`SQLSync: ${warning}`);
      this.#opening = null;
      this.#reopenMs = REOPEN_MS_MIN;
      this.ready = true;
      this.setStatus(status);
      onOpen();
      if (again) this.askOutcomes();
      this.session.sendOf(this);
    };
    const failed = (/** @type {SqlSyncError} */ error) => {
      this.#opening = null;
      onFailure(error);
    };
    this.#opening = new Request(message, this, opened, failed);
    return this.session.keep(this.#opening);
  }

  /** @param {SqlSyncError} error */
  #notReopened(error) {
    if (!error.retryable && error.code !== "reducer-load-failed") {
      this.closedFromElsewhere(
        REOPENING[/** @type {keyof typeof REOPENING} */ (error.code)] ?? "storage-failed",
        error,
      );
      return;
    }
    // Mutations wait until it can be opened; who reads is told now.
    this.session.failReads(this, error);
    if (this.status) this.#show({ ...this.status, problem: error });
    this.#reopenTimer = setTimeout(() => this.reopen(), this.#reopenMs);
    this.#reopenMs = Math.min(this.#reopenMs * 2, REOPEN_MS_MAX);
  }
}
