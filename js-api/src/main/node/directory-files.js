/**
 * A directory as the private file system of an origin (OPFS), as far as SQLSync uses that: `navigator.storage`, directories, files, and
 * synchronous handles, of which there is one for a file at a time. `flush` is an fsync; the names of new files are synced, too.
 */
import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  statfsSync,
  statSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";

/** What a browser calls errors of the system; others keep their own names. @type {Record<string, string>} */
const NAMES = {
  ENOENT: "NotFoundError",
  ENOSPC: "QuotaExceededError",
  EDQUOT: "QuotaExceededError",
  EACCES: "NotAllowedError",
  EPERM: "NotAllowedError",
  EROFS: "NotAllowedError",
};

/** @template T @param {() => T} work */
function asInBrowser(work) {
  try {
    return work();
  } catch (error) {
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
    throw new DOMException(message, NAMES[code ?? ""] ?? "InvalidStateError");
  }
}

/** So that the names in it outlive a power cut. Windows has nothing of the kind. @param {string} directory */
function syncNames(directory) {
  if (process.platform === "win32") return;
  const file = openSync(directory, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

export class DirectoryFiles {
  /** @type {Set<string>} paths of files that somebody has a handle of */
  #held = new Set();
  #path;

  /** @param {string} path */
  constructor(path) {
    this.#path = path;
  }

  FileSystemFileHandle = FileHandle;

  view = () => {
    /** @type {Set<SyncAccessHandle>} */
    const handles = new Set();
    const root = new DirectoryHandle(this.#path, { held: this.#held, handles });
    return {
      storage: {
        getDirectory: async () => root,
        estimate: async () => this.#estimate(),
        persisted: async () => true,
        persist: async () => true,
      },
      end: () => {
        for (const handle of handles) handle.close();
      },
    };
  };

  #estimate() {
    return asInBrowser(() => {
      const { bsize, bavail } = statfsSync(this.#path);
      const usage = bytesIn(this.#path);
      return { usage, quota: usage + bsize * bavail };
    });
  }
}

/** @param {string} directory @returns {number} */
function bytesIn(directory) {
  let sum = 0;
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    sum += entry.isDirectory() ? bytesIn(path) : statSync(path).size;
  }
  return sum;
}

/** @typedef {{ held: Set<string>, handles: Set<SyncAccessHandle> }} Holdings of all, and of one page or worker */

class DirectoryHandle {
  #path;
  #holdings;

  /** @param {string} path @param {Holdings} holdings */
  constructor(path, holdings) {
    this.#path = path;
    this.#holdings = holdings;
  }

  /** @param {string} name @param {{ create?: boolean }} [options] */
  async getDirectoryHandle(name, { create = false } = {}) {
    const path = join(this.#path, name);
    asInBrowser(() => {
      if (create && mkdirSync(path, { recursive: true }) !== undefined) syncNames(this.#path);
      statSync(path);
    });
    return new DirectoryHandle(path, this.#holdings);
  }

  /** @param {string} name @param {{ create?: boolean }} [options] */
  async getFileHandle(name, { create = false } = {}) {
    const path = join(this.#path, name);
    asInBrowser(() => {
      if (create) {
        closeSync(openSync(path, "a"));
        syncNames(this.#path);
      }
      statSync(path);
    });
    return new FileHandle(path, this.#holdings);
  }

  /** @param {string} name */
  async removeEntry(name) {
    asInBrowser(() => {
      unlinkSync(join(this.#path, name));
      syncNames(this.#path);
    });
  }

  async *keys() {
    yield* asInBrowser(() => readdirSync(this.#path));
  }
}

class FileHandle {
  #path;
  #holdings;

  /** @param {string} path @param {Holdings} holdings */
  constructor(path, holdings) {
    this.#path = path;
    this.#holdings = holdings;
  }

  async createSyncAccessHandle() {
    const { held, handles } = this.#holdings;
    if (held.has(this.#path)) throw new DOMException("The file is in use.", "NoModificationAllowedError");
    const file = asInBrowser(() => openSync(this.#path, "r+"));
    held.add(this.#path);
    const handle = new SyncAccessHandle(file, () => {
      held.delete(this.#path);
      handles.delete(handle);
    });
    handles.add(handle);
    return handle;
  }
}

class SyncAccessHandle {
  #file;
  #closed;
  #open = true;

  /** @param {number} file @param {() => void} closed */
  constructor(file, closed) {
    this.#file = file;
    this.#closed = closed;
  }

  /** @param {Uint8Array} view @param {{ at: number }} options @returns {number} fewer bytes at the end of the file only */
  read(view, { at }) {
    return asInBrowser(() => {
      let done = 0;
      while (done < view.byteLength) {
        const count = readSync(this.#file, view, done, view.byteLength - done, at + done);
        if (count === 0) break;
        done += count;
      }
      return done;
    });
  }

  /** @param {Uint8Array} view @param {{ at: number }} options */
  write(view, { at }) {
    return asInBrowser(() => {
      let done = 0;
      while (done < view.byteLength) done += writeSync(this.#file, view, done, view.byteLength - done, at + done);
      return done;
    });
  }

  flush() {
    asInBrowser(() => fsyncSync(this.#file));
  }

  /** @param {number} size */
  truncate(size) {
    asInBrowser(() => ftruncateSync(this.#file, size));
  }

  getSize() {
    return asInBrowser(() => fstatSync(this.#file).size);
  }

  close() {
    if (!this.#open) return;
    this.#open = false;
    this.#closed();
    asInBrowser(() => closeSync(this.#file));
  }
}
