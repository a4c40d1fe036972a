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
    this.subscription = document.subscribe(query, onRows, { ...options, onError: (error) => this.errors.push(error.code) });
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
