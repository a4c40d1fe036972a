import { setImmediate } from "node:timers";

/** @typedef {{ data: unknown, ports: never[] }} PortEvent */

/**
 * One end of a message channel within a process, like `MessagePort`: messages are copied and arrive in tasks of their own. In contrast to
 * Node's, one that nobody has closed does not keep the process alive; a message that is under way does.
 */
export class Port {
  /** @type {Port | null} null once either end is closed */
  #other = null;
  /** @type {((event: PortEvent) => void)[]} */
  #listeners = [];
  /** @type {PortEvent[] | null} until it is started */
  #waiting = [];

  /** @returns {[Port, Port]} */
  static pair() {
    const [one, other] = [new Port(), new Port()];
    one.#other = other;
    other.#other = one;
    return [one, other];
  }

  /**
   * @param {unknown} message
   * @param {ArrayBuffer[]} [transfer]
   */
  postMessage(message, transfer = []) {
    const other = this.#other;
    if (other === null) return;
    const event = { data: structuredClone(message, { transfer }), ports: [] };
    setImmediate(() => other.#received(event));
  }

  /** @param {PortEvent} event */
  #received(event) {
    if (this.#other === null) return;
    if (this.#waiting !== null) this.#waiting.push(event);
    else for (const listener of this.#listeners) listener(event);
  }

  /**
   * @param {string} type
   * @param {(event: PortEvent) => void} listener
   */
  addEventListener(type, listener) {
    if (type === "message") this.#listeners.push(listener);
  }

  /** @param {((event: PortEvent) => void) | null} listener */
  set onmessage(listener) {
    this.#listeners = listener === null ? [] : [listener];
    this.start();
  }

  start() {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const event of waiting) this.#received(event);
  }

  close() {
    if (this.#other !== null) this.#other.#other = null;
    this.#other = null;
  }
}
