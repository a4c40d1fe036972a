/**
 * A browser for one document, as far as SQLSync needs one: a page, and the worker that serves it, both in this process. Page and engine
 * are the ones of the browser, compiled as functions of the globals that they use (`node-page.js`, `node-engine.js`), so nothing of the
 * process is changed for them, and several run beside each other. They run in the realm of the test rather than in a thread, since a
 * reducer that a test has at hand is an object, and cannot go anywhere else.
 */
import { readFileSync } from "node:fs";
import { startEngine } from "./node-engine.js";
import { createPage } from "./node-page.js";
import { LockRegistry } from "./locks.js";
import { Port } from "./ports.js";
import { SeededRandom } from "./seeded-random.js";
import { TimerSet } from "./timers.js";

/** @type {Promise<WebAssembly.Module> | undefined} the same for all */
let sqlite;

const loadSqlite = () => (sqlite ??= WebAssembly.compile(readFileSync(new URL("./sql-wasm.wasm", import.meta.url))));

// As they are when this is loaded: the engine uses them while a mutation runs, too, when those of the globals refuse.
const RealDate = Date;
const stopwatch = performance.now.bind(performance);
const { queueMicrotask } = globalThis;

/** What is not there in Node, or is not for this engine. */
const NOTHING = Object.fromEntries(
  ["process", "window", "document", "WorkerGlobalScope", "XMLHttpRequest", "indexedDB", "Worker", "localStorage"].map(
    (name) => [name, undefined],
  ),
);

/**
 * @typedef {object} Engine
 * @property {(port: Port) => void} connect a page
 * @property {(link: object) => void} link a device
 * @property {() => void} end
 */

/** @typedef {Pick<import("#node-surroundings").Surroundings, "reducer" | "pin" | "traced" | "running">} Surroundings */

export class Origin {
  /** What the engine's clock says, in milliseconds since the epoch. */
  now;
  /** What becomes the seeds of mutations, while it is given: 8 bytes. @type {Uint8Array | null} */
  armed = null;
  /** What the engine took last, 8 bytes: the seed, when a mutation starts to run. */
  taken = new Uint8Array(8);

  #locks = new LockRegistry();
  /** @type {Map<string, Engine>} by the name of the SharedWorker */
  #engines = new Map();
  #pageTimers = new TimerSet();
  #window = new EventTarget();
  #surroundings;
  #seed;
  #WebSocket;

  /**
   * @param {object} options
   * @param {number} options.now
   * @param {number} options.seed
   * @param {Surroundings} options.surroundings
   * @param {unknown} [options.WebSocket]
   */
  constructor({ now, seed, surroundings, WebSocket }) {
    this.now = now;
    this.#seed = seed;
    this.#surroundings = surroundings;
    this.#WebSocket = WebSocket;
  }

  /** The modules of a page, as `page.js` has them. */
  page() {
    const random = new SeededRandom(this.#seed);
    const origin = this;
    class SharedWorker {
      /** @type {((event: Event) => void) | null} */
      onerror = null;
      port;

      /** @param {URL} _url @param {{ name: string }} options */
      constructor(_url, { name }) {
        const [port, other] = Port.pair();
        this.port = port;
        origin.#engine(name).then(
          (engine) => engine.connect(other),
          (error) => this.onerror?.(new ErrorMessage(error.message)),
        );
      }
    }
    const page = Object.assign(new EventTarget(), { visibilityState: "visible", baseURI: "file:///" });
    return createPage({
      ...NOTHING,
      globalThis: globalsWith({ document: page }),
      document: page,
      location: new URL("https://localhost/"),
      navigator: { locks: this.#locks.of("page") },
      addEventListener: this.#window.addEventListener.bind(this.#window),
      crypto: { getRandomValues: (/** @type {ArrayBufferView} */ view) => random.fill(view) },
      setTimeout: this.#pageTimers.set,
      clearTimeout: this.#pageTimers.clear,
      reportError: (/** @type {unknown} */ error) =>
        queueMicrotask(() => {
          throw error;
        }),
      SharedWorker,
      moduleUrl: import.meta.url,
    });
  }

  /** @param {string} name */
  async #engine(name) {
    const wasm = await loadSqlite();
    const running = this.#engines.get(name);
    if (running !== undefined) return running;
    const engine = this.#start(name, wasm);
    this.#engines.set(name, engine);
    return engine;
  }

  /**
   * Starts an engine as a coordinator.
   *
   * @returns {Promise<(link: object) => void>} to be called with the coordinator's end of each connection
   */
  async coordinator() {
    return this.#start("coordinator", await loadSqlite()).link;
  }

  /** The page hears that there is a network again. */
  tellOnline() {
    this.#window.dispatchEvent(new Event("online"));
  }

  /**
   * @param {string} name
   * @param {WebAssembly.Module} wasm
   * @returns {Engine}
   */
  #start(name, wasm) {
    const timers = new TimerSet();
    const client = `engine ${this.#engines.size}`;
    /** @type {Port[]} */
    const ports = [];
    const end = () => {
      timers.end();
      for (const port of ports) port.close();
      this.#engines.delete(name);
      this.#locks.drop(client);
    };
    const own = {
      ...NOTHING,
      /** @type {((event: { ports: Port[] }) => void) | undefined} set by the engine */
      onconnect: undefined,
      /** @type {((link: object) => void) | undefined} the same */
      onlink: undefined,
      location: new URL("https://localhost/"),
      navigator: { locks: this.#locks.of(client) },
      close: end,
      surroundings: this.#surroundings,
      moduleUrl: import.meta.url,
      Date: clock(() => this.now),
      crypto: { getRandomValues: this.#chance() },
      performance: { now: () => stopwatch() },
      setTimeout: timers.set,
      clearTimeout: timers.clear,
      queueMicrotask,
      fetch: async () => ({ ok: true, arrayBuffer: async () => null }),
      WebAssembly: Object.create(WebAssembly, { compile: { value: async () => wasm } }),
      WebSocket: this.#WebSocket,
      BroadcastChannel: SilentChannel,
      addEventListener: () => {},
    };
    const scope = globalsWith(own);
    startEngine({ ...own, globalThis: scope, self: scope });
    return {
      connect: (port) => {
        ports.push(port);
        scope.onconnect?.({ ports: [port] });
      },
      link: (link) => scope.onlink?.(link),
      end,
    };
  }

  /** The engine takes 8 bytes at a time, and what it takes for a mutation right before it runs is its seed. */
  #chance() {
    const random = new SeededRandom(this.#seed + 1);
    return (/** @type {ArrayBufferView} */ view) => {
      random.fill(view);
      if (view.byteLength !== this.taken.length) return view;
      const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
      if (this.armed !== null) bytes.set(this.armed);
      this.taken.set(bytes);
      return view;
    };
  }

  /** Ends everything: no timer and no message of it is left. */
  end() {
    this.#pageTimers.end();
    for (const engine of this.#engines.values()) engine.end();
  }
}

/**
 * The globals of this process, and `own` in front of them.
 *
 * @template {object} T
 * @param {T} own
 * @returns {T}
 */
const globalsWith = (own) => Object.create(globalThis, Object.getOwnPropertyDescriptors(own));

/** @param {() => number} now */
const clock = (now) =>
  class extends RealDate {
    /** @param {...any} args */
    constructor(...args) {
      super(.../** @type {[number]} */ (args.length === 0 ? [now()] : args));
    }
    static now() {
      return now();
    }
  };

/** What a SharedWorker that could not be started says. */
class ErrorMessage extends Event {
  /** @param {string} message */
  constructor(message) {
    super("error");
    this.message = message;
  }
}

/** There is one engine only: nobody hears it. */
class SilentChannel {
  onmessage = null;
  postMessage() {}
  close() {}
}
