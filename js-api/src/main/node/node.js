/**
 * `sqlsync/node`: documents on Node's files, with the API of the browser. Page, engine and storage host are those of the browser; files are
 * those of a directory, which one process uses at a time. All of it runs in the program's own thread: SQL and fsync hold it up.
 */
import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { startStorageHost } from "./node-storage-host.js";
import { DirectoryFiles } from "./directory-files.js";
import { lockDirectory } from "./directory-lock.js";
import { Origin } from "./origin.js";
import { importReducer, pageOf, unwatched } from "./program.js";

export { newDocumentId, sql, SqlSyncError, version } from "./sqlsync.js";

/** @type {string | undefined} */
let directory;
/** @type {any} the functions of the page, once one was used */
let library;
/** @type {any} why the configuration cannot be used */
let misconfigured = null;

const RealDate = Date;
const random = crypto.getRandomValues.bind(crypto);

/** @type {any} `WebSocket`, where there is one */
let RealWebSocket;

/** The engine wants one when it starts, which may be before one is known. */
const WebSocket = Object.assign(
  /** @type {any} */ (
    function (/** @type {string} */ url) {
      return new RealWebSocket(url);
    }
  ),
  { OPEN: 1 },
);

/** @param {string} [path] */
function originOf(path) {
  const files = path === undefined ? undefined : new DirectoryFiles(path);
  return new Origin({
    world: {
      clock: () => RealDate.now(),
      pageChance: (view) => random(/** @type {any} */ (view)),
      engineChance: (view) => random(/** @type {any} */ (view)),
    },
    surroundings: unwatched(importReducer),
    WebSocket,
    files: files && {
      view: files.view,
      FileSystemFileHandle: files.FileSystemFileHandle,
      startHost: startStorageHost,
    },
    baseURI: pathToFileURL(`${process.cwd()}/`).href,
  });
}

/** For errors before there is a directory. */
const rules = pageOf(originOf());

function used() {
  if (misconfigured !== null) throw misconfigured;
  if (library !== undefined) return library;
  if (directory === undefined) {
    throw rules.invalid(
      'sqlsync/node keeps its documents in a directory: call configure({ directory: "./data" }) first.',
    );
  }
  library = libraryOf(directory);
  return library;
}

/** @param {string} path */
function libraryOf(path) {
  let holder;
  try {
    mkdirSync(path, { recursive: true });
    holder = lockDirectory(path);
  } catch (cause) {
    const { message } = /** @type {Error} */ (cause);
    throw rules.failure("storage-unavailable", `The directory ${path} cannot be used: ${message}.`, { cause });
  }
  if (holder !== null) {
    throw rules.failure(
      "storage-unavailable",
      `Process ${holder} uses the directory ${path}: one process uses a directory at a time. End it, or configure another one.`,
      { retryable: true },
    );
  }
  return pageOf(originOf(path)).createLibrary();
}

/** @param {any} options */
export function configure(options) {
  try {
    const given = rules.record(options, "configure() needs an object").directory;
    const isPath = typeof given === "string";
    if (!isPath && !(given instanceof URL && given.protocol === "file:"))
      throw rules.invalid(`configure(): \`directory\` must be a path or a file: URL; it is ${rules.kindOf(given)}.`);
    const path = isPath ? resolve(given) : fileURLToPath(given);
    if (library !== undefined && path !== directory)
      throw rules.invalid("configure() came too late: call it before anything else of sqlsync/node.");
    directory = path;
    misconfigured = null;
  } catch (error) {
    misconfigured = error;
  }
}

/** @param {any} options */
async function needSocket(options) {
  if (options?.coordinator === undefined || RealWebSocket !== undefined) return;
  RealWebSocket = globalThis.WebSocket;
  if (RealWebSocket !== undefined) return;
  try {
    ({ WebSocket: RealWebSocket } = await import(/** @type {string} */ ("ws")));
  } catch (cause) {
    throw rules.failure(
      "unsupported",
      `Node ${process.versions.node} has no WebSocket, which a coordinator needs: install the package ws, or use Node 22.`,
      { cause },
    );
  }
}

/**
 * A document that synchronises keeps the process alive, also while it waits to try again.
 *
 * @param {Promise<any>} opening
 * @param {any} options
 */
async function kept(opening, options) {
  if (options?.coordinator === undefined) return opening;
  const alive = setInterval(() => {}, 2 ** 30);
  try {
    const document = await opening;
    const close = document.close.bind(document);
    document.close = async () => {
      try {
        await close();
      } finally {
        clearInterval(alive);
      }
    };
    document.addEventListener("closed", () => clearInterval(alive));
    return document;
  } catch (error) {
    clearInterval(alive);
    throw error;
  }
}

/** @param {unknown} id @param {any} options */
export async function openDocument(id, options) {
  const { openDocument: open } = used();
  await needSocket(options);
  return kept(open(id, options), options);
}

/** @param {unknown} id @param {unknown} file @param {any} options */
export async function importDocument(id, file, options) {
  const { importDocument: make } = used();
  await needSocket(options);
  return kept(make(id, file, options), options);
}

export const listDocuments = async () => used().listDocuments();

/** @param {unknown} id @param {unknown} [options] */
export const deleteDocument = async (id, options) => used().deleteDocument(id, options);

export const storageInfo = async () => used().storageInfo();
