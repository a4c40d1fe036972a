import { decodeValue } from "../../../../worker/src/main/web/values.js";
import { Request } from "./request.js";

/** @typedef {import("./messages.d.ts").MutateQuestion} MutateQuestion */
/** @typedef {import("./handle.js").Handle} Handle */
/** @typedef {import("./sqlsync.d.ts").MutationReceipt} MutationReceipt */
/** @typedef {import("./sqlsync.d.ts").SqlSyncError} SqlSyncError */
/** @typedef {Awaited<MutationReceipt["settled"]>} Outcome */

/**
 * A mutation on its way to the disk. It is kept until it is there, also after it was answered: the worker may die before, and then
 * the next one gets it again, under the same number, so that it takes effect once.
 */
export class MutationRequest extends Request {
  #answered = false;
  #durable = false;
  /** @type {(outcome: Outcome) => void} */
  #settle = () => {};
  /** @type {Promise<Outcome>} */
  #settled = new Promise((resolve) => (this.#settle = resolve));

  /**
   * @param {MutateQuestion & { q: number }} message
   * @param {Handle} handle
   * @param {(receipt: MutationReceipt) => void} onAnswer
   * @param {(error: SqlSyncError) => void} onFailure
   */
  constructor(message, handle, onAnswer, onFailure) {
    super(message, handle, onAnswer, onFailure);
    this.mutation = message;
    this.outbox = handle.outbox;
  }

  get done() {
    return this.#answered && this.#durable;
  }

  /** @param {{ id: string, results: string[] }} v */
  answer({ id, results }) {
    const values = results.map((text) => decodeValue(text));
    this.#answered = true;
    // One that waits for the disk is answered from there.
    this.#durable ||= this.mutation.strict;
    this.#settleWhenDone();
    this.onAnswer(Object.freeze({ id, result: this.mutation.all ? values : values[0], settled: this.#settled }));
  }

  becomeDurable() {
    this.#durable = true;
    this.#settleWhenDone();
  }

  /** @param {SqlSyncError} error */
  fail(error) {
    if (this.#answered) this.#settle({ outcome: "rejected", code: error.code, message: error.message });
    else this.onFailure(error);
  }

  /**
   * Its handle is closed: nobody will say here what becomes of it.
   *
   * @param {SqlSyncError} error
   */
  leave(error) {
    if (this.#answered) this.#settle({ outcome: "unknown" });
    else this.onFailure(error);
  }

  #settleWhenDone() {
    if (this.done) this.#settle({ outcome: "accepted" });
  }
}
