import { received } from "./errors.js";

/** @typedef {import("#shared/messages.d.ts").Question} Question */
/** @typedef {import("#shared/messages.d.ts").SentError} SentError */
/** @typedef {import("./sqlsync.d.ts").SqlSyncError} SqlSyncError */
/** @typedef {import("./handle.js").Handle} Handle */

/** What so many workers died over is not given to another one. One that got stuck counts twice: it took half a minute. */
export const DEATHS_MAX = 3;

/**
 * A question to the worker, kept until it needs not be sent again.
 *
 * @template {Question} [Q=Question]
 * @template {Handle | null} [H=Handle | null]
 */
export class Request {
  /** Whether this worker has it. */
  sent = false;
  /** How often it was sent: a worker may have done it, and died before it could say so. */
  sends = 0;
  /** Workers that died over it. */
  deaths = 0;

  /**
   * @param {Q} message gets its number, `q`, from the session that keeps it
   * @param {H} handle whose reopening it has to wait for
   * @param {(v: any) => void} onAnswer
   * @param {(error: SqlSyncError) => void} onFailure
   */
  constructor(message, handle, onAnswer, onFailure) {
    this.message = /** @type {Q & { q: number }} */ (message);
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
    return this.opens;
  }

  /** Whether it opens its handle, and so is the one that does not wait for that. */
  get opens() {
    return ["open", "import"].includes(this.message.t);
  }

  /** Whether it waits until its handle is open. */
  get waits() {
    return !this.opens && this.handle?.ready === false;
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
