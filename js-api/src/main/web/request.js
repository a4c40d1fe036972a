import { received } from "./errors.js";

/** @typedef {import("#shared/messages.d.ts").Question} Question */
/** @typedef {import("#shared/messages.d.ts").Request} Message */
/** @typedef {import("#shared/messages.d.ts").SentError} SentError */
/** @typedef {import("./sqlsync.d.ts").SqlSyncError} SqlSyncError */
/** @typedef {import("./handle.js").Handle} Handle */

/** A question to the worker, kept until it needs not be sent again. */
export class Request {
  /** Whether this worker has it. */
  sent = false;
  /** How often it was sent: a worker may have done it, and died before it could say so. */
  sends = 0;
  /** Workers that died over it. */
  deaths = 0;

  /**
   * @param {Message} message
   * @param {Handle | null} handle whose reopening it has to wait for
   * @param {(v: any) => void} onAnswer
   * @param {(error: SqlSyncError) => void} onFailure
   */
  constructor(message, handle, onAnswer, onFailure) {
    this.message = message;
    this.handle = handle;
    this.onAnswer = onAnswer;
    this.onFailure = onFailure;
  }

  /** Whether nothing is lost when it is not sent again. */
  get done() {
    return true;
  }

  /** Whether it may wait for days, so that a worker that died meanwhile did not die of it. */
  get patient() {
    return this.message.t === "sync";
  }

  /** Whether JavaScript of the application runs for it, that nothing can end. */
  get runsReducer() {
    return ["open", "import", "mutate"].includes(this.message.t);
  }

  /** Whether it waits until its handle is open. */
  get waits() {
    return this.handle !== null && !this.handle.ready;
  }

  /** @param {any} v */
  answer(v) {
    this.onAnswer(v);
  }

  /** @param {SentError} sent */
  refuse(sent) {
    // The first of two attempts may have deleted it, before its worker died.
    if (this.message.t === "delete" && this.sends > 1 && sent.code === "not-found") this.answer(undefined);
    else this.fail(received(sent, this.handle?.id));
  }

  /** @param {SqlSyncError} error */
  fail(error) {
    this.onFailure(error);
  }

  /**
   * Its handle is closed.
   *
   * @param {SqlSyncError} error
   */
  leave(error) {
    this.fail(error);
  }
}

/** The opening of a handle: the one request that does not wait for it. */
export class OpenRequest extends Request {
  /**
   * @param {import("#shared/messages.d.ts").OpeningQuestion & { q: number }} message
   * @param {Handle} handle
   * @param {(v: any) => void} onAnswer
   * @param {(error: SqlSyncError) => void} onFailure
   */
  constructor(message, handle, onAnswer, onFailure) {
    super(message, handle, onAnswer, onFailure);
    this.open = message;
  }

  get waits() {
    return false;
  }
}
