import { changes, inWords } from "./changes.js";
import { element, find, showEach } from "./dom.js";

/**
 * @typedef {import("./sqlsync/sqlsync.js").SqlDocument<any>} SqlDocument
 * @typedef {import("./sqlsync/sqlsync.js").DocumentStatus} DocumentStatus
 * @typedef {import("./sqlsync/sqlsync.js").RejectedMutation} RejectedMutation
 */

/** More than these are only counted. */
const namedMax = 5;

/**
 * The line at the foot that says whether the others have what was typed here, the switch to work without them, and what they did not
 * accept.
 *
 * @param {SqlDocument} opened
 */
export async function syncView(opened) {
  const offline = find("offline", HTMLInputElement);
  const waiting = find("waiting", HTMLElement);
  const refused = find("refused-changes", HTMLElement);
  const understandAll = find("understand-all", HTMLButtonElement);

  async function showPending() {
    const pending = opened.status.pending === 0 ? [] : await opened.pending();
    find("waiting-box", HTMLElement).hidden = pending.length === 0;
    const named = pending.slice(0, namedMax).map((each) => element("li", {}, inWords(each)));
    const more = pending.length - named.length;
    waiting.replaceChildren(...named, ...(more > 0 ? [element("li", {}, `and ${more} more`)] : []));
  }

  async function showRefused() {
    const rejected = await opened.rejected();
    find("refused", HTMLElement).hidden = rejected.length === 0;
    understandAll.hidden = rejected.length < 2;
    understandAll.onclick = () => {
      dismiss(rejected).catch(() => {});
    };
    showEach(refused, rejected, (first) => refusedItem(first, () => dismiss([first])));
  }

  /** @param {RejectedMutation[]} understood */
  async function dismiss(understood) {
    await Promise.all(understood.map(({ id }) => opened.dismiss(id)));
    await showRefused();
  }

  function show() {
    const { dot, line } = summary(opened.status);
    find("sync-dot", HTMLElement).className = `dot ${dot}`;
    find("sync", HTMLElement).textContent = line;
    offline.checked = opened.status.connection === "disconnected";
    // Closed from elsewhere: the page says so already.
    showPending().catch(() => {});
  }

  offline.onchange = () => {
    if (offline.checked) opened.disconnect();
    else opened.connect();
  };
  opened.addEventListener("status", show);
  opened.addEventListener("rejected", () => {
    showRefused().catch(() => {});
  });
  show();
  await showRefused();
}

/** @param {DocumentStatus} status */
function summary({ connection, pending, synced, problem }) {
  const wait = pending === 0 ? "" : `: ${changes(pending)} to send later`;
  switch (connection) {
    case "local":
      return { dot: "", line: "On this device only" };
    case "disconnected":
      return { dot: "busy", line: `Working offline${wait}` };
    case "connecting":
      return { dot: "busy", line: `The server is not reached yet${wait}` };
    case "connected":
      if (pending > 0) return { dot: "busy", line: `Sending ${changes(pending)} …` };
      return synced
        ? { dot: "good", line: "Shared, and up to date" }
        : { dot: "busy", line: "Fetching what others did …" };
    default:
      return { dot: "bad", line: `Not shared: ${problem?.message ?? connection}` };
  }
}

/** @param {RejectedMutation} first @param {() => Promise<void>} dismiss */
function refusedItem(first, dismiss) {
  const button = element("button", { type: "button", className: "quiet text" }, "Understood");
  button.onclick = () => {
    dismiss().catch(() => {});
  };
  const root = element("li", {}, element("span", {}, `${inWords(first)}: ${first.message}`), button);
  return { root, update() {} };
}
