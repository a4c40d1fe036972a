import { patchedRows, sameColumns } from "#shared/row-patch.js";
import { failure, received } from "./errors.js";
import { keptRows, toArrays, toObjects, watchedMap } from "./rows.js";

/** @typedef {import("./handle.js").Handle} Handle */
/** @typedef {import("#shared/messages.d.ts").Columns} Columns */
/** @typedef {import("#shared/messages.d.ts").News} News */
/** @typedef {import("#shared/messages.d.ts").SentParams} SentParams */
/** @typedef {import("./sqlsync.d.ts").SqlSyncError} SqlSyncError */

/**
 * @typedef {object} Listener
 * @property {(rows: readonly any[], columns: string[]) => void} rows others than before, or the first after an error
 * @property {(error: SqlSyncError) => void} failed the query; it may come right
 * @property {(error: SqlSyncError | null) => void} ended from elsewhere; null where the program closed the handle
 */

/** A query that this page watches, over all the workers that run it in turn. */
export class Watch {
  /** Number among those of the page; given when it begins. */
  s = 0;
  /** Whether this worker knows of it. */
  sent = false;
  /** Whether this worker has said something of it. */
  answered = false;
  /** Workers in a row that died before they had. */
  deaths = 0;
  /** @type {() => void} whatever has to be undone at the end */
  release = () => {};
  /** @type {readonly any[] | undefined} the newest; undefined before the first */
  rows;
  /** These before the query's `map`. @type {readonly any[] | undefined} */
  #read;
  /** @type {string[]} of the rows */
  columns = [];
  /** Whether an error was the last that the listener heard. */
  #failing = false;
  #map;

  /**
   * @param {Handle} handle
   * @param {{ sql: string, params: SentParams, integers: string, timeoutMs: number | undefined, arrays: boolean }} query
   * @param {import("./rows.js").RowMap | undefined} map
   * @param {Listener} listener
   */
  constructor(handle, query, map, listener) {
    this.handle = handle;
    this.query = query;
    this.#map = watchedMap(map);
    this.listener = listener;
  }

  /**
   * Takes in what the worker says of it.
   *
   * @param {News} news
   * @returns {(() => void) | null} how to tell the listener; null where it has heard it all
   */
  take({ all, patch, error }) {
    this.answered = true;
    this.deaths = 0;
    if (error !== undefined) return this.fail(received(error, this.handle.id));
    const before = this.#read;
    this.#read = all === undefined ? this.#patched(patch ?? null) : this.#replaced(all);
    if (this.#read === before && !this.#failing) return null;
    try {
      const rows = (this.rows = this.#map(this.#read));
      this.#failing = false;
      return () => this.listener.rows(rows, this.columns);
    } catch (error) {
      return this.fail(/** @type {SqlSyncError} */ (error));
    }
  }

  /**
   * @param {SqlSyncError} error
   * @returns {() => void} how to tell the listener
   */
  fail(error) {
    this.#failing = true;
    return () => this.listener.failed(error);
  }

  /** @param {import("#shared/row-patch.js").RowPatch | null} patch */
  #patched(patch) {
    const rows = this.#read;
    if (rows === undefined) throw failure("worker-failed", "SQLSync's worker changed rows that it has not sent.");
    if (patch === null) return rows;
    const made = this.#made({ columns: this.columns, rows: patch.rows, data: patch.data });
    return Object.freeze(patchedRows(rows, patch, made));
  }

  /**
   * A worker that knows nothing of this page's rows sends all: what is the same stays the same objects.
   *
   * @param {Columns} all
   */
  #replaced(all) {
    const rows = this.#read;
    const fits = rows !== undefined && sameColumns(this.columns, all.columns);
    this.columns = all.columns;
    const made = this.#made(all);
    return fits ? keptRows(rows, made) : Object.freeze(made);
  }

  /**
   * @param {Columns} columns
   * @returns {any[]}
   */
  #made(columns) {
    return this.query.arrays ? toArrays(columns) : toObjects(columns);
  }
}
