import { failure } from "./errors.js";
import { holdLock, watchLock } from "./locks.js";
import { version } from "./version.js";
import { Watchdog } from "./watchdog.js";
import { bundlerAdvice, startSharedWorker, storageHostUrl, whereWorkerLies } from "./workers.js";

/** @typedef {import("./configuration.js").Configuration} Configuration */
/** @typedef {import("./messages.d.ts").FromWorker} FromWorker */
/** @typedef {import("./messages.d.ts").Request} Request */
/** @typedef {import("./messages.d.ts").Notice} Notice */
/** @typedef {import("./messages.d.ts").Hello} Hello */

const SILENT =
  "SQLSync's worker has not answered for half a minute. Either it is still being loaded, or a mutation or query that never " +
  "ends keeps it busy: closing all tabs of this site ends that.";
const WELCOME_MS_MAX = 2000;
/** In a row: half a minute of silence. */
const ATTEMPTS_MAX = 15;

/**
 * @typedef {object} ConnectionListener
 * @property {() => void} connected a worker listens that knows nothing of this page yet, or has forgotten its port
 * @property {(message: FromWorker) => void} received
 * @property {(died: boolean) => void} lost nothing posted since `connected` will be answered
 * @property {(error: import("./sqlsync.d.ts").SqlSyncError) => void} failed no connection, and no more attempts
 * @property {() => boolean} waiting whether anything that was sent has not been answered
 */

/**
 * A page's line to the SharedWorker. A SharedWorker dies without a word, with the tab that happened to start it: so each holds a
 * lock for as long as it lives, and this connects anew when the lock is free. Silence before the welcome means the same.
 */
export class Connection {
  /** @type {MessagePort | null} */
  #port = null;
  #welcomed = false;
  #everWelcomed = false;
  #attempts = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #watch = new AbortController();
  /** @type {Promise<void> | undefined} */
  #sessionLock;
  /** @type {(Request | Notice)[]} */
  #outgoing = [];
  #configuration;
  #session;
  #listener;
  #watchdog;

  /**
   * @param {Configuration} configuration
   * @param {string} session
   * @param {ConnectionListener} listener
   */
  constructor(configuration, session, listener) {
    this.#configuration = configuration;
    this.#session = session;
    this.#listener = listener;
    this.#watchdog = new Watchdog({
      waiting: listener.waiting,
      ping: () => this.post({ t: "ping" }),
      silent: () => this.#fail(SILENT),
    });
  }

  get idle() {
    return this.#port === null;
  }

  get connected() {
    return this.#welcomed;
  }

  /** Connects, or connects anew. */
  connect() {
    this.disconnect(false);
    if (++this.#attempts > ATTEMPTS_MAX) {
      this.#fail(SILENT);
      return;
    }
    const { namespace } = this.#configuration;
    this.#sessionLock ??= holdLock(`sqlsync/${namespace}/page/${this.#session}`);
    try {
      const worker = startSharedWorker(this.#configuration);
      const port = (this.#port = worker.port);
      worker.onerror = (event) => this.#notStarted(port, event);
      port.onmessage = ({ data }) => this.#receive(port, data);
      this.#timer = setTimeout(() => this.connect(), WELCOME_MS_MAX);
      this.#sessionLock.then(
        () => this.#port === port && port.postMessage([this.#hello()]),
        (error) => this.#port === port && this.#fail(`This page could not take a Web Lock: ${error.message}`, error),
      );
    } catch (error) {
      this.#fail(`The browser refused to start SQLSync's worker: ${/** @type {Error} */ (error).message}`, error);
    }
  }

  /** @param {boolean} died whether that is why */
  disconnect(died) {
    if (this.#port === null) return;
    clearTimeout(this.#timer);
    this.#watchdog.stop();
    this.#watch.abort();
    this.#port.onmessage = null;
    this.#port.close();
    this.#port = null;
    this.#outgoing = [];
    const welcomed = this.#welcomed;
    this.#welcomed = false;
    if (welcomed) this.#listener.lost(died);
  }

  /**
   * Sends it with everything else of this turn. Connected only.
   *
   * @param {Request | Notice} message
   */
  post(message) {
    if (this.#outgoing.push(message) === 1) queueMicrotask(() => this.flush());
    this.#watchdog.sent();
  }

  flush() {
    if (this.#outgoing.length === 0) return;
    this.#port?.postMessage(this.#outgoing);
    this.#outgoing = [];
  }

  /**
   * @param {Notice} notice
   * @param {MessagePort} port goes with it
   */
  postWith(notice, port) {
    this.flush();
    this.#port?.postMessage([notice], [port]);
  }

  /** @returns {Hello} */
  #hello() {
    return {
      t: "hello",
      protocol: 1,
      version,
      session: this.#session,
      visible: document.visibilityState === "visible",
      namespace: this.#configuration.namespace,
      wasmUrl: this.#configuration.wasmUrl,
      storageHostUrl: storageHostUrl(this.#configuration),
    };
  }

  /**
   * @param {MessagePort} port
   * @param {FromWorker[]} messages
   */
  #receive(port, messages) {
    this.#watchdog.heard();
    for (const message of messages) {
      // What came before may have ended this connection.
      if (this.#port !== port) return;
      if (message.t === "welcome") this.#welcome(message.instance);
      else this.#listener.received(message);
    }
  }

  /** @param {string} instance */
  #welcome(instance) {
    if (this.#welcomed) return;
    clearTimeout(this.#timer);
    this.#attempts = 0;
    this.#welcomed = this.#everWelcomed = true;
    const { signal } = (this.#watch = new AbortController());
    watchLock(`sqlsync/${this.#configuration.namespace}/worker/${instance}`, signal, () => this.disconnect(true));
    this.#listener.connected();
  }

  /**
   * @param {MessagePort} port
   * @param {ErrorEvent | Event} event
   */
  #notStarted(port, event) {
    // Later errors are the worker's own affair. One that follows a worker's death may pass: the next attempt will tell.
    if (port !== this.#port || this.#everWelcomed) return;
    const reason = "message" in event && event.message ? ` (${event.message})` : "";
    this.#fail(
      `SQLSync's worker could not be started from ${whereWorkerLies(this.#configuration)}${reason}. ` +
        "The file must be there, on this page's origin, served as JavaScript, and allowed by the Content-Security-Policy (worker-src)." +
        bundlerAdvice(),
    );
  }

  /**
   * @param {string} message
   * @param {unknown} [cause]
   */
  #fail(message, cause) {
    this.disconnect(false);
    this.#attempts = 0;
    this.#listener.failed(failure("worker-failed", message, { retryable: true, cause }));
  }
}
