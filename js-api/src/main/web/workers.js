import { version } from "./version.js";

/** @typedef {import("./configuration.js").Configuration} Configuration */

/**
 * Starts the origin's worker, or joins it. Bundlers find the files by these very expressions: do not shorten them.
 *
 * @param {Configuration} configuration
 * @returns {SharedWorker}
 */
export function startSharedWorker({ namespace, workerUrl }) {
  const name = `sqlsync/${namespace}/${version}`;
  if (workerUrl !== undefined) {
    return new SharedWorker(workerUrl, /** @type {WorkerOptions} */ ({ type: "module", name, extendedLifetime: true }));
  }
  return new SharedWorker(new URL("./worker.js", import.meta.url), /** @type {WorkerOptions} */ ({ type: "module", name, extendedLifetime: true }));
}

/**
 * @param {Configuration} configuration
 * @returns {Worker}
 */
export function startStorageHost({ storageHostUrl }) {
  if (storageHostUrl !== undefined) return new Worker(storageHostUrl, { type: "module" });
  return new Worker(new URL("./storage-host.js", import.meta.url), { type: "module" });
}

/**
 * For a worker that can start a storage host of its own.
 *
 * @param {Configuration} configuration
 */
export const storageHostUrl = (configuration) => configuration.storageHostUrl ?? new URL("./storage-host.js", import.meta.url).href;

// In words only: bundlers would take another URL of the file for a copy to make.

/** @param {Configuration} configuration */
export const whereWorkerLies = ({ workerUrl }) => workerUrl ?? `worker.js beside ${import.meta.url}`;

/** @param {Configuration} configuration */
export const whereStorageHostLies = ({ storageHostUrl }) => storageHostUrl ?? `storage-host.js beside ${import.meta.url}`;
