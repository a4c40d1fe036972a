/**
 * Documents in memory, for tests in Node: the engine of the browser, without a browser.
 *
 * Works under `node --test` and in Vitest's `node` environment. Nothing global is changed but while a mutation runs.
 */
import type { Reducer, SqlDocument } from "#contract";

export interface TestDocumentOptions {
  /** `tx.user` of what is made through the document. Default nobody. */
  user?: string;
  /** The time, until `at` sets another. It stands still. Default 2025-01-01T00:00:00Z. */
  timestamp?: number | Date;
  /** Of all chance: the same seed gives the same ids and random numbers. An integer from 0. Default 1. */
  seed?: number;
  /** A SQLite file that `export()` of a document has made, perhaps with fewer migrations: those that it lacks are run. */
  database?: Blob | ArrayBuffer | ArrayBufferView;
  /** As `ImportOptions.schemaVersion` of `database`. */
  schemaVersion?: number;
}

/**
 * A document of its own, in memory.
 *
 * @param reducer the reducer as a test imports it, or the URL of its module; a text counts from the working directory
 */
export function createTestDocument<R extends object>(
  reducer: R & TestReducer,
  options?: TestDocumentOptions,
): Promise<TestDocument<R>>;
export function createTestDocument<R extends object = Record<string, any>>(
  reducer: string | URL,
  options?: TestDocumentOptions,
): Promise<TestDocument<R>>;

/** A reducer, however its mutations are typed. */
export type TestReducer = Pick<Reducer, "name" | "migrations"> & { readonly mutations: object };

export interface TestDocument<R extends object = Record<string, any>> extends SqlDocument<R> {
  /** The same document, used by another user: mutations made through it have this `tx.user`; null for nobody. */
  as(user: string | null): TestDocument<R>;
  /** Sets the time for what follows: `tx.timestamp`, and with it `Date.now()` in a mutation and 'now' in SQL, queries included. */
  at(time: number | Date): void;
  /**
   * Runs all mutations so far once more, each with the user, time and chance that it had, on a document that begins as this one began.
   * Fails where one did something else, and names it, with the statement or result and the rows that differ.
   */
  replay(): Promise<void>;
}
