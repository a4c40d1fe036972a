import { failure, received } from "./errors.js";
import { MutationRequest } from "./mutation.js";
import { checkedSignal } from "./options.js";
import { OpenRequest } from "./request.js";
import { Settlements } from "./settlements.js";
import { toRejected } from "./settled.js";
import { askedToken } from "./token.js";

/** @typedef {import("#shared/messages.d.ts").Question} Question */
/** @typedef {import("#shared/messages.d.ts").Answers} Answers */
/** @typedef {import("#shared/messages.d.ts").SentStatus} SentStatus */
/** @typedef {import("#shared/messages.d.ts").ClosedWhy} ClosedWhy */
/** @typedef {import("./options.js").CheckedOpenOptions} CheckedOpenOptions */
/** @typedef {import("./outbox.js").Outbox} Outbox */
/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./sqlsync.d.ts").DocumentStatus} DocumentStatus */
/** @typedef {import("./sqlsync.d.ts").MutationReceipt} MutationReceipt */
/** @typedef {import("./sqlsync.d.ts").SqlSyncError} SqlSyncError */

const TIMEOUT_MS_MAX = 2 ** 31 - 1;
const REOPEN_MS_MIN = 1000;
const REOPEN_MS_MAX = 30_000;

const CLOSED = {
  deleted: "was deleted",
  upgrade: "moved to a newer version of its reducer, or of SQLSync, in another tab; reload this one",
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
  /** @type {() => void} */
  onStatus = () => {};
  /** @type {(why: ClosedWhy) => void} */
  onClosed = () => {};
  /** @type {(mutation: import("./sqlsync.d.ts").RejectedMutation) => void} */
  onRejected = () => {};
  settlements = new Settlements();
  #askingOutcomes = false;
  #paused = false;
  /** @type {SqlSyncError | null} */
  #closed = null;
  /** @type {Promise<void> | null} */
  #closing = null;
  /** @type {OpenRequest | null} */
  #opening = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #reopenTimer;
  #reopenMs = REOPEN_MS_MIN;

  /**
   * @param {Session} session
   * @param {number} h
   * @param {string} id
   * @param {CheckedOpenOptions} options
   * @param {Outbox} outbox
   */
  constructor(session, h, id, options, outbox) {
    this.session = session;
    this.h = h;
    this.id = id;
    const { token, waitForSync, queryTimeoutMs, mutationTimeoutMs, durability, ...order } = options;
    this.options = { ...order, token: token !== undefined };
    this.token = token;
    this.waitForSync = waitForSync;
    /** Whether a mutation is answered when it is durable, not when it is applied. */
    this.strict = durability === "strict";
    /** How long a query and a mutation may run; 0 for no limit, undefined for the worker's own. */
    this.queryTimeoutMs = queryTimeoutMs;
    this.mutationTimeoutMs = mutationTimeoutMs;
    this.outbox = outbox;
  }

  /** Whether the document stays on this device. */
  get local() {
    return this.options.coordinator === undefined;
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
    const { waitForSync, h } = this;
    if (waitForSync === false || this.local) return;
    const ending = new AbortController();
    const abort = () => ending.abort(signal?.reason);
    if (signal?.aborted) abort();
    signal?.addEventListener("abort", abort);
    const timer =
      typeof waitForSync === "number" ? setTimeout(abort, Math.min(waitForSync, TIMEOUT_MS_MAX)) : undefined;
    try {
      await this.ask({ t: "sync", h }, checkedSignal(ending.signal));
    } catch (error) {
      // Who waits for a time only takes the document as it is; its status says what is wrong.
      if (waitForSync === true || signal?.aborted) throw error;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    }
  }

  /** The worker that we are connected to does not know this handle, or may not. */
  reopen() {
    clearTimeout(this.#reopenTimer);
    if (this.#opening !== null) this.session.send(this.#opening);
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
    if (this.#closed !== null) throw failure("closed", this.#closed.message, this.#closed);
  }

  /**
   * @template {Question} T
   * @param {T} question
   * @param {AbortSignal} [signal]
   * @returns {Promise<Answers[T["t"]]>}
   */
  ask(question, signal) {
    return this.session.ask(question, this, signal);
  }

  /**
   * @param {[name: string, args: string][]} calls
   * @param {boolean} all
   * @returns {Promise<MutationReceipt>}
   */
  mutate(calls, all) {
    const n = this.session.nextMutation();
    const { h, outbox, strict } = this;
    if (calls.length === 0) {
      const settled = Promise.resolve(/** @type {const} */ ({ outcome: "accepted" }));
      return Promise.resolve(Object.freeze({ id: `${this.session.id}-${n}`, result: [], settled }));
    }
    return new Promise((resolve, reject) => {
      const q = this.session.nextQuestion();
      const timeoutMs = this.mutationTimeoutMs;
      const message = /** @type {const} */ ({
        t: "mutate",
        q,
        h,
        n,
        calls,
        strict,
        timeoutMs,
        ack: outbox.acknowledged(n),
      });
      this.session.keep(new MutationRequest(message, all, this, resolve, reject));
    });
  }

  /** @param {SentStatus} sent */
  setStatus(sent) {
    if (this.#closed !== null) return;
    const { paused, ...status } = sent;
    this.#paused = paused;
    this.status = Object.freeze({ ...status, problem: status.problem && received(status.problem, this.id) });
    this.onStatus();
  }

  /**
   * Stops and starts synchronisation, in all tabs; in a next worker, too.
   *
   * @param {boolean} paused
   */
  pause(paused) {
    if (this.#closed !== null || this.local) return;
    this.#paused = paused;
    // It fails with the handle only.
    this.ask({ t: paused ? "disconnect" : "connect", h: this.h }).catch(() => {});
  }

  /** @param {import("#shared/messages.d.ts").SentRejected} sent */
  rejected(sent) {
    this.onRejected(toRejected(sent));
  }

  /** @param {string} ask */
  async giveToken(ask) {
    this.session.notice({ t: "token", h: this.h, ask, ...(await askedToken(this.token)) });
  }

  /** Asks what has become of the mutations whose settling may have been missed. */
  askOutcomes() {
    if (this.#askingOutcomes) return;
    this.#askingOutcomes = true;
    queueMicrotask(() => {
      this.#askingOutcomes = false;
      const ids = this.settlements.ids();
      if (ids.length === 0 || this.#closed !== null) return;
      const settle = (/** @type {Answers["outcomes"]} */ outcomes) =>
        outcomes.forEach((outcome, i) => outcome && this.settlements.settle(ids[i], outcome));
      // Where it is not answered it is asked again when the document is reopened.
      this.ask({ t: "outcomes", h: this.h, ids }).then(settle, () => {});
    });
  }

  /** @returns {Promise<void>} */
  close() {
    if (this.#closing === null) {
      this.#closing = this.#closed === null ? this.#close() : Promise.resolve();
    }
    return this.#closing;
  }

  /**
   * @param {ClosedWhy} why
   * @param {SqlSyncError} [cause]
   */
  closedFromElsewhere(why, cause) {
    const more = cause === undefined ? "" : ` ${cause.message}`;
    this.leave(failure("closed", `The document "${this.id}" ${CLOSED[why]}.${more}`, { documentId: this.id, cause }));
    this.onClosed(why);
  }

  /**
   * Nothing more is asked or answered.
   *
   * @param {SqlSyncError} error
   */
  leave(error) {
    if (this.#closed === null) {
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
    if (this.status === null) return;
    const connection = this.local ? "local" : "disconnected";
    this.status = Object.freeze({
      ...this.status,
      unflushed,
      connection,
      mode: "read-only",
      synced: false,
      problem: this.#closed,
    });
    this.onStatus();
  }

  /** @returns {Promise<void>} */
  async #close() {
    const { h } = this;
    this.session.watches.endOf(this, null);
    const flushed = this.ask({ t: "flush", h });
    const closed = this.ask({ t: "close", h });
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
   * @param {boolean} [again]
   * @param {import("#shared/messages.d.ts").ImportedFile} [file]
   * @returns {OpenRequest}
   */
  #open(onOpen, onFailure, again = false, file) {
    const { h, id } = this;
    const asked = { q: this.session.nextQuestion(), h, id, ...this.options, again, paused: this.#paused };
    /** @type {import("#shared/messages.d.ts").OpeningQuestion & { q: number }} */
    const message =
      file === undefined ? { t: "open", ...asked } : { t: "import", ...asked, n: this.session.nextMutation(), ...file };
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
    this.#opening = new OpenRequest(message, this, opened, failed);
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
    this.status = this.status && Object.freeze({ ...this.status, problem: error });
    this.onStatus();
    this.#reopenTimer = setTimeout(() => this.reopen(), this.#reopenMs);
    this.#reopenMs = Math.min(this.#reopenMs * 2, REOPEN_MS_MAX);
  }
}
