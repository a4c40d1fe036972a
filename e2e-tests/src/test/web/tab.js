// What the stories call in a tab. They reach it by global names, because a content security policy without
// unsafe-eval leaves them nothing else.
import { describe } from "/describe.js";
import { Flood } from "/flood.js";
import { Comparison, news, standStill, stir, Watcher } from "/watcher.js";

const folder = new URLSearchParams(location.search).get("package") ?? "/sqlsync/";
const sqlsync = await import(folder + "sqlsync.js");

/** As `Patience.FOR_A_FACT`. */
const PATIENCE_MS = 180_000;

globalThis.sqlsync = sqlsync;
globalThis.describe = describe;
globalThis.handles = [];
globalThis.floods = [];
globalThis.watchers = [];
globalThis.news = news;
globalThis.standStill = standStill;
globalThis.stir = stir;
globalThis.Comparison = Comparison;

/** True after the page was left and came back from the back/forward cache. */
globalThis.cameBack = false;
addEventListener("pageshow", (event) => {
  globalThis.cameBack = event.persisted;
});

/** Keeps a document and gives its number. */
globalThis.hold = (document) => handles.push(document) - 1;

globalThis.startFlood = (document, options) => floods.push(new Flood(document, options)) - 1;

globalThis.watch = (document, query, options) => watchers.push(new Watcher(document, query, options)) - 1;

globalThis.reducerUrl = (name) => (name.startsWith("/") ? name : "/reducers/" + name);

/** A call that does not answer fails its story instead of stopping all of them. */
globalThis.inTime = (call) => {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("No answer within " + PATIENCE_MS + " ms.")), PATIENCE_MS);
  });
  return Promise.race([call(), late]).finally(() => clearTimeout(timer));
};

/** How a call ended: by a value, a rejected promise, or (never, says the contract) a synchronous throw. */
globalThis.outcomeOf = async (call) => {
  let promise;
  try {
    promise = call();
  } catch (error) {
    return { how: "thrown", message: String(error) };
  }
  try {
    return { how: "resolved", value: describe(await promise) };
  } catch (error) {
    return {
      how: "rejected",
      sqlSyncError: error instanceof sqlsync.SqlSyncError && error instanceof Error,
      name: String(error?.name),
      message: String(error?.message ?? error),
      code: error?.code ?? null,
      reason: error?.reason ?? null,
      mutation: error?.mutation ?? null,
      documentId: error?.documentId ?? null,
      retryable: error?.retryable ?? null,
    };
  }
};

/** Orders what a script of trouble/ is to do, and waits until every worker that has one did it. */
globalThis.trouble = async (order) => {
  const { held } = await navigator.locks.query();
  const waiting = new Set(held.map(({ name }) => name).filter((name) => name.startsWith("trouble/")));
  if (waiting.size === 0) throw new Error("No worker has a trouble that could be ordered.");
  return new Promise((resolve) => {
    const channel = new BroadcastChannel("trouble");
    channel.onmessage = ({ data: { done, name } }) => {
      if (done === order) waiting.delete(name);
      if (waiting.size > 0) return;
      channel.close();
      resolve(true);
    };
    channel.postMessage({ order });
  });
};

globalThis.toBase64 = (bytes) => {
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(text);
};

globalThis.tabIsLoaded = true;
