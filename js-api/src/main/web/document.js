import { invalid, kindOf } from "./errors.js";
import { checkedSignal, record } from "./options.js";
import { mutationCall, mutationCalls, statement, statements } from "./questions.js";
import { toArrays, toRows } from "./rows.js";
import { toPending, toRejected } from "./settled.js";
import { mapOf } from "./sql.js";
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
    handle.emit = (type, detail) => this.dispatchEvent(new CustomEvent(type, { detail }));
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
    return this.#handle.mutate([mutationCall(name, args)], false);
  }

  /**
   * @param {unknown} calls
   * @returns {Promise<MutationReceipt>}
   */
  async mutateAll(calls) {
    return this.#handle.mutate(mutationCalls(calls), true);
  }

  /**
   * @param {unknown} query
   * @param {unknown} [options]
   */
  async query(query, options) {
    const map = mapOf(query);
    return toRows(await this.#query(map ? "queryArrays" : "query", query, options), map);
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
    const { params, signal, ...more } = this.#handle.queryOptions(options);
    if (params !== undefined) throw invalid("queryAll() takes no `params`: make queries with the `sql` tag.");
    const asked = statements(queries);
    const maps = /** @type {unknown[]} */ (queries).map(mapOf);
    const sent = asked.map((each, i) => ({ ...each, arrays: !!maps[i] }));
    const results = await this.#handle.ask({ t: "queryAll", queries: sent, ...more }, signal);
    return results.map((result, i) => toRows(result, maps[i]));
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
    const { settlements, session, id } = this.#handle;
    const sent = await this.#ask("pending");
    const kept = Array.from(session.mutationsOf(id), ({ message }) => `${session.id}-${message.n}`);
    return sent.map((each) => {
      const settled = settlements.of(each.id);
      // One that may have to be sent again is told to be on disk by its answer.
      if (!kept.includes(each.id)) settlements.durable(each.id);
      return toPending(each, settled);
    });
  }

  /** @returns {Promise<RejectedMutation[]>} */
  async rejected() {
    return (await this.#ask("rejected")).map(toRejected);
  }

  /** @param {unknown} mutationId */
  async dismiss(mutationId) {
    if (typeof mutationId !== "string")
      throw invalid(`dismiss() needs the id of a mutation; it got ${kindOf(mutationId)}.`);
    await this.#handle.ask({ t: "dismiss", id: mutationId });
    this.#handle.emit("dismissed", mutationId);
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
    const { params, signal, ...more } = this.#handle.queryOptions(options);
    return this.#handle.ask({ t, ...statement(query, params), ...more }, signal);
  }

  /**
   * @template {"flush" | "export" | "stats" | "sync" | "pending" | "rejected"} T
   * @param {T} t
   * @param {AbortSignal} [signal]
   * @returns {Promise<Answers[T]>}
   */
  async #ask(t, signal) {
    return this.#handle.ask({ t }, signal);
  }
}
