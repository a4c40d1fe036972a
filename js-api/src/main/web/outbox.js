/** @typedef {import("./mutation.js").MutationRequest} MutationRequest */

/** The mutations of this page on one document that are not known to be on disk, whichever of its handles made them. */
export class Outbox {
  /** @type {Map<number, MutationRequest>} by number, ascending */
  #mutations = new Map();

  /** @param {MutationRequest} request */
  add(request) {
    this.#mutations.set(request.mutation.n, request);
  }

  /** @param {MutationRequest} request */
  remove(request) {
    this.#mutations.delete(request.mutation.n);
  }

  /**
   * @param {string} id of a mutation that this page made
   * @returns {boolean} whether it is one of these
   */
  has(id) {
    return this.#mutations.has(Number(id.slice(id.lastIndexOf("-") + 1)));
  }

  /**
   * Up to which mutation the worker may forget the outcomes.
   *
   * @param {number} n the next mutation's number
   */
  acknowledged(n) {
    const { value: oldest = n } = this.#mutations.keys().next();
    return oldest - 1;
  }

  /**
   * @param {number} n
   * @returns {MutationRequest[]} those up to n
   */
  upTo(n) {
    const reached = [];
    for (const request of this.#mutations.values()) {
      if (request.mutation.n > n) break;
      reached.push(request);
    }
    return reached;
  }
}
