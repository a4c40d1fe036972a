/**
 * A browser, as far as SQLSync needs one: a page, and the worker that serves it, both in this process. Page and engine are the ones of
 * the browser, compiled as functions of the globals that they use (`node-page.js`, `node-engine.js`), so nothing of the process is
 * changed for them, and several run beside each other. They run in the realm of the program rather than in a thread, since a reducer
 * that a test has at hand is an object, and cannot go anywhere else.
 */
import { readFileSync } from "node:fs";
import { startEngine } from "./node-engine.js";
import { createPage } from "./node-page.js";
import { LockRegistry } from "./locks.js";
import { Port } from "./ports.js";
import { TimerSet } from "./timers.js";

/** @type {Promise<WebAssembly.Module> | undefined} the same for all */
let sqlite;

const loadSqlite = () => (sqlite ??= WebAssembly.compile(readFileSync(new URL("./sql-wasm.wasm", import.meta.url))));

// As they are when this is loaded: the engine uses them while a mutation runs, too, when those of the globals refuse.
const RealDate = Date;
const stopwatch = performance.now.bind(performance);
const { queueMicrotask } = globalThis;

/** Globals that page and engine look for and must not find: Node lacks them, or they belong to the program. */
const NOTHING = Object.fromEntries(
  ["process", "window", "document", "WorkerGlobalScope", "XMLHttpRequest", "indexedDB", "Worker", "localStorage"].map(
    (name) => [name, undefined],
  ),
);

/** @typedef {import("#node-surroundings").Surroundings} Surroundings */
/** @typedef {<T extends ArrayBufferView>(view: T) => T} Chance fills it */

/**
 * @typedef {object} World
 * @property {() => number} clock
 * @property {Chance} pageChance
 * @property {Chance} engineChance
 */

/**
 * Where files are kept.
 *
 * @typedef {object} Files
 * @property {() => { storage: object, end: () => void }} view `navigator.storage` of one page or worker, and how it ends
 * @property {unknown} FileSystemFileHandle
 * @property {(scope: object) => void} startHost
 */

/**
 * @typedef {object} OriginOptions
 * @property {World} world
 * @property {Surroundings} surroundings
 * @property {unknown} [WebSocket]
 * @property {Files} [files] none for memory only
 * @property {string} [baseURI] what URLs count from
 */

/**
 * @typedef {object} Engine
 * @property {(port: Port) => void} connect a page
 * @property {(link: object) => void} link a device
 * @property {() => void} end
 */

export class Origin {
  world;
  #locks = new LockRegistry();
  /** @type {Map<string, Engine>} those that run, by the name that the page gave to `new SharedWorker` */
  #engines = new Map();
  #clients = 0;
  #pageTimers = new TimerSet();
  #window = new EventTarget();
  #options;

  /** @param {OriginOptions} options */
  constructor(options) {
    this.#options = options;
    this.world = options.world;
  }

  /** The modules of a page, as `page.js` has them. */
  page() {
    const { baseURI = "file:///", files } = this.#options;
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
    const document = Object.assign(new EventTarget(), { visibilityState: "visible", baseURI });
    const location = new URL("https://localhost/");
    return createPage({
      ...NOTHING,
      globalThis: globalsWith({ document, isSecureContext: true, origin: location.origin }),
      document,
      location,
      navigator: { locks: this.#locks.of("page"), storage: files?.view().storage },
      addEventListener: this.#window.addEventListener.bind(this.#window),
      crypto: { getRandomValues: this.world.pageChance },
      setTimeout: this.#pageTimers.set,
      clearTimeout: this.#pageTimers.clear,
      queueMicrotask,
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
    const engine = this.#start("coordinator", await loadSqlite());
    this.#engines.set("coordinator", engine);
    return engine.link;
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
    const { surroundings, WebSocket, files } = this.#options;
    const { clock, engineChance } = this.world;
    const thread = this.#thread();
    /** @type {Port[]} */
    const ports = [];
    const end = () => {
      thread.end();
      for (const port of ports) port.close();
      this.#engines.delete(name);
    };
    const own = {
      ...thread.globals,
      /** @type {((event: { ports: Port[] }) => void) | undefined} set by the engine */
      onconnect: undefined,
      /** @type {((link: object) => void) | undefined} the same */
      onlink: undefined,
      location: new URL("https://localhost/"),
      close: end,
      surroundings,
      moduleUrl: import.meta.url,
      Date: dateOf(clock),
      crypto: { getRandomValues: engineChance },
      performance: { now: () => stopwatch() },
      fetch: async () => ({ ok: true, arrayBuffer: async () => null }),
      WebAssembly: Object.create(WebAssembly, { compile: { value: async () => wasm } }),
      WebSocket,
      BroadcastChannel: SilentChannel,
      MessageChannel: Channel,
      addEventListener: () => {},
      Worker: files && this.#storageHosts(files, thread),
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

  /** What each worker has of its own, and what ends with it. */
  #thread() {
    const client = `worker ${++this.#clients}`;
    const timers = new TimerSet();
    const view = this.#options.files?.view();
    /** @type {(() => void)[]} */
    const endings = [() => timers.end(), () => view?.end(), () => this.#locks.drop(client)];
    return {
      globals: {
        ...NOTHING,
        navigator: { locks: this.#locks.of(client), storage: view?.storage },
        setTimeout: timers.set,
        clearTimeout: timers.clear,
        queueMicrotask,
      },
      endings,
      end: () => {
        for (const ending of endings.splice(0)) ending();
      },
    };
  }

  /**
   * The `Worker` of an engine: it starts storage hosts, which end with it.
   *
   * @param {Files} files
   * @param {{ endings: (() => void)[] }} engine
   */
  #storageHosts({ startHost, FileSystemFileHandle }, engine) {
    const newThread = () => this.#thread();
    return class Worker {
      onerror = null;
      #thread = newThread();
      #scope;

      constructor() {
        const own = {
          ...this.#thread.globals,
          /** @type {((event: { data: unknown, ports: Port[] }) => void) | undefined} set by the host */
          onmessage: undefined,
          FileSystemFileHandle,
          crypto: globalThis.crypto,
          close: () => this.terminate(),
        };
        this.#scope = globalsWith(own);
        engine.endings.push(() => this.terminate());
        startHost({ ...own, globalThis: this.#scope });
      }

      /** @param {unknown} data @param {Port[]} ports */
      postMessage(data, ports) {
        this.#thread.endings.push(() => ports.forEach((port) => port.close()));
        this.#scope.onmessage?.({ data, ports });
      }

      terminate() {
        this.#thread.end();
      }
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
const dateOf = (now) =>
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

class Channel {
  port1;
  port2;

  constructor() {
    [this.port1, this.port2] = Port.pair();
  }
}

/** There is one engine only: nobody hears it. */
class SilentChannel {
  onmessage = null;
  postMessage() {}
  close() {}
}
