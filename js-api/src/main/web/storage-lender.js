import { startStorageHost, whereStorageHostLies } from "./workers.js";

/** @typedef {import("./configuration.js").Configuration} Configuration */

/**
 * The dedicated workers that this page lends to the SharedWorker: only they may open files for synchronous access.
 */
export class StorageLender {
  /** @type {Map<string, Worker>} */
  #hosts = new Map();
  #configuration;
  #connection;

  /**
   * @param {Configuration} configuration
   * @param {import("./connection.js").Connection} connection
   */
  constructor(configuration, connection) {
    this.#configuration = configuration;
    this.#connection = connection;
  }

  /** @param {string} host */
  lend(host) {
    try {
      const worker = startStorageHost(this.#configuration);
      const { port1, port2 } = new MessageChannel();
      worker.onerror = () => this.#failed(host, worker);
      worker.postMessage({ host, namespace: this.#configuration.namespace }, [port1]);
      this.#hosts.set(host, worker);
      this.#connection.postWith({ t: "lent", host, ok: true }, port2);
    } catch (error) {
      this.refuse(host, String(error));
    }
  }

  /**
   * @param {string} host
   * @param {string} message
   */
  refuse(host, message) {
    this.#connection.post({ t: "lent", host, ok: false, message });
  }

  /** @param {string} host */
  end(host) {
    this.#hosts.get(host)?.terminate();
    this.#hosts.delete(host);
  }

  endAll() {
    for (const host of this.#hosts.keys()) this.end(host);
  }

  /**
   * @param {string} host
   * @param {Worker} worker
   */
  #failed(host, worker) {
    if (this.#hosts.get(host) !== worker) return;
    this.end(host);
    this.refuse(host, `It could not be started from ${whereStorageHostLies(this.#configuration)}, or it failed.`);
  }
}
