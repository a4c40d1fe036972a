/** A subscription of a story, and what it heard. */
export class Watcher {
  heard = 0;
  errors = [];
  /** @type {readonly object[] | undefined} the newest, as they were given to the callback */
  rows;
  /** Those before. */
  before;
  /** What a story wants to happen with each result. */
  onRows = () => {};

  constructor(document, query, options) {
    const onRows = (rows) => {
      this.before = this.rows;
      this.rows = rows;
      this.heard++;
      this.onRows();
    };
    this.subscription = document.subscribe(query, onRows, {
      ...options,
      onError: (error) => this.errors.push(error.code),
    });
  }

  /** Rows that are not among the objects there were before. */
  get made() {
    return this.rows.filter((row) => !this.before.includes(row));
  }
}

/** Bytes, as JSON, of every message with results that came to this page since it was loaded. */
export const news = [];

const ofPort = Object.getOwnPropertyDescriptor(MessagePort.prototype, "onmessage");
Object.defineProperty(MessagePort.prototype, "onmessage", {
  ...ofPort,
  set(listener) {
    ofPort.set.call(this, listener && ((event) => (note(event.data), listener.call(this, event))));
  },
});

function note(messages) {
  if (!Array.isArray(messages) || !messages.some(({ t }) => t === "news")) return;
  const text = JSON.stringify(messages, (_, value) => (typeof value === "bigint" ? String(value) : value));
  news.push(new TextEncoder().encode(text).length);
}

/** Does nothing else, not even hear of messages, until the server says "open" under that path. */
export function standStill(path) {
  const ask = () => {
    const request = new XMLHttpRequest();
    request.open("GET", path + "?" + Math.random(), false);
    request.send();
    return request.responseText;
  };
  while (ask() !== "open");
}

/** Numbers that come again with their seed. */
const dice = (seed) => (below) => (seed = (seed * 48271) % 2147483647) % below;

/** So many random changes to a document of `shelf.js`, in bursts. */
export async function stir(document, seed, changes) {
  const random = dice(seed);
  let burst = [];
  for (let i = 0; i < changes; i++) {
    const id = random(1000) + 1;
    const call = [
      ["rename", { id, title: "Title " + random(50) }],
      ["move", { id, place: random(2000) }],
      ["remove", { id }],
      ["note", { text: "Note " + random(9) }],
    ][random(4)];
    burst.push(document.mutate(...call));
    if (random(4) === 0) await Promise.all(burst.splice(0));
  }
  await Promise.all(burst);
}

/** Queries of a document of `shelf.js` that are watched; what is delivered is compared with what it should be. */
export class Comparison {
  static #queries = [
    "SELECT * FROM items ORDER BY place, id",
    "SELECT count(*) AS n, sum(place) AS places FROM items",
    "SELECT id, title FROM items WHERE title LIKE 'Title 1%' ORDER BY id DESC LIMIT 20",
    "SELECT items.id, text FROM items JOIN notes USING (id) ORDER BY items.id",
  ];
  #document;
  #watched;
  problems = [];

  constructor(document) {
    this.#document = document;
    this.#watched = Comparison.#queries.map((query) => new Watcher(document, query));
    for (const watcher of this.#watched) watcher.onRows = () => this.#check(watcher);
  }

  get heard() {
    return this.#watched[0].heard;
  }

  #check({ before = [], rows }) {
    const there = new Set(before);
    const texts = new Set(before.map((row) => JSON.stringify(row)));
    const copied = rows.filter((row) => !there.has(row) && texts.has(JSON.stringify(row)));
    if (copied.length > 0) this.problems.push("made again: " + JSON.stringify(copied[0]));
    const [items, [sums] = []] = this.#watched.map(({ subscription }) => subscription.rows);
    if (items && sums && items.length !== sums.n)
      this.problems.push(items.length + " rows where " + sums.n + " are counted");
  }

  /** Whether all subscriptions show what their queries give now. */
  async agrees() {
    const fresh = await this.#document.queryAll(Comparison.#queries);
    return fresh.every((rows, i) => JSON.stringify(rows) === JSON.stringify(this.#watched[i].rows));
  }
}
