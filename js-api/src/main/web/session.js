import { abortFlag, raise, whenAborted } from "./abort.js";
import { Connection } from "./connection.js";
import { failure, received } from "./errors.js";
import { Handle } from "./handle.js";
import { randomId } from "./base58.js";
import { StorageLender } from "./storage-lender.js";
import { MutationRequest } from "./mutation.js";
import { aborted } from "./options.js";
import { DEATHS_MAX, Request } from "./request.js";
import { Watches } from "./watches.js";

/** @typedef {import("./configuration.js").Configuration} Configuration */
/** @typedef {import("#shared/messages.d.ts").Answers} Answers */
/** @typedef {import("#shared/messages.d.ts").FromWorker} FromWorker */
/** @typedef {import("#shared/messages.d.ts").Question} Question */
/** @typedef {import("#shared/messages.d.ts").SentError} SentError */
/** @typedef {import("./options.js").CheckedOpenOptions} CheckedOpenOptions */
/** @typedef {import("./sqlsync.d.ts").SqlSyncError} SqlSyncError */

const STUCK =
  "SQLSync's worker was stuck for half a minute while it was busy with this, and was given up for another one: look for an endless loop " +
  "or regular expression in the reducer.";

/**
 * Everything this page has asked and not settled. Requests are kept, in order, until their answer is here (mutations: until they are on
 * disk), and go again to every worker that takes over.
 */
export class Session {
  #q = 0;
  #h = 0;
  /** How many mutations it has made: the number of the last one. */
  mutations = 0;
  /** Names this page among all the pages of the origin; its mutations are named after it. */
  id = randomId();
  /** @type {Map<number, Request>} by q, ascending */
  #requests = new Map();
  /** @type {Map<number, Handle>} */
  #handles = new Map();
  /** @type {SentError | null} why this worker cannot work at all */
  #fatal = null;
  #suspended = false;
  #connection;
  #lender;
  /** The queries it watches. */
  watches = new Watches((notice) => this.#tell(notice));

  /** @param {Configuration} configuration */
  constructor(configuration) {
    this.#connection = new Connection(configuration, this.id, this);
    this.#lender = new StorageLender(configuration, this.#connection);
    document.addEventListener("visibilitychange", () => this.#visibilityChanged());
    addEventListener("pagehide", () => this.#suspend());
    document.addEventListener("freeze", () => this.#freeze());
    addEventListener("pageshow", (event) => event.persisted && this.#resume());
    addEventListener("online", () => this.notice({ t: "online" }));
  }

  /**
   * @param {string} id
   * @param {CheckedOpenOptions} options
   */
  newHandle(id, options) {
    const handle = new Handle(this, ++this.#h, id, options);
    this.#handles.set(handle.h, handle);
    return handle;
  }

  /**
   * @template {Question} T
   * @param {T} question
   * @param {Handle | null} [handle] that has to be open for it
   * @param {AbortSignal} [signal] not aborted yet
   * @returns {Promise<Answers[T["t"]]>}
   */
  ask(question, handle = null, signal) {
    const abort = signal && question.t.startsWith("query") ? abortFlag() : undefined;
    const answer = this.abortable(signal, (resolve, reject) => {
      const message = /** @type {any} */ ({ ...question, ...(abort && { abort }) });
      return this.keep(new Request(message, handle, resolve, reject));
    });
    return abort ? answer.finally(() => raise(abort)) : answer;
  }

  /**
   * @template T
   * @param {AbortSignal | undefined} signal not aborted yet
   * @param {(resolve: (value: T) => void, reject: (error: SqlSyncError) => void) => Request} start
   * @returns {Promise<T>}
   */
  abortable(signal, start) {
    return new Promise((resolve, reject) => {
      const release = whenAborted(signal, (given) => {
        this.#requests.delete(request.message.q);
        if (request.sent) this.notice({ t: "abort", request: request.message.q });
        reject(aborted(given));
      });
      const request = start(
        (value) => (release(), resolve(value)),
        (error) => (release(), reject(error)),
      );
    });
  }

  /**
   * The mutations of a document that are kept, oldest first, whichever of its handles made them.
   *
   * @param {string} id
   * @returns {Iterable<MutationRequest>}
   */
  *mutationsOf(id) {
    for (const request of this.#requests.values()) {
      if (request instanceof MutationRequest && request.handle.id === id) yield request;
    }
  }

  /**
   * Up to which mutation of a document the worker may forget the outcomes.
   *
   * @param {string} id
   */
  acknowledged(id) {
    for (const { message } of this.mutationsOf(id)) return message.n - 1;
    return this.mutations - 1;
  }

  /**
   * Sends it as soon as that is possible, and again until it is done.
   *
   * @template {Request} R
   * @param {R} request
   */
  keep(request) {
    if (this.#fatal) {
      request.refuse(this.#fatal);
      return request;
    }
    this.#requests.set((request.message.q = ++this.#q), request);
    this.send(request);
    return request;
  }

  /**
   * What only the worker that is there now needs to know.
   *
   * @param {import("#shared/messages.d.ts").Notice} notice
   */
  notice(notice) {
    if (this.#connection.connected) this.#connection.post(notice);
  }

  /** @param {Request} request */
  send(request) {
    if (!this.#connection.connected) {
      if (this.#connection.idle) this.#connection.connect();
    } else if (!request.sent && !request.waits) {
      if (request.opens) /** @type {any} */ (request.message).again ||= request.sends > 0;
      request.sent = true;
      request.sends++;
      this.#connection.post(request.message);
    }
  }

  /**
   * What waited for its opening.
   *
   * @param {Handle} handle
   */
  sendOf(handle) {
    for (const request of this.#requests.values()) {
      if (request.handle === handle) this.send(request);
    }
    this.watches.sendOf(handle);
  }

  /**
   * @param {import("./watch.js").Watch} watch
   * @param {AbortSignal} [signal] not aborted yet
   * @throws {SqlSyncError} where this worker cannot work at all
   */
  watch(watch, signal) {
    if (this.#fatal) throw received(this.#fatal, watch.handle.id);
    this.watches.add(watch, signal);
  }

  /** @param {import("#shared/messages.d.ts").Notice} notice */
  #tell(notice) {
    if (this.#connection.connected) this.#connection.post(notice);
    else if (this.#connection.idle) this.#connection.connect();
    return this.#connection.connected;
  }

  /**
   * @param {Handle} handle
   * @param {SqlSyncError} error
   */
  failReads(handle, error) {
    for (const request of this.#requests.values()) {
      if (request.handle === handle && !(request instanceof MutationRequest)) this.#drop(request).fail(error);
    }
  }

  /**
   * @param {Handle} handle closed
   * @param {SqlSyncError} error for what it still waits for
   */
  forget(handle, error) {
    this.#handles.delete(handle.h);
    for (const request of this.#requests.values()) {
      if (request.handle === handle) this.#drop(request).leave(error);
    }
    this.watches.endOf(handle, error);
  }

  /**
   * @template {Request} R
   * @param {R} request
   */
  #drop(request) {
    this.#requests.delete(request.message.q);
    return request;
  }

  /** @param {(request: Request) => void} fail */
  #failAll(fail) {
    // Failing one may ask anew: that is not among them.
    for (const request of [...this.#requests.values()]) fail(this.#drop(request));
  }

  connected() {
    for (const handle of this.#handles.values()) handle.reopen();
    for (const request of this.#requests.values()) this.send(request);
  }

  /** @param {import("./connection.js").Loss} how */
  lost(how) {
    const died = how !== "left";
    const stuck = how === "stuck" || how === "found-stuck";
    // It takes what it was sent in order, and SQL alone ends by itself.
    const suspect =
      how === "found-stuck"
        ? [...this.#requests.values()].find((request) => request.sent && request.runsReducer)
        : undefined;
    this.#fatal = null;
    this.#lender.endAll();
    for (const handle of this.#handles.values()) handle.lost();
    this.watches.lost(died);
    for (const request of this.#requests.values()) {
      if (!request.sent) continue;
      request.sent = false;
      if (!died || request.patient) continue;
      request.deaths += stuck ? 2 : 1;
      if (stuck && (request === suspect || request.deaths >= DEATHS_MAX)) {
        this.#drop(request).fail(failure("worker-failed", STUCK, { retryable: true }));
      } else if (request.deaths >= DEATHS_MAX) {
        this.#drop(request).fail(
          failure("worker-failed", `SQLSync's worker ended ${DEATHS_MAX} times while it was busy with this.`),
        );
      }
    }
    // Who found it stuck connects anew itself, once others can, too.
    if (died && how !== "found-stuck" && this.#needed && !this.#suspended) this.#connection.connect();
  }

  get waiting() {
    for (const request of this.#requests.values()) if (request.sent) return true;
    return false;
  }

  get #needed() {
    return this.#handles.size > 0 || this.#requests.size > 0;
  }

  /** @param {SqlSyncError} error */
  failed(error) {
    this.#failAll((request) => request.fail(error));
    this.watches.fail(error);
  }

  /** @param {FromWorker} message */
  received(message) {
    switch (message.t) {
      case "ok":
        return this.#answered(message.q, message.v);
      case "error":
        return this.#refused(message.q, message.error);
      case "status":
        return this.#handles.get(message.h)?.setStatus(message.status);
      case "durable":
        return this.#durable(message.h, message.n);
      case "news":
        return this.watches.received(message.m, message.of);
      case "settled":
        return this.#handles.get(message.h)?.settlements.settle(message.id, message.outcome);
      case "rejected":
        return this.#handles.get(message.h)?.rejected(message.mutation);
      case "token":
        return void this.#handles.get(message.h)?.giveToken(message.ask);
      case "closed":
        return this.#handles.get(message.h)?.closedFromElsewhere(message.why);
      case "lend":
        return this.#suspended
          ? this.#lender.refuse(message.host, "The page is going.")
          : this.#lender.lend(message.host);
      case "unlend":
        return this.#lender.end(message.host);
      case "fatal": {
        const { error } = message;
        this.#fatal = error;
        this.#failAll((request) => request.refuse(error));
        return this.watches.fail(received(error));
      }
    }
  }

  /**
   * @param {number} q
   * @param {any} v
   */
  #answered(q, v) {
    const request = this.#requests.get(q);
    if (!request) return;
    try {
      request.answer(v);
      if (request.done) this.#drop(request);
    } catch (cause) {
      this.#drop(request).fail(
        failure("worker-failed", "SQLSync's worker gave an answer that cannot be read.", { cause }),
      );
    }
  }

  /**
   * @param {number} q
   * @param {SentError} error
   */
  #refused(q, error) {
    const request = this.#requests.get(q);
    if (request) this.#drop(request).refuse(error);
  }

  /**
   * @param {number} h
   * @param {number} n
   */
  #durable(h, n) {
    const handle = this.#handles.get(h);
    for (const mutation of handle ? this.mutationsOf(handle.id) : []) {
      if (mutation.message.n > n) return;
      mutation.becomeDurable();
      if (mutation.done) this.#drop(mutation);
    }
  }

  #visibilityChanged() {
    const visible = document.visibilityState === "visible";
    if (this.#connection.connected) this.notice({ t: "visible", visible });
    else if (visible && this.#connection.idle && this.#needed && !this.#suspended) this.#connection.connect();
  }

  #suspend() {
    this.#suspended = true;
    // Frozen in the back/forward cache, a storage host would keep its files from everybody else.
    this.#lender.endAll();
    if (!this.#connection.connected) return;
    this.#connection.post({ t: "suspend" });
    this.#connection.flush();
  }

  /** After all that the program's own handlers still did on `pagehide`. */
  #freeze() {
    if (!this.#suspended) return;
    // A message that came now would throw the page out of the back/forward cache.
    this.#connection.flush();
    this.#connection.disconnect("left");
  }

  #resume() {
    this.#suspended = false;
    if (this.#needed || !this.#connection.idle) this.#connection.connect();
  }
}
