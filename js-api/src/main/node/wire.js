import { setImmediate } from "node:timers";

/** @typedef {{ listen: (received: (bytes: Uint8Array) => void, ended: () => void) => void, send: (bytes: Uint8Array) => void, close: (reason: string) => void }} Link */

/** How a WebSocket ends where there is no network. */
const LOST = { code: 1006, reason: "" };

/**
 * What lies between one device and the coordinator. Frames arrive in order, each in a task of its own; those that are under way when
 * the device goes offline are lost.
 */
export class Wire {
  /** Whether there is a network. */
  online = true;
  /** @type {Set<Connection>} */
  #connections = new Set();
  #connect;

  /** @param {(link: Link) => void} connect tells the coordinator of a device */
  constructor(connect) {
    this.#connect = connect;
  }

  /** The `WebSocket` of the device. */
  get WebSocket() {
    const wire = this;
    return class WebSocket {
      static OPEN = 1;
      readyState = 0;
      bufferedAmount = 0;
      binaryType = "arraybuffer";
      /** @type {(() => void) | null} */
      onopen = null;
      /** @type {((event: { data: ArrayBuffer }) => void) | null} */
      onmessage = null;
      /** @type {((event: { code: number, reason: string }) => void) | null} */
      onclose = null;
      #connection = new Connection(this, () => wire.#connections.delete(this.#connection));

      constructor() {
        wire.#connections.add(this.#connection);
        setImmediate(() => (wire.online ? this.#connection.open(wire.#connect) : this.#connection.lose(LOST)));
      }

      /** @param {Uint8Array} bytes */
      send(bytes) {
        this.#connection.up(bytes);
      }

      close() {
        this.readyState = 3;
        this.#connection.lose(null);
      }
    };
  }

  goOffline() {
    this.online = false;
    for (const connection of this.#connections) connection.lose(LOST);
  }
}

class Connection {
  #over = false;
  #socket;
  #ended;
  /** The coordinator's ears. */
  #received = (/** @type {Uint8Array} */ _bytes) => {};
  #gone = () => {};

  /** @param {any} socket @param {() => void} ended */
  constructor(socket, ended) {
    this.#socket = socket;
    this.#ended = ended;
  }

  /** @param {(link: Link) => void} connect */
  open(connect) {
    if (this.#over) return;
    connect({
      listen: (received, ended) => {
        this.#received = received;
        this.#gone = ended;
      },
      send: (bytes) => {
        const { buffer } = Uint8Array.from(bytes);
        this.#later(() => this.#socket.onmessage?.({ data: buffer }));
      },
      close: (reason) => this.#later(() => this.lose({ code: 1000, reason })),
    });
    this.#socket.readyState = 1;
    this.#socket.onopen?.();
  }

  /** @param {Uint8Array} bytes */
  up(bytes) {
    const copy = Uint8Array.from(bytes);
    this.#later(() => this.#received(copy));
  }

  /** @param {() => void} task */
  #later(task) {
    setImmediate(() => this.#over || task());
  }

  /** Ends it for both. @param {{ code: number, reason: string } | null} event for the device; null where it has ended it itself */
  lose(event) {
    if (this.#over) return;
    this.#over = true;
    this.#ended();
    setImmediate(() => {
      this.#gone();
      this.#socket.readyState = 3;
      if (event !== null) this.#socket.onclose?.(event);
    });
  }
}
