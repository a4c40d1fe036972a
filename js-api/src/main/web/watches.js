import { failure } from "./errors.js";
import { whenAborted } from "./abort.js";
import { aborted } from "./options.js";
import { DEATHS_MAX } from "./request.js";

/** @typedef {import("./handle.js").Handle} Handle */
/** @typedef {import("#shared/messages.d.ts").News} News */
/** @typedef {import("#shared/messages.d.ts").Notice} Notice */
/** @typedef {import("./sqlsync.d.ts").SqlSyncError} SqlSyncError */
/** @typedef {import("./watch.js").Watch} Watch */

/**
 * The queries that this page watches. Every worker that takes over is told of them when it has opened their documents; it says something
 * of one when its rows are others, in one message for all that one commit changed, and the next when this page has taken that in.
 */
export class Watches {
  #s = 0;
  /** @type {Map<number, Watch>} by number, ascending */
  #all = new Map();
  #post;

  /** @param {(notice: Notice) => boolean} post says whether there is a worker that it could be said to */
  constructor(post) {
    this.#post = post;
  }

  /**
   * @param {Watch} watch
   * @param {AbortSignal} [signal] not aborted yet
   */
  add(watch, signal) {
    watch.s = ++this.#s;
    this.#all.set(watch.s, watch);
    watch.release = whenAborted(signal, (given) => this.end(watch, aborted(given)));
    this.#send(watch);
  }

  /**
   * @param {Watch} watch
   * @param {SqlSyncError | null} error for its listener; null where that ended it itself
   */
  end(watch, error) {
    if (!this.#all.delete(watch.s)) return;
    watch.release();
    if (watch.sent) this.#post({ t: "unsubscribe", h: watch.handle.h, s: watch.s });
    if (error !== null) guarded(() => watch.listener.ended(error));
  }

  /**
   * Their handle is open.
   *
   * @param {Handle} handle
   */
  sendOf(handle) {
    for (const watch of this.#of(handle)) this.#send(watch);
  }

  /**
   * Their handle is closed.
   *
   * @param {Handle} handle
   * @param {SqlSyncError | null} error null where the program closed it
   */
  endOf(handle, error) {
    for (const watch of this.#of(handle)) {
      this.#all.delete(watch.s);
      watch.release();
      guarded(() => watch.listener.ended(error));
    }
  }

  /**
   * There is no worker that knows of them.
   *
   * @param {boolean} died
   */
  lost(died) {
    for (const watch of [...this.#all.values()]) {
      const unanswered = watch.sent && !watch.answered;
      watch.sent = watch.answered = false;
      if (died && unanswered && ++watch.deaths === DEATHS_MAX) {
        this.end(
          watch,
          failure("worker-failed", `SQLSync's worker ended ${DEATHS_MAX} times before it could run this query.`),
        );
      }
    }
  }

  /**
   * There is no worker, and none will be looked for until something is asked again.
   *
   * @param {SqlSyncError} error
   */
  fail(error) {
    for (const watch of [...this.#all.values()]) guarded(watch.fail(error));
  }

  /**
   * All take in what is new to them before anybody hears of it.
   *
   * @param {number} m
   * @param {News[]} of
   */
  received(m, of) {
    const heard = [];
    for (const news of of) {
      const watch = this.#all.get(news.s);
      const tell = watch && taken(watch, news);
      if (watch && tell) heard.push(() => this.#all.has(watch.s) && tell());
    }
    heard.forEach(guarded);
    this.#post({ t: "took", m });
  }

  /** @param {Handle} handle */
  #of(handle) {
    return [...this.#all.values()].filter((watch) => watch.handle === handle);
  }

  /** @param {Watch} watch */
  #send(watch) {
    if (watch.sent || !watch.handle.ready) return;
    const { s, handle, query } = watch;
    watch.sent = this.#post({ t: "subscribe", h: handle.h, s, ...query });
  }
}

/**
 * @param {Watch} watch
 * @param {News} news
 */
function taken(watch, news) {
  try {
    return watch.take(news);
  } catch (cause) {
    return watch.fail(failure("worker-failed", "SQLSync's worker sent rows that cannot be read.", { cause }));
  }
}

/**
 * What a listener throws is its own affair, and no other's.
 *
 * @param {() => void} tell
 */
function guarded(tell) {
  try {
    tell();
  } catch (error) {
    reportError(error);
  }
}
