/**
 * Documents on Node's files, for servers, scripts and agents: the engine of the browser, with the same API, durable in a directory.
 *
 * All of it runs in the thread of the program: while a statement runs, or a mutation is synced to the disk, nothing else does.
 */
import type { ImportOptions, OpenOptions, SqlDocument } from "#contract";

export { newDocumentId, sql, SqlSyncError, version, listDocuments, deleteDocument, storageInfo } from "#contract";
export type * from "#contract";

/** Where the documents are kept, before anything else. One process uses a directory at a time: others get `storage-unavailable`. */
export function configure(options: { directory: string | URL }): void;

/**
 * As in the browser. `reducer` is the URL or path of a module, which counts from the working directory and is loaded once. A
 * `coordinator` needs the `WebSocket` of Node 22, or the package `ws`; such a document keeps the process alive until it is closed.
 */
export function openDocument<R extends object = Record<string, any>>(
  id: string,
  options: OpenOptions,
): Promise<SqlDocument<R>>;

/** As in the browser. */
export function importDocument<R extends object = Record<string, any>>(
  id: string,
  file: Blob | ArrayBuffer | ArrayBufferView,
  options: ImportOptions,
): Promise<SqlDocument<R>>;
