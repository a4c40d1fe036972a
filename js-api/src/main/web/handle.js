import { failure, received } from "./errors.js";
import { MutationRequest } from "./mutation.js";
import { OpenRequest } from "./request.js";

/** @typedef {import("./messages.d.ts").Question} Question */
/** @typedef {import("./messages.d.ts").Answers} Answers */
/** @typedef {import("./messages.d.ts").SentStatus} SentStatus */
/** @typedef {import("./messages.d.ts").ClosedWhy} ClosedWhy */
/** @typedef {import("./options.js").CheckedOpenOptions} CheckedOpenOptions */
/** @typedef {import("./outbox.js").Outbox} Outbox */
/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./sqlsync.d.ts").DocumentStatus} DocumentStatus */
/** @typedef {import("./sqlsync.d.ts").MutationReceipt} MutationReceipt */
/** @typedef {import("./sqlsync.d.ts").SqlSyncError} SqlSyncError */

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
    this.options = options;
    this.outbox = outbox;
  }

  /**
   * @param {AbortSignal | undefined} signal
   * @param {Uint8Array} [file] that the document is made of
   * @returns {Promise<void>}
   */
  open(signal, file) {
    const opened = this.session.abortable(signal, (resolve, reject) => this.#open(resolve, reject, false, file));
    return opened.catch((error) => {
      this.leave(error);
      // The worker may have opened it meanwhile.
      if (error.code === "aborted") this.session.ask({ t: "close", h: this.h }).catch(() => {});
      throw error;
    });
  }

  /** The worker that we are connected to does not know this handle, or may not. */
  reopen() {
    clearTimeout(this.#reopenTimer);
    if (this.#opening !== null) this.session.send(this.#opening);
    else this.#open(() => {}, (error) => this.#notReopened(error), true);
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
    const { h, outbox } = this;
    if (calls.length === 0) {
      const settled = Promise.resolve(/** @type {const} */ ({ outcome: "accepted" }));
      return Promise.resolve(Object.freeze({ id: `${this.session.id}-${n}`, result: [], settled }));
    }
    const strict = this.options.durability === "strict";
    return new Promise((resolve, reject) => {
      const q = this.session.nextQuestion();
      const message = /** @type {const} */ ({ t: "mutate", q, h, n, calls, all, strict, ack: outbox.acknowledged(n) });
      this.session.keep(new MutationRequest(message, this, resolve, reject));
    });
  }

  /** @param {SentStatus} sent */
  setStatus(sent) {
    this.status = Object.freeze({ ...sent, problem: sent.problem && received(sent.problem, this.id) });
    this.onStatus();
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
    this.#closed ??= error;
    clearTimeout(this.#reopenTimer);
    this.session.forget(this, error);
  }

  /** @returns {Promise<void>} */
  async #close() {
    const { h } = this;
    this.session.watches.endOf(this, null);
    const flushed = this.ask({ t: "flush", h });
    const closed = this.ask({ t: "close", h });
    this.#closed = failure("closed", `This handle of the document "${this.id}" is closed.`, { documentId: this.id });
    try {
      const [flush] = await Promise.allSettled([flushed, closed]);
      if (flush.status === "rejected" && flush.reason.code !== "closed") throw flush.reason;
    } finally {
      this.leave(this.#closed);
    }
  }

  /**
   * @param {(v: void) => void} onOpen
   * @param {(error: SqlSyncError) => void} onFailure
   * @param {boolean} [again]
   * @param {Uint8Array} [file]
   * @returns {OpenRequest}
   */
  #open(onOpen, onFailure, again = false, file) {
    const { h, id } = this;
    const asked = { q: this.session.nextQuestion(), h, id, ...this.options, again };
    /** @type {import("./messages.d.ts").OpenQuestion & { q: number }} */
    const message = file === undefined ? { t: "open", ...asked } : { t: "import", ...asked, n: this.session.nextMutation(), file };
    const opened = (/** @type {Answers["open"]} */ { status }) => {
      this.#opening = null;
      this.#reopenMs = REOPEN_MS_MIN;
      this.ready = true;
      this.setStatus(status);
      onOpen();
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
      this.closedFromElsewhere(REOPENING[/** @type {keyof typeof REOPENING} */ (error.code)] ?? "storage-failed", error);
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
