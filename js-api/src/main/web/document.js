import { invalid, kindOf } from "./errors.js";
import { checkedQueryOptions, checkedSignal, record } from "./options.js";
import { mutationCall, mutationCalls, statement, statements } from "./questions.js";
import { toArrays, toObjects } from "./rows.js";
import { toPending, toRejected } from "./settled.js";
import { live, subscribe } from "./subscription.js";

/** @typedef {import("./handle.js").Handle} Handle */
/** @typedef {import("#shared/messages.d.ts").Answers} Answers */
/** @typedef {import("./sqlsync.d.ts").DocumentStatus} DocumentStatus */
/** @typedef {import("./sqlsync.d.ts").MutationReceipt} MutationReceipt */
/** @typedef {import("./sqlsync.d.ts").PendingMutation} PendingMutation */
/** @typedef {import("./sqlsync.d.ts").RejectedMutation} RejectedMutation */

/**
 * What `await using` looks for; older browsers lack it, and then a polyfill may bring it.
 *
 * @type {typeof Symbol.asyncDispose}
 */
const asyncDispose = Symbol.asyncDispose ?? Symbol.for("Symbol.asyncDispose");

/**
 * `SqlDocument` of the contract. Its methods are async so that whatever they throw is a rejected promise; up to their first `await` they
 * run at once, so that arguments are taken as they are at the call, and mutations are numbered in call order.
 */
export class SqlDocument extends EventTarget {
  /** Minifying takes the name of the class away. */
  static name = "SqlDocument";

  #handle;

  /** @param {Handle} handle open */
  constructor(handle) {
    super();
    this.#handle = handle;
    handle.onStatus = () => this.dispatchEvent(new CustomEvent("status", { detail: handle.status }));
    handle.onRejected = (detail) => this.dispatchEvent(new CustomEvent("rejected", { detail }));
    handle.onClosed = (why) => this.dispatchEvent(new CustomEvent("closed", { detail: why }));
  }

  get id() {
    return this.#handle.id;
  }

  get status() {
    return /** @type {DocumentStatus} */ (this.#handle.status);
  }

  /**
   * @param {unknown} name
   * @param {unknown} [args]
   * @returns {Promise<MutationReceipt>}
   */
  async mutate(name, args) {
    this.#handle.checkOpen();
    return this.#handle.mutate([mutationCall(name, args)], false);
  }

  /**
   * @param {unknown} calls
   * @returns {Promise<MutationReceipt>}
   */
  async mutateAll(calls) {
    this.#handle.checkOpen();
    return this.#handle.mutate(mutationCalls(calls), true);
  }

  /**
   * @param {unknown} query
   * @param {unknown} [options]
   */
  async query(query, options) {
    return toObjects(await this.#query("query", query, options));
  }

  /**
   * @param {unknown} query
   * @param {unknown} [options]
   */
  async queryArrays(query, options) {
    const result = await this.#query("queryArrays", query, options);
    return { columns: result.columns, rows: toArrays(result) };
  }

  /**
   * @param {unknown} queries
   * @param {unknown} [options]
   */
  async queryAll(queries, options) {
    this.#handle.checkOpen();
    const { params, integers, timeoutMs, signal } = checkedQueryOptions(options);
    if (params !== undefined) throw invalid("queryAll() takes no `params`: make its queries with the `sql` tag.");
    const { h, queryTimeoutMs } = this.#handle;
    const question = /** @type {const} */ ({
      t: "queryAll",
      h,
      queries: statements(queries),
      integers,
      timeoutMs: timeoutMs ?? queryTimeoutMs,
    });
    const results = await this.#handle.ask(question, signal);
    return results.map(toObjects);
  }

  /**
   * @param {unknown} query
   * @param {unknown} onRows
   * @param {unknown} [options]
   */
  subscribe(query, onRows, options) {
    return subscribe(this.#handle, query, onRows, options, false);
  }

  /**
   * @param {unknown} query
   * @param {unknown} [options]
   */
  live(query, options) {
    return live(this.#handle, query, options, false);
  }

  /**
   * @param {unknown} query
   * @param {unknown} onResult
   * @param {unknown} [options]
   */
  subscribeArrays(query, onResult, options) {
    return subscribe(this.#handle, query, onResult, options, true);
  }

  /**
   * @param {unknown} query
   * @param {unknown} [options]
   */
  liveArrays(query, options) {
    return live(this.#handle, query, options, true);
  }

  async flush() {
    await this.#ask("flush");
  }

  /** @param {unknown} [options] */
  async sync(options = {}) {
    const signal = checkedSignal(record(options, "The options of sync() must be an object").signal);
    await this.#ask(this.#handle.local ? "flush" : "sync", signal);
  }

  disconnect() {
    this.#handle.pause(true);
  }

  connect() {
    this.#handle.pause(false);
  }

  /** @returns {Promise<PendingMutation[]>} */
  async pending() {
    const { settlements, outbox, session } = this.#handle;
    const sent = await this.#ask("pending");
    return sent.map((each) => {
      const settled = settlements.of(each.id);
      // One that may have to be sent again is told to be on disk by its answer.
      if (!each.id.startsWith(`${session.id}-`) || !outbox.has(each.id)) settlements.durable(each.id);
      return toPending(each, settled);
    });
  }

  /** @returns {Promise<RejectedMutation[]>} */
  async rejected() {
    return (await this.#ask("rejected")).map(toRejected);
  }

  /** @param {unknown} mutationId */
  async dismiss(mutationId) {
    this.#handle.checkOpen();
    if (typeof mutationId !== "string")
      throw invalid(`dismiss() needs the id of a mutation; it got ${kindOf(mutationId)}.`);
    await this.#handle.ask({ t: "dismiss", h: this.#handle.h, id: mutationId });
    this.dispatchEvent(new CustomEvent("dismissed", { detail: mutationId }));
  }

  async export() {
    return this.#ask("export");
  }

  async stats() {
    return this.#ask("stats");
  }

  async close() {
    await this.#handle.close();
  }

  [asyncDispose]() {
    return this.close();
  }

  /**
   * @param {"query" | "queryArrays"} t
   * @param {unknown} query
   * @param {unknown} options
   */
  async #query(t, query, options) {
    this.#handle.checkOpen();
    const { params, integers, timeoutMs, signal } = checkedQueryOptions(options);
    const { h, queryTimeoutMs } = this.#handle;
    return this.#handle.ask(
      { t, h, ...statement(query, params), integers, timeoutMs: timeoutMs ?? queryTimeoutMs },
      signal,
    );
  }

  /**
   * @template {"flush" | "export" | "stats" | "sync" | "pending" | "rejected"} T
   * @param {T} t
   * @param {AbortSignal} [signal]
   * @returns {Promise<Answers[T]>}
   */
  async #ask(t, signal) {
    this.#handle.checkOpen();
    return this.#handle.ask({ t, h: this.#handle.h }, signal);
  }
}
