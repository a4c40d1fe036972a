import { decodeValue } from "#shared/values.js";
import { Request } from "./request.js";

/** @typedef {import("#shared/messages.d.ts").MutateQuestion} MutateQuestion */
/** @typedef {import("./handle.js").Handle} Handle */
/** @typedef {import("./sqlsync.d.ts").MutationReceipt} MutationReceipt */
/** @typedef {import("./sqlsync.d.ts").SqlSyncError} SqlSyncError */

/**
 * A mutation on its way to the disk. It is kept until it is there, also after it was answered: the worker may die before, and then
 * the next one gets it again, under the same number, so that it takes effect once.
 */
export class MutationRequest extends Request {
  /** @type {string | null} its id, once it was answered */
  #answered = null;
  #durable = false;

  /**
   * @param {MutateQuestion & { q: number }} message
   * @param {boolean} all whether the result is a list, with one element for each call
   * @param {Handle} handle
   * @param {(receipt: MutationReceipt) => void} onAnswer
   * @param {(error: SqlSyncError) => void} onFailure
   */
  constructor(message, all, handle, onAnswer, onFailure) {
    super(message, handle, onAnswer, onFailure);
    this.mutation = message;
    this.all = all;
    this.maker = handle;
    this.outbox = handle.outbox;
  }

  get runsReducer() {
    return this.#answered === null;
  }

  get done() {
    return this.#answered !== null && this.#durable;
  }

  /** @param {{ id: string, results: string[] }} v */
  answer({ id, results }) {
    const values = results.map((text) => decodeValue(text));
    this.#answered = id;
    // One that waits for the disk is answered from there.
    this.#durable ||= this.mutation.strict;
    const settled = this.maker.settlements.of(id);
    this.#doneOnce();
    this.onAnswer(Object.freeze({ id, result: this.all ? values : values[0], settled }));
  }

  becomeDurable() {
    this.#durable = true;
    this.#doneOnce();
  }

  /** @param {SqlSyncError} error */
  fail(error) {
    if (this.#answered === null) this.onFailure(error);
    else
      this.maker.settlements.settle(this.#answered, {
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
    if (this.#answered === null) this.onFailure(error);
  }

  #doneOnce() {
    if (this.#answered === null || !this.#durable) return;
    const { settlements } = this.maker;
    if (this.maker.local) settlements.settle(this.#answered, { outcome: "accepted" });
    else {
      settlements.durable(this.#answered);
      // Sent more than once, it may have been settled before this page was listened to.
      if (this.sends > 1) this.maker.askOutcomes();
    }
  }
}
