import { version } from "./version.js";

/** @typedef {import("./configuration.js").Configuration} Configuration */

/** The npm package that this file is in. */
const LIBRARY = "sqlsync";

/**
 * Starts the origin's worker, or joins it. Bundlers find the files by these very expressions: do not shorten them.
 *
 * @param {Configuration} configuration
 * @param {number} generation a worker of another one is another worker
 * @returns {SharedWorker}
 */
export function startSharedWorker({ namespace, workerUrl = leftBehind("worker.js") }, generation) {
  const name = `sqlsync/${namespace}/${version}${generation === 0 ? "" : `/${generation}`}`;
  if (workerUrl !== undefined) {
    return new SharedWorker(workerUrl, /** @type {WorkerOptions} */ ({ type: "module", name, extendedLifetime: true }));
  }
  return new SharedWorker(
    new URL("./worker.js", import.meta.url),
    /** @type {WorkerOptions} */ ({ type: "module", name, extendedLifetime: true }),
  );
}

/**
 * @param {Configuration} configuration
 * @returns {Worker}
 */
export function startStorageHost({ storageHostUrl = leftBehind("storage-host.js") }) {
  if (storageHostUrl !== undefined) return new Worker(storageHostUrl, { type: "module" });
  return new Worker(new URL("./storage-host.js", import.meta.url), { type: "module" });
}

/**
 * For a worker that can start a storage host of its own.
 *
 * @param {Configuration} configuration
 */
export const storageHostUrl = (configuration) =>
  configuration.storageHostUrl ?? leftBehind("storage-host.js") ?? besideThis();

const besideThis = () => new URL("./storage-host.js", import.meta.url).href;

/**
 * Vite before 8, while it serves for development, puts a dependency into a folder of its own and leaves what lies beside it behind; it serves
 * that from where it is installed.
 *
 * @param {string} file of the package
 * @param {string} [host] where the storage host would lie
 * @returns {string | undefined} undefined where nothing was left behind
 */
export function leftBehind(file, host = besideThis()) {
  const [, modules] = host.match(/^(.*)\/\.vite\/deps[^/]*\/[^/]*$/) ?? [];
  return modules && `${modules}/${LIBRARY}/${file}`;
}

// In words only: bundlers would take another URL of the file for a copy to make.

/** @param {Configuration} configuration */
export const whereWorkerLies = ({ workerUrl }) => workerUrl ?? `worker.js beside ${import.meta.url}`;

/** @param {Configuration} configuration */
export const whereStorageHostLies = ({ storageHostUrl }) =>
  storageHostUrl ?? `storage-host.js beside ${import.meta.url}`;

/**
 * What helps where a bundler keeps the package from its workers all the same; empty where none does.
 *
 * @param {string} [module] where this module was loaded from
 */
export const bundlerAdvice = (module = import.meta.url) =>
  /\/\.vite\/deps/.test(module)
    ? ` Vite has moved sqlsync.js away from it: add optimizeDeps: { exclude: ["${LIBRARY}"] } to vite.config.js.`
    : "";
