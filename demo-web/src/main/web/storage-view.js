import { persist, storageInfo } from "./sqlsync/sqlsync.js";
import { element, find, popup } from "./dom.js";
import { notice } from "./notice.js";

/**
 * @typedef {import("./sqlsync/sqlsync.js").StorageInfo} StorageInfo
 * @typedef {import("./sqlsync/sqlsync.js").SqlDocument<any>} SqlDocument
 */

const places = {
  opfs: "In the browser's private file system, on this device",
  indexeddb: "In the browser's database, on this device",
  memory: "In memory only",
};

/** The line at the foot that says in plain words whether what was typed is safe, and what lies behind it. @param {SqlDocument} opened */
export async function storageView(opened) {
  const box = find("storage", HTMLDetailsElement);
  const keep = find("keep", HTMLButtonElement);
  let info = await storageInfo();

  function show() {
    const { dot, line } = summary(opened.status, info);
    find("saved-dot", HTMLElement).className = `dot ${dot}`;
    find("saved", HTMLElement).textContent = line;
    keep.hidden = info.persisted || !info.durable;
    find("facts", HTMLElement).replaceChildren(
      ...facts(info).flatMap(([term, fact]) => [element("dt", {}, term), element("dd", {}, fact)]),
    );
  }

  async function look() {
    info = await storageInfo();
    show();
  }

  box.ontoggle = () => {
    if (box.open) void look();
  };
  popup(box);
  keep.onclick = async () => {
    if (!(await persist()))
      notice("The browser did not promise it. It often does once a site is used more, or installed.");
    await look();
  };
  find("download", HTMLButtonElement).onclick = () => download(opened);
  opened.addEventListener("status", show);
  show();
}

/** @param {import("./sqlsync/sqlsync.js").DocumentStatus} status @param {StorageInfo} info */
function summary(status, info) {
  if (status.mode === "read-only")
    return { dot: "bad", line: `Nothing can be saved: ${status.problem?.message ?? "the storage failed"}` };
  if (!info.durable) return { dot: "bad", line: "Kept in memory only: gone when the last tab closes" };
  if (status.unflushed > 0) return { dot: "busy", line: "Saving …" };
  return { dot: "good", line: "Saved on this device" };
}

/** @param {StorageInfo} info @returns {[string, string][]} */
function facts(info) {
  /** @type {[string, string][]} */
  const rows = [["Where", places[info.backend] + (info.reason ? `. ${info.reason}` : "")]];
  if (info.durable) {
    rows.push(
      [
        "Survives",
        "Closing the tab, reloading, and the browser being killed. A task counts as saved once it is on disk.",
      ],
      [
        "Eviction",
        info.persisted
          ? "The browser promised to keep it until you clear the site's data."
          : "The browser may delete it when the disk runs full. Safari does so when the site is not visited for seven days.",
      ],
      ["Space", `${size(info.usageBytes)} of ${size(info.quotaBytes)} that the browser grants`],
    );
  }
  rows.push([
    "Elsewhere",
    info.unsyncedBytes === 0 ? "The server has all of it." : `The server has all but ${size(info.unsyncedBytes)}.`,
  ]);
  return rows;
}

/** @param {number} bytes */
function size(bytes) {
  const units = ["bytes", "KB", "MB", "GB", "TB"];
  let unit = 0;
  while (bytes >= 1000 && unit < units.length - 1) {
    bytes /= 1000;
    unit++;
  }
  return `${bytes.toFixed(bytes < 10 && unit > 0 ? 1 : 0)} ${units[unit]}`;
}

/** @param {SqlDocument} opened */
async function download(opened) {
  const file = new Blob([await opened.export()], { type: "application/vnd.sqlite3" });
  const link = element("a", { href: URL.createObjectURL(file), download: "tasks.sqlite" });
  link.click();
  URL.revokeObjectURL(link.href);
}
