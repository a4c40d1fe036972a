import { failure } from "./errors.js";
import { Generation } from "./generation.js";
import { breakLock, holdLock, watchLock } from "./locks.js";
import { version } from "./version.js";
import { Watchdog } from "./watchdog.js";
import { bundlerAdvice, startSharedWorker, storageHostUrl, whereWorkerLies } from "./workers.js";

/** @typedef {import("./configuration.js").Configuration} Configuration */
/** @typedef {import("#shared/messages.d.ts").FromWorker} FromWorker */
/** @typedef {import("#shared/messages.d.ts").Request} Request */
/** @typedef {import("#shared/messages.d.ts").Notice} Notice */
/** @typedef {import("#shared/messages.d.ts").Hello} Hello */

const SILENT = "SQLSync's worker has not answered for half a minute: it is still being loaded, or stuck. Try again.";
const WELCOME_MS_MAX = 2000;
/** In a row: half a minute of silence. */
const ATTEMPTS_MAX = 15;

/**
 * Why a page has no worker any more: it let go of it itself; it died; it was found stuck, by another page; by this one.
 *
 * @typedef {"left" | "died" | "stuck" | "found-stuck"} Loss
 */

/**
 * @typedef {object} ConnectionListener
 * @property {() => void} connected a worker listens that knows nothing of this page yet, or has forgotten its port
 * @property {(message: FromWorker) => void} received
 * @property {(how: Loss) => void} lost nothing posted since `connected` will be answered
 * @property {(error: import("./sqlsync.d.ts").SqlSyncError) => void} failed no connection, and no more attempts
 * @property {boolean} waiting whether anything that was sent has not been answered
 */

/**
 * A page's line to the SharedWorker. A SharedWorker dies without a word, with the tab that happened to start it: so each holds a
 * lock for as long as it lives, and this connects anew when the lock is free. Silence before the welcome means the same.
 *
 * A worker that is stuck, in a loop without an end, is given up: its lock is broken, so that all pages and storage hosts leave it
 * as they leave a dead one, and pages go to a worker of the next generation. It hears of it when it can hear again, and ends.
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
  #generation;
  /** Of the worker that this is connected to, or wants to be. */
  #current = 0;
  /** Of the welcome. */
  #instance = "";

  /**
   * @param {Configuration} configuration
   * @param {string} session
   * @param {ConnectionListener} listener
   */
  constructor(configuration, session, listener) {
    this.#configuration = configuration;
    this.#session = session;
    this.#listener = listener;
    this.#generation = new Generation(configuration.namespace);
    this.#watchdog = new Watchdog({
      waiting: () => listener.waiting,
      ping: () => this.post({ t: "ping" }),
      silent: () => void this.#giveUp(this.#instance),
    });
  }

  get idle() {
    return !this.#port;
  }

  get connected() {
    return this.#welcomed;
  }

  /** Connects, or connects anew. */
  connect() {
    this.disconnect("left");
    if (++this.#attempts > ATTEMPTS_MAX) {
      void this.#giveUp(`${version}/${this.#current}/`);
      return;
    }
    this.#current = this.#generation.current;
    this.#sessionLock ??= holdLock(this.#lock(`page/${this.#session}`));
    try {
      const worker = startSharedWorker(this.#configuration, this.#current);
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

  /** @param {Loss} how */
  disconnect(how) {
    if (!this.#port) return;
    clearTimeout(this.#timer);
    this.#watchdog.stop();
    this.#watch.abort();
    this.#port.onmessage = null;
    this.#port.close();
    this.#port = null;
    this.#outgoing = [];
    const welcomed = this.#welcomed;
    this.#welcomed = false;
    if (welcomed) this.#listener.lost(how);
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
    if (!this.#outgoing[0]) return;
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
      generation: this.#current,
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
    this.#instance = instance;
    watchLock(this.#lock(`worker/${instance}`), signal, () =>
      this.disconnect(this.#generation.current > this.#current ? "stuck" : "died"),
    );
    this.#listener.connected();
  }

  /** @param {string} name */
  #lock(name) {
    return `sqlsync/${this.#configuration.namespace}/${name}`;
  }

  /**
   * The worker says nothing any more. One that holds no lock never came to life: that may be a slow network, and no other is better.
   *
   * @param {string} instance, or what its name begins with
   */
  async #giveUp(instance) {
    const lock = this.#lock(`worker/${instance}`);
    const [port, generation] = [this.#port, this.#current];
    try {
      const { held = [] } = await navigator.locks.query();
      if (this.#port !== port) return;
      const names = held.flatMap(({ name }) => (name?.startsWith(lock) ? [name] : []));
      if (names.length === 0) return this.#fail(SILENT);
      this.#generation.condemn(generation);
      this.disconnect("found-stuck");
      await Promise.all(names.map(breakLock));
    } catch (error) {
      return this.#fail(SILENT, error);
    }
    this.#attempts = 0;
    if (!this.#port) this.connect();
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
        "The file must be there, on this page's origin, as JavaScript, and allowed by the Content-Security-Policy (worker-src)." +
        bundlerAdvice(),
    );
  }

  /**
   * @param {string} message
   * @param {unknown} [cause]
   */
  #fail(message, cause) {
    this.disconnect("left");
    this.#attempts = 0;
    this.#listener.failed(failure("worker-failed", message, { retryable: true, cause }));
  }
}
