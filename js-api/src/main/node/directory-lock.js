/**
 * One process a directory. The lock is a file that names the process which holds it; one of a process that is gone, as after a kill, is
 * taken over. A file is made and renamed as a whole, so it is never seen half written.
 */
import { linkSync, readFileSync, renameSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const NAME = "sqlsync.lock";
const ATTEMPTS_MAX = 20;

/**
 * When a process began, so that another one of the same number is not taken for it.
 *
 * @param {number} pid
 * @returns {string} "" where the system does not say; "dead" for one that has ended, and that its parent has not asked for yet
 */
function beginning(pid) {
  try {
    // The third field and the 22nd; the second, a name in brackets, may have blanks.
    const fields = readFileSync(`/proc/${pid}/stat`, "latin1")
      .replace(/^.*\) /s, "")
      .split(" ");
    return fields[0] === "Z" ? "dead" : fields[19];
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "ENOENT") return "";
    throw error;
  }
}

/** @param {number} pid */
function runs(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code !== "ESRCH";
  }
}

/** @param {string} text of a lock file */
function isHeld(text) {
  const [pid, began] = text.split(" ");
  return runs(Number(pid)) && (began === "" || beginning(Number(pid)) === began);
}

/** @template T @param {string} code that is no failure here @param {() => T} work @returns {T | null} null where it failed so */
function unless(code, work) {
  try {
    return work();
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === code) return null;
    throw error;
  }
}

/**
 * @param {string} directory
 * @returns {number | null} the number of the process that holds it; null where this one does from now on
 */
export function lockDirectory(directory) {
  const path = join(directory, NAME);
  const own = `${path}.${process.pid}`;
  const text = `${process.pid} ${beginning(process.pid)}`;
  writeFileSync(own, text);
  try {
    for (let i = 0; i < ATTEMPTS_MAX; i++) {
      if (unless("EEXIST", () => (linkSync(own, path), true))) {
        process.on("exit", () => release(path, text));
        return null;
      }
      const other = unless("ENOENT", () => readFileSync(path, "utf8"));
      if (other === null) continue;
      if (isHeld(other)) return Number(other.split(" ")[0]);
      takeAway(path, other);
    }
    throw new Error(`The lock ${path} changes hands again and again.`);
  } finally {
    unlinkSync(own);
  }
}

/** What another process has put in its place meanwhile goes back. @param {string} path @param {string} stale */
function takeAway(path, stale) {
  const aside = `${path}.${process.pid}.stale`;
  if (unless("ENOENT", () => (renameSync(path, aside), true)) === null) return;
  if (readFileSync(aside, "utf8") !== stale) unless("EEXIST", () => linkSync(aside, path));
  unlinkSync(aside);
}

/** @param {string} path @param {string} text */
function release(path, text) {
  if (unless("ENOENT", () => readFileSync(path, "utf8")) === text) unlinkSync(path);
}
