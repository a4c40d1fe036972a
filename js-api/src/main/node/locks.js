// As it is when this is loaded: a test may put another in its place.
const { queueMicrotask } = globalThis;

/** @typedef {{ mode: "exclusive", name: string, clientId: string }} Held */

/**
 * @typedef {object} Waiting
 * @property {string} name
 * @property {string} clientId
 * @property {() => void} grant
 * @property {(error: unknown) => void} fail
 */

/**
 * Web Locks of one origin: exclusive ones, with `steal`, `signal` and `query()`, which is what SQLSync uses. A client that ends gives
 * back what it holds.
 */
export class LockRegistry {
  /** @type {Map<string, Waiting>} by name */
  #held = new Map();
  /** @type {Waiting[]} in order */
  #queue = [];

  /**
   * `navigator.locks` of one client.
   *
   * @param {string} clientId
   */
  of(clientId) {
    return {
      /**
       * @param {string} name
       * @param {any} options
       * @param {(lock: object) => unknown} [callback]
       */
      request: (name, options, callback) =>
        callback === undefined
          ? this.#request(clientId, name, {}, options)
          : this.#request(clientId, name, options, callback),
      query: async () => ({
        held: [...this.#held.values()].map((each) => this.#described(each)),
        pending: this.#queue.map((each) => this.#described(each)),
      }),
    };
  }

  /** @param {Waiting} request @returns {Held} */
  #described({ name, clientId }) {
    return { mode: "exclusive", name, clientId };
  }

  /**
   * @param {string} clientId
   * @param {string} name
   * @param {{ steal?: boolean, signal?: AbortSignal }} options
   * @param {(lock: object) => unknown} callback
   */
  #request(clientId, name, { steal = false, signal }, callback) {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const abort = () => {
        this.#queue = this.#queue.filter((each) => each !== request);
        reject(signal?.reason);
      };
      const grant = async () => {
        signal?.removeEventListener("abort", abort);
        try {
          resolve(await callback({ name, mode: "exclusive" }));
        } catch (error) {
          reject(error);
        } finally {
          this.#release(request);
        }
      };
      /** @type {Waiting} */
      const request = { name, clientId, grant, fail: reject };
      signal?.addEventListener("abort", abort, { once: true });
      if (steal) {
        this.#held.get(name)?.fail(new DOMException("The lock was stolen.", "AbortError"));
        this.#held.delete(name);
        this.#queue.unshift(request);
      } else {
        this.#queue.push(request);
      }
      this.#advance(name);
    });
  }

  /** @param {Waiting} request */
  #release(request) {
    if (this.#held.get(request.name) !== request) return;
    this.#held.delete(request.name);
    this.#advance(request.name);
  }

  /** @param {string} name */
  #advance(name) {
    const next = this.#queue.find((each) => each.name === name);
    if (next === undefined || this.#held.has(name)) return;
    this.#queue = this.#queue.filter((each) => each !== next);
    this.#held.set(name, next);
    queueMicrotask(next.grant);
  }

  /** @param {string} clientId that has ended */
  drop(clientId) {
    this.#queue = this.#queue.filter((each) => each.clientId !== clientId);
    for (const each of [...this.#held.values()]) if (each.clientId === clientId) this.#release(each);
  }
}
