/** @typedef {import("./sqlsync.d.ts").MutationReceipt} MutationReceipt */
/** @typedef {Awaited<MutationReceipt["settled"]>} Outcome */
/** @typedef {{ settled: Promise<Outcome>, settle: (outcome: Outcome) => void, durable: boolean }} Waiting */

/** The mutations whose outcome somebody waits for at one handle: its own receipts, and what `pending()` listed. */
export class Settlements {
  /** @type {Map<string, Waiting>} by the mutation's id */
  #waiting = new Map();

  /**
   * @param {string} id of a mutation that is not settled yet
   * @returns {Promise<Outcome>}
   */
  of(id) {
    const known = this.#waiting.get(id);
    if (known) return known.settled;
    const waiting = /** @type {Waiting} */ ({ durable: false });
    waiting.settled = new Promise((resolve) => (waiting.settle = resolve));
    this.#waiting.set(id, waiting);
    return waiting.settled;
  }

  /**
   * It is on disk: a worker that does not know it any more has settled it.
   *
   * @param {string} id
   */
  durable(id) {
    const waiting = this.#waiting.get(id);
    if (waiting !== undefined) waiting.durable = true;
  }

  /**
   * @param {string} id
   * @param {Outcome} outcome
   */
  settle(id, outcome) {
    this.#waiting.get(id)?.settle(outcome);
    this.#waiting.delete(id);
  }

  /** Those that are on disk and may have been settled unheard. */
  ids() {
    return [...this.#waiting].filter(([, { durable }]) => durable).map(([id]) => id);
  }

  /** Nobody will say here what becomes of them. */
  leave() {
    for (const id of this.#waiting.keys()) this.settle(id, { outcome: "unknown" });
  }
}
