import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { bundlerAdvice, leftBehind } from "../../main/web/workers.js";
import { createLibrary } from "../../main/web/library.js";
import { SqlSyncError } from "../../main/web/errors.js";
import { base58, randomId } from "../../main/web/base58.js";
import { failureOf, FakeBrowser, openPage, quiet } from "./fake-browser.js";

const { library: packageName } = JSON.parse(readFileSync(new URL("../../../../names.json", import.meta.url), "utf8"));
const reducer = "./notes.js";

test("importing and making the library touches nothing of the page", () => {
  const browser = new FakeBrowser();
  browser.page();
  assert.deepEqual([browser.starts.length, browser.locks.held("sqlsync/default/page/x")], [0, false]);
});

test("outside of a page everything fails with unsupported, and says so", async () => {
  const browser = new FakeBrowser();
  browser.page();
  delete globalThis.document;
  const { openDocument, listDocuments, deleteDocument, storageInfo, persist, importDocument } = createLibrary();
  for (const call of [
    openDocument("x", { reducer }),
    openDocument(),
    listDocuments(),
    deleteDocument("x"),
    storageInfo(),
    persist(),
    importDocument("x"),
  ]) {
    const error = await failureOf(call);
    assert.equal(error.code, "unsupported");
    assert.match(error.message, /in a browser page only/);
  }
});

test("a page that lacks something fails with unsupported, and names it", async () => {
  for (const [global, value, part] of [
    ["isSecureContext", false, /not secure \(https:\/\/app\.example\)/],
    ["SharedWorker", undefined, /lacks SharedWorker:/],
    ["navigator", {}, /lacks Web Locks/],
    ["origin", "null", /no origin of its own/],
  ]) {
    const browser = new FakeBrowser();
    browser.globals[global] = value;
    const error = await failureOf(browser.page().openDocument("x", { reducer }));
    assert.equal(error.code, "unsupported");
    assert.match(error.message, part);
  }
});

test("a reducer itself is no URL, and the error names the ways to one", async () => {
  const browser = new FakeBrowser();
  const itself = { name: "notes", migrations: [], mutations: { add() {} } };
  const error = await failureOf(browser.page().openDocument("x", { reducer: itself }));
  assert.equal(error.code, "invalid-argument");
  assert.match(error.message, new RegExp(`${packageName}/vite .*build-reducer`));
});

test("the worker is started by name, as a module, to outlive a reload", async () => {
  const { browser } = await openPage();
  const [{ url, options }] = browser.starts;
  assert.match(url, /\/main\/web\/worker\.js$/);
  assert.deepEqual(options, { type: "module", name: "sqlsync/default/0.0.0-source", extendedLifetime: true });
  assert.equal(browser.starts.length, 1);
});

test("the hello says who the page is, and its lock is held before", async () => {
  const { browser, worker } = await openPage();
  const [{ session, storageHostUrl, ...hello }] = worker.hellos;
  assert.deepEqual(hello, {
    t: "hello",
    protocol: 1,
    version: "0.0.0-source",
    visible: true,
    namespace: "default",
    generation: 0,
    wasmUrl: undefined,
  });
  assert.match(session, /^[1-9A-HJ-NP-Za-km-z]{22}$/);
  assert.match(storageHostUrl, /\/storage-host\.js$/);
  assert.equal(browser.locks.held(`sqlsync/default/page/${session}`), true);
});

test("configure moves the files and the namespace, before the first use", async () => {
  const browser = new FakeBrowser();
  const library = browser.page();
  library.configure({
    namespace: "shop",
    workerUrl: "/static/w.js",
    storageHostUrl: new URL("https://app.example/h.js"),
    wasmUrl: "../s.wasm",
  });
  await library.listDocuments();
  assert.equal(browser.starts[0].url, "https://app.example/static/w.js");
  assert.equal(browser.starts[0].options.name, "sqlsync/shop/0.0.0-source");
  const [hello] = browser.worker.hellos;
  assert.deepEqual(
    [hello.namespace, hello.storageHostUrl, hello.wasmUrl],
    ["shop", "https://app.example/h.js", "https://app.example/s.wasm"],
  );
  browser.worker.send({ t: "lend", host: "h1" });
  await quiet();
  assert.equal(browser.storageHosts[0].url, "https://app.example/h.js");
});

test("a configuration that cannot be had fails what would use it, until it is mended", async () => {
  const browser = new FakeBrowser();
  const library = browser.page();
  for (const [options, part] of [
    [{ namespace: "a/b" }, /`namespace` must be/],
    [{ namespace: "" }, /`namespace`/],
    [{ workerUrl: "https://cdn.example/w.js" }, /on this page's origin \(https:\/\/app\.example\)/],
    [{ wasmUrl: 5 }, /must be a URL/],
    [undefined, /needs an object/],
  ]) {
    library.configure(options);
    const error = await failureOf(library.listDocuments());
    assert.equal(error.code, "invalid-argument");
    assert.match(error.message, part);
  }
  library.configure({});
  assert.deepEqual(await library.listDocuments(), []);
});

test("a configuration that comes too late fails the next opening; the same once more does not", async () => {
  const { library, doc } = await openPage();
  library.configure({ namespace: "default" });
  assert.deepEqual(await library.listDocuments(), []);
  library.configure({ namespace: "other" });
  const error = await failureOf(library.openDocument("x", { reducer }));
  assert.equal(error.code, "invalid-argument");
  assert.match(error.message, /too late/);
  assert.deepEqual(await doc.query("select 1"), []);
});

test("a worker file that cannot be loaded fails with where it was looked for, and the next use tries again", async () => {
  const browser = new FakeBrowser();
  browser.startFailure = new Event("error");
  const library = browser.page();
  const error = await failureOf(library.openDocument("x", { reducer }));
  assert.deepEqual([error.code, error.retryable], ["worker-failed", true]);
  assert.match(error.message, /worker\.js beside .*Content-Security-Policy/);
  browser.startFailure = { thrown: new Error("Denied.") };
  assert.match((await failureOf(library.listDocuments())).message, /refused to start .*Denied/);
  browser.startFailure = null;
  assert.deepEqual(await library.listDocuments(), []);
});

test("where a bundler has moved the package away from its worker, it is found where it is installed; else the line that helps is said", () => {
  assert.equal(bundlerAdvice("https://app.example/sqlsync/sqlsync.js"), "");
  assert.equal(
    leftBehind("worker.js", "http://localhost:5173/app/node_modules/.vite/deps/storage-host.js?v=1"),
    `http://localhost:5173/app/node_modules/${packageName}/worker.js`,
  );
  assert.equal(
    leftBehind("worker.js", `http://localhost:5173/app/node_modules/${packageName}/storage-host.js`),
    undefined,
  );
  const advice = bundlerAdvice("http://localhost:5173/node_modules/.vite/deps/sqlsync.js?v=1");
  assert.ok(advice.includes(`optimizeDeps: { exclude: ["${packageName}"] }`), advice);
});

test("a storage host is lent with a port at each end", async () => {
  const { browser, worker } = await openPage();
  worker.send({ t: "lend", host: "h1" });
  await quiet();
  const [host] = browser.storageHosts;
  assert.match(host.url, /\/storage-host\.js$/);
  assert.deepEqual(host.options, { type: "module" });
  assert.deepEqual(host.posted, [{ message: { host: "h1", namespace: "default" }, transfer: [{ end: 1 }] }]);
  assert.deepEqual(worker.batches.at(-1), [{ t: "lent", host: "h1", ok: true }]);
  assert.deepEqual(worker.transferred, [{ end: 2 }]);
  worker.send({ t: "unlend", host: "h1" });
  await quiet();
  assert.equal(host.terminated, true);
});

test("a storage host that cannot be loaded is taken back", async () => {
  const { browser, worker } = await openPage();
  worker.send({ t: "lend", host: "h1" });
  await quiet();
  browser.storageHosts[0].onerror();
  await quiet();
  const { host, ok, message } = worker.got("lent")[1];
  assert.deepEqual([host, ok, typeof message], ["h1", false, "string"]);
  assert.equal(browser.storageHosts[0].terminated, true);
  browser.storageHosts[0].onerror();
  await quiet();
  assert.equal(worker.got("lent").length, 2);
});

test("what was said before a storage host was lent arrives before it", async () => {
  const { doc, worker } = await openPage();
  doc.addEventListener("status", () => doc.mutate("a"));
  worker.send({ t: "status", h: 1, status: doc.status }, { t: "lend", host: "h1" });
  await quiet();
  assert.deepEqual(
    worker.batches.slice(-2).map((batch) => batch.map(({ t }) => t)),
    [["mutate"], ["lent"]],
  );
});

test("a storage host ends with the worker that it was lent to", async () => {
  const { browser, worker } = await openPage();
  worker.send({ t: "lend", host: "h1" });
  await quiet();
  worker.die();
  await quiet();
  assert.equal(browser.storageHosts[0].terminated, true);
});

test("a page that goes ends its storage host, says so at once, and lends no other", async () => {
  const { browser, doc, worker } = await openPage();
  worker.send({ t: "lend", host: "h1" });
  await quiet();
  doc.mutate("a");
  browser.fire("pagehide", { persisted: true });
  assert.equal(browser.storageHosts[0].terminated, true);
  worker.send({ t: "lend", host: "h2" });
  await quiet();
  assert.deepEqual(
    worker.batches.at(-2).map(({ t }) => t),
    ["mutate", "suspend"],
  );
  assert.deepEqual(worker.batches.at(-1), [{ t: "lent", host: "h2", ok: false, message: "The page is going." }]);
  assert.equal(browser.storageHosts.length, 1);
});

test("a page that comes back from the cache connects anew, to the same worker too, and sends again", async () => {
  const { browser, doc, worker } = await openPage();
  worker.silent.add("mutate");
  const made = doc.mutate("a");
  browser.fire("pagehide", { persisted: true });
  await quiet();
  worker.silent.clear();
  browser.fire("pageshow", { persisted: true });
  await made;
  assert.deepEqual(
    worker.ports.map(({ closed }) => closed),
    [true, false],
  );
  assert.equal(browser.locks.waiting("sqlsync/default/worker/0.0.0-source/0/w1"), 1);
  assert.deepEqual(
    worker.messages.map(({ t }) => t),
    ["open", "mutate", "suspend", "open", "mutate"],
  );
  assert.equal(worker.got("open")[1].again, true);
  worker.send({ t: "lend", host: "h3" });
  await quiet();
  assert.equal(browser.storageHosts.length, 1);
});

test("a page frozen in the cache hears nothing, so that nothing throws it out; what it did before is sent", async () => {
  const { browser, doc, worker } = await openPage();
  browser.fire("pagehide", { persisted: true });
  const saved = doc.mutate("a");
  browser.document.dispatchEvent(new Event("freeze"));
  await quiet();
  assert.deepEqual(
    worker.messages.map(({ t }) => t),
    ["open", "suspend", "mutate"],
  );
  assert.equal(worker.ports[0].closed, true);
  assert.equal(browser.starts.length, 1);
  browser.fire("pageshow", { persisted: true });
  assert.equal((await saved).id, "s-1");
});

test("a page that comes back says hello once, though it becomes visible before it is shown", async () => {
  const { browser, worker } = await openPage();
  browser.fire("pagehide", { persisted: true });
  browser.show("hidden");
  browser.document.dispatchEvent(new Event("freeze"));
  browser.show("visible");
  await quiet();
  assert.equal(worker.hellos.length, 1);
  browser.fire("pageshow", { persisted: true });
  await quiet();
  assert.equal(worker.hellos.length, 2);
});

test("a page that is going starts no worker in place of a dead one until it comes back", async () => {
  const { browser, worker } = await openPage();
  browser.fire("pagehide", { persisted: true });
  worker.die();
  await quiet();
  assert.equal(browser.workers.length, 1);
  browser.fire("pageshow", { persisted: true });
  await quiet();
  assert.equal(browser.workers.length, 2);
});

test("a page that is frozen while it is hidden keeps its connection", async () => {
  const { browser, worker } = await openPage();
  browser.document.dispatchEvent(new Event("freeze"));
  await quiet();
  assert.equal(worker.ports[0].closed, false);
});

test("a page that is shown for the first time does not connect twice", async () => {
  const { browser } = await openPage();
  browser.fire("pageshow", { persisted: false });
  await quiet();
  assert.equal(browser.starts.length, 1);
});

test("the worker is told whether the page is visible", async () => {
  const { browser, worker } = await openPage();
  browser.show("hidden");
  await quiet();
  browser.show("visible");
  await quiet();
  assert.deepEqual(
    worker.got("visible").map(({ visible }) => visible),
    [false, true],
  );
});

test("nobody else makes a SqlSyncError", async () => {
  assert.throws(() => new SqlSyncError(), TypeError);
  const { doc } = await openPage();
  const error = await failureOf(doc.query());
  assert.ok(error instanceof SqlSyncError && error instanceof Error);
  assert.throws(() => new error.constructor("closed", "x"), TypeError);
  assert.match(String(error), /^SqlSyncError: A query is a string/);
});

test("ids are 22 characters of base58, whatever the bytes", () => {
  assert.equal(base58(new Uint8Array(16)), "1".repeat(22));
  assert.equal(base58(new Uint8Array(16).fill(255)), "YcVfxkQb6JRzqk5kF2tNLv");
  assert.equal(new Set(Array.from({ length: 1000 }, randomId)).size, 1000);
});
