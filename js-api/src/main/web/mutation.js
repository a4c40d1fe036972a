import { decodeValue } from "#shared/values.js";
import { Request } from "./request.js";

/** @typedef {import("#shared/messages.d.ts").MutateQuestion} MutateQuestion */
/** @typedef {import("./handle.js").Handle} Handle */
/** @typedef {import("./sqlsync.d.ts").MutationReceipt} MutationReceipt */
/** @typedef {import("./sqlsync.d.ts").SqlSyncError} SqlSyncError */

/**
 * A mutation on its way to the disk. It is kept until it is there, also after it was answered: the worker may die before, and then
 * the next one gets it again, under the same number, so that it takes effect once.
 *
 * @extends {Request<MutateQuestion, Handle>}
 */
export class MutationRequest extends Request {
  /** @type {string | undefined} its id, once it was answered */
  #answered;
  #durable = false;

  /**
   * @param {MutateQuestion} message
   * @param {boolean} all whether the result is a list, with one element for each call
   * @param {Handle} handle
   * @param {(receipt: MutationReceipt) => void} onAnswer
   * @param {(error: SqlSyncError) => void} onFailure
   */
  constructor(message, all, handle, onAnswer, onFailure) {
    super(message, handle, onAnswer, onFailure);
    this.all = all;
  }

  get runsReducer() {
    return !this.#answered;
  }

  get done() {
    return !!this.#answered && this.#durable;
  }

  /** @param {{ id: string, results: string[] }} v */
  answer({ id, results }) {
    const values = results.map((text) => decodeValue(text));
    this.#answered = id;
    // One that waits for the disk is answered from there.
    this.#durable ||= this.message.strict;
    const settled = this.handle.settlements.of(id);
    this.#doneOnce();
    this.onAnswer(Object.freeze({ id, result: this.all ? values : values[0], settled }));
  }

  becomeDurable() {
    this.#durable = true;
    this.#doneOnce();
  }

  /** @param {SqlSyncError} error */
  fail(error) {
    if (!this.#answered) this.onFailure(error);
    else
      this.handle.settlements.settle(this.#answered, {
        outcome: "rejected",
        code: error.reason ?? error.code,
        message: error.message,
      });
  }

  /**
   * Its handle is closed.
   *
   * @param {SqlSyncError} error
   */
  leave(error) {
    if (!this.#answered) this.onFailure(error);
  }

  #doneOnce() {
    if (!this.#answered || !this.#durable) return;
    const { settlements } = this.handle;
    if (this.handle.local) settlements.settle(this.#answered, { outcome: "accepted" });
    else {
      settlements.durable(this.#answered);
      // Sent more than once, it may have been settled before this page was listened to.
      if (this.sends > 1) this.handle.askOutcomes();
    }
  }
}
