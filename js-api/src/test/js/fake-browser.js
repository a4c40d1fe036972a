/**
 * A page's surroundings, for tests in Node: locks, workers, page events. A SharedWorker here is a script that answers like the real one
 * and can be silent, die, or say anything; nothing happens later than the next turn of the event loop.
 */
import { createLibrary } from "../../main/web/library.js";

// A timer of the library is no reason for a test to go on.
const { setTimeout: referenced } = globalThis;
globalThis.setTimeout = (...given) => referenced(...given).unref();

/** Everything that was going on has happened. */
export async function quiet() {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** The error of a promise that must fail. */
export async function failureOf(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("It did not fail.");
}

export class FakeLocks {
  #queues = new Map();

  request(name, optionsOrCallback, perhapsCallback) {
    const callback = perhapsCallback ?? optionsOrCallback;
    const signal = perhapsCallback && optionsOrCallback.signal;
    if (perhapsCallback && optionsOrCallback.steal) {
      this.release(name);
      return Promise.resolve(perhapsCallback({ name }));
    }
    return new Promise((resolve, reject) => {
      const waiter = { callback, resolve };
      const queue = this.#queues.get(name) ?? [];
      this.#queues.set(name, queue);
      queue.push(waiter);
      signal?.addEventListener("abort", () => {
        if (queue[0] === waiter && waiter.granted) return;
        queue.splice(queue.indexOf(waiter), 1);
        reject(signal.reason);
      });
      queueMicrotask(() => this.#grant(name));
    });
  }

  async query() {
    return { held: [...this.#queues.keys()].filter((name) => this.held(name)).map((name) => ({ name })) };
  }

  held(name) {
    return this.#queues.get(name)?.[0]?.granted ?? false;
  }

  waiting(name) {
    return (this.#queues.get(name) ?? []).filter((waiter) => !waiter.granted).length;
  }

  /** Its holder is gone. */
  release(name) {
    this.#queues.get(name)?.shift();
    queueMicrotask(() => this.#grant(name));
  }

  async #grant(name) {
    const first = this.#queues.get(name)?.[0];
    if (first === undefined || first.granted) return;
    first.granted = true;
    const result = await first.callback({ name });
    if (this.#queues.get(name)[0] === first) this.release(name);
    first.resolve(result);
  }
}

const HELD = Symbol("held");

/** The script of a SharedWorker, one life of it. */
export class FakeWorker {
  /** Arrays as they came, without the hello. */
  batches = [];
  ports = [];
  hellos = [];
  alive = true;
  /** Types of requests that are not answered now. */
  silent = new Set();
  held = [];
  transferred = [];
  #answers = {
    open: () => ({ status: status() }),
    import: () => ({ status: status() }),
    mutate: ({ n, calls }) => ({ id: `s-${n}`, results: calls.map(() => "") }),
    query: () => ({ columns: [], rows: 0, data: [] }),
    queryAll: ({ queries }) => queries.map(() => ({ columns: [], rows: 0, data: [] })),
    list: () => [],
    pending: () => [],
    rejected: () => [],
    outcomes: ({ ids }) => ids.map(() => null),
    storageInfo: () => ({ backend: "memory", durable: false, reason: "A test.", unsyncedBytes: 0 }),
  };

  constructor(browser, instance) {
    this.browser = browser;
    this.instance = instance;
  }

  get messages() {
    return this.batches.flat();
  }

  /** Messages of one type, in order. */
  got(type) {
    return this.messages.filter(({ t }) => t === type);
  }

  /** What is answered to a type from now on: a function that returns `v`, or throws `{code, message}`. */
  answering(type, answer) {
    this.#answers[type] = answer;
    return this;
  }

  receive(port, batch, transfer) {
    if (!this.alive) return;
    this.transferred.push(...transfer);
    if (batch[0].t === "hello") return this.#welcome(port, batch);
    this.batches.push(batch);
    const answers = batch.filter(({ q }) => q !== undefined).map((message) => this.#answer(message));
    this.send(...answers.filter((answer) => answer !== HELD));
    if (batch.some(({ t }) => t === "ping") && !this.silent.has("ping")) this.send({ t: "pong" });
  }

  #welcome(port, [hello]) {
    this.hellos.push(hello);
    this.port = port;
    if (this.silent.has("hello")) return;
    const lock = `sqlsync/${hello.namespace}/worker/${this.instance}`;
    if (!this.browser.locks.held(lock)) this.browser.locks.request(lock, () => new Promise(() => {}));
    this.lock = lock;
    port.deliver([{ t: "welcome", protocol: 1, version: hello.version, instance: this.instance }]);
  }

  #answer(message) {
    if (this.silent.has(message.t)) {
      this.held.push(message);
      return HELD;
    }
    try {
      return { t: "ok", q: message.q, v: this.#answers[message.t]?.(message) };
    } catch (error) {
      return { t: "error", q: message.q, error: { retryable: false, ...error } };
    }
  }

  /** Answers what it was silent about. */
  speak() {
    this.silent.clear();
    const held = this.held;
    this.held = [];
    this.send(...held.map((message) => this.#answer(message)));
  }

  send(...messages) {
    if (messages.length > 0 && this.alive) this.port.deliver(messages);
  }

  /** Without a word. The next `new SharedWorker` makes another. */
  die() {
    this.alive = false;
    if (this.browser.worker === this) this.browser.worker = null;
    if (this.lock) this.browser.locks.release(this.lock);
  }
}

export const status = (changes = {}) => ({
  connection: "local",
  mode: "read-write",
  problem: null,
  storage: "memory",
  pending: 0,
  parked: 0,
  heldForUser: 0,
  unflushed: 0,
  synced: false,
  lastSyncedAt: null,
  schemaVersion: 1,
  access: "write",
  paused: false,
  ...changes,
});

class FakePort {
  onmessage = null;
  closed = false;
  constructor(worker) {
    this.worker = worker;
  }
  postMessage(batch, transfer = []) {
    if (this.closed) return;
    const copy = structuredClone(batch);
    queueMicrotask(() => this.worker.receive(this, copy, transfer));
  }
  deliver(batch) {
    const data = structuredClone(batch);
    queueMicrotask(() => this.closed || this.onmessage?.({ data }));
  }
  close() {
    this.closed = true;
  }
}

export class FakeBrowser {
  locks = new FakeLocks();
  /** @type {FakeWorker | null} the one that lives */
  worker = null;
  /** All there ever were. */
  workers = [];
  starts = [];
  storageHosts = [];
  window = new EventTarget();
  document = Object.assign(new EventTarget(), { visibilityState: "visible", baseURI: "https://app.example/notes/" });
  /** Called with each new worker, before it hears anything. */
  onWorker = () => {};
  /** What `new SharedWorker` throws, or what its `error` event says. */
  startFailure = null;

  constructor() {
    const browser = this;
    class SharedWorker {
      onerror = null;
      constructor(url, options) {
        browser.starts.push({ url: String(url), options });
        if (browser.startFailure?.thrown) throw browser.startFailure.thrown;
        if (browser.startFailure) {
          this.port = new FakePort({ receive() {} });
          queueMicrotask(() => this.onerror?.(browser.startFailure));
          return;
        }
        if (browser.worker === null || browser.worker.name !== options.name) {
          const [, , version, generation = 0] = options.name.split("/");
          browser.worker = new FakeWorker(browser, `${version}/${generation}/w${browser.workers.length + 1}`);
          browser.worker.name = options.name;
          browser.workers.push(browser.worker);
          browser.onWorker(browser.worker);
        }
        this.port = new FakePort(browser.worker);
        browser.worker.ports.push(this.port);
      }
    }
    class Worker {
      posted = [];
      terminated = false;
      constructor(url, options) {
        Object.assign(this, { url: String(url), options });
        browser.storageHosts.push(this);
      }
      postMessage(message, transfer) {
        this.posted.push({ message, transfer });
      }
      terminate() {
        this.terminated = true;
      }
    }
    class MessageChannel {
      port1 = { end: 1 };
      port2 = { end: 2 };
    }
    const storage = {
      estimate: async () => ({ usage: 11, quota: 22 }),
      persisted: async () => true,
      persist: async () => true,
    };
    const stored = new Map();
    const localStorage = {
      getItem: (key) => stored.get(key) ?? null,
      setItem: (key, value) => void stored.set(key, value),
    };
    this.globals = {
      localStorage,
      document: this.document,
      location: new URL("https://app.example/notes/"),
      origin: "https://app.example",
      isSecureContext: true,
      navigator: { locks: this.locks, storage },
      SharedWorker,
      Worker,
      MessageChannel,
      addEventListener: this.window.addEventListener.bind(this.window),
      reportError: (error) => this.reported.push(error),
    };
    this.reported = [];
  }

  /** Makes Node this browser's page, and gives the page's library. */
  page() {
    for (const [name, value] of Object.entries(this.globals)) {
      Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
    }
    return createLibrary();
  }

  fire(type, facts = {}) {
    this.window.dispatchEvent(Object.assign(new Event(type), facts));
  }

  show(visibilityState) {
    this.document.visibilityState = visibilityState;
    this.document.dispatchEvent(new Event("visibilitychange"));
  }
}

/** A page with a document open. */
export async function openPage({ onWorker, ...options } = {}) {
  const browser = new FakeBrowser();
  if (onWorker) browser.onWorker = onWorker;
  const library = browser.page();
  const doc = await library.openDocument("notes", { reducer: "./notes.js", ...options });
  return { browser, library, doc, worker: browser.worker };
}
