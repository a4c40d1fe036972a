/**
 * Documents in memory, for tests in Node: the engine of the browser, without a browser.
 *
 * Works under `node --test` and in Vitest's `node` environment. Nothing global is changed but while a mutation runs.
 */
import type { Reducer, SqlDocument } from "#contract";

export interface TestDocumentOptions {
  /** `tx.user` of what is made through the document. Default nobody. */
  user?: string;
  /** `tx.claims` of what this user makes, as a coordinator with `--reducer-claims` would read them from a token. Default none. */
  claims?: Record<string, unknown>;
  /** The time, until `at` sets another. It stands still. Default 2025-01-01T00:00:00Z. */
  timestamp?: number | Date;
  /** Of all chance: the same seed gives the same ids and random numbers. An integer from 0 to 2^52. Default 1. */
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
  /**
   * The same document, used by another user: mutations made through it have this `tx.user`; null for nobody. `claims` are theirs from
   * now on; without it they stay what they are.
   */
  as(user: string | null, options?: { claims?: Record<string, unknown> }): TestDocument<R>;
  /** Sets the time for what follows: `tx.timestamp`, and with it `Date.now()` in a mutation and 'now' in SQL, queries included. */
  at(time: number | Date): void;
  /**
   * Runs all mutations so far once more, each with the user, claims, time and chance that it had, on a document that begins as this one began.
   * Fails where one did something else, and names it, with the statement or result and the rows that differ.
   */
  replay(): Promise<void>;
}

export interface TestNetworkOptions {
  /** The time of all devices, until `at` sets another. It stands still. Default 2025-01-01T00:00:00Z. */
  timestamp?: number | Date;
  /** As `TestDocumentOptions.seed`. */
  seed?: number;
}

/** A coordinator in memory, and devices that synchronise one document with it, all in this process. */
export function createTestNetwork<R extends object>(
  reducer: R & TestReducer,
  options?: TestNetworkOptions,
): Promise<TestNetwork<R>>;
export function createTestNetwork<R extends object = Record<string, any>>(
  reducer: string | URL,
  options?: TestNetworkOptions,
): Promise<TestNetwork<R>>;

export interface TestDeviceOptions {
  /** Who is signed in. Default the name of the device. */
  user?: string;
  /** `tx.claims` of what this user makes, on all devices and the coordinator. Default none. */
  claims?: Record<string, unknown>;
  /** Another version of the reducer than the coordinator has. */
  reducer?: TestReducer | string | URL;
  /** Whether it begins without a network. Default false. */
  offline?: boolean;
}

export interface TestNetwork<R extends object = Record<string, any>> {
  /** A new device, with the document open. */
  device(name: string, options?: TestDeviceOptions): Promise<TestDevice<R>>;
  /** Sets the time of all devices and of the coordinator. */
  at(time: number | Date): void;
  /** Resolves when the coordinator has decided all that the devices which are online have made, and each of them has seen all of it. */
  settled(): Promise<void>;
  /** Closes all devices and the coordinator. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** The document on one device. */
export interface TestDevice<R extends object = Record<string, any>> extends SqlDocument<R> {
  /** Cuts its connection; what is under way is lost. Mutations go on, and wait. */
  offline(): void;
  /** Gives it a network again: it connects at once. */
  online(): void;
}
