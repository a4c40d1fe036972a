import assert from "node:assert/strict";
import { test } from "node:test";
import { failureOf, FakeBrowser, quiet } from "./fake-browser.js";

const options = { reducer: "./notes.js" };

test("a file is sent as it was at the call, and its document is a handle like any other", async () => {
  const browser = new FakeBrowser();
  const { importDocument } = browser.page();
  const bytes = Uint8Array.of(1, 2, 3);
  const call = importDocument("copy", bytes, options);
  bytes.fill(0);
  const doc = await call;
  await doc.query("select 1");
  const [asked] = browser.worker.got("import");
  assert.deepEqual([asked.id, asked.h, asked.n, [...asked.file]], ["copy", 1, 1, [1, 2, 3]]);
  assert.equal(browser.worker.got("query")[0].h, 1);
});

test("a blob is read; a mutation has the next number", async () => {
  const browser = new FakeBrowser();
  const { importDocument } = browser.page();
  const doc = await importDocument("copy", new Blob([Uint8Array.of(7)]), options);
  await doc.mutate("add");
  assert.deepEqual([...browser.worker.got("import")[0].file], [7]);
  assert.equal(browser.worker.got("mutate")[0].n, 2);
});

test("the schema version of the file is sent; what is none is refused before the file is read", async () => {
  const browser = new FakeBrowser();
  const { importDocument } = browser.page();
  for (const schemaVersion of [0, 7, undefined])
    await importDocument(`copy-${schemaVersion}`, Uint8Array.of(1), { ...options, schemaVersion });
  assert.deepEqual(
    browser.worker.got("import").map(({ schemaVersion }) => schemaVersion),
    [0, 7, undefined],
  );
  for (const schemaVersion of [-1, 1.5, NaN, Infinity, 2 ** 31, 2 ** 32, "1", 1n, null, true, {}]) {
    const error = await failureOf(importDocument("none", null, { ...options, schemaVersion }));
    assert.equal(error.code, "invalid-argument");
    assert.match(error.message, /`schemaVersion` must be .* an integer from 0; it is /);
  }
});

test("buffers and their views are files, too, whatever holds them", async () => {
  const browser = new FakeBrowser();
  const { importDocument } = browser.page();
  const { buffer } = Uint8Array.of(0, 5, 6, 0);
  const shared = new Uint8Array(new SharedArrayBuffer(2));
  shared.set([5, 6]);
  const files = [
    Uint8Array.of(5, 6).buffer,
    new DataView(buffer, 1, 2),
    new Int8Array(buffer, 1, 2),
    shared,
    shared.buffer,
    new Response(Uint8Array.of(5, 6)),
  ];
  for (const [i, file] of files.entries()) await importDocument(`copy-${i}`, file, options);
  assert.deepEqual(
    browser.worker.got("import").map(({ file }) => [...file]),
    files.map(() => [5, 6]),
  );
  for (const none of [null, "text", [5, 6], {}]) {
    assert.equal((await failureOf(importDocument("none", none, options))).code, "invalid-argument");
  }
});

test("when the worker dies over an import, the next one gets it again under its number; after that it is opened only", async () => {
  const browser = new FakeBrowser();
  browser.onWorker = (worker) => worker.silent.add("import");
  const { importDocument } = browser.page();
  const call = importDocument("copy", Uint8Array.of(1), options);
  await quiet();
  const [first] = browser.worker.got("import");
  browser.onWorker = () => {};
  browser.worker.die();
  await call;
  const [second] = browser.worker.got("import");
  assert.deepEqual({ ...second, again: false }, first);
  browser.worker.die();
  await quiet();
  assert.deepEqual(
    browser.worker.messages.map(({ t }) => t),
    ["open"],
  );
});

test("an import that is aborted, before or while the file is read or sent, is aborted", async () => {
  const browser = new FakeBrowser();
  browser.onWorker = (worker) => worker.silent.add("import");
  const { importDocument } = browser.page();
  const before = await failureOf(importDocument("copy", Uint8Array.of(1), { ...options, signal: AbortSignal.abort() }));
  const reading = new AbortController();
  const blob = { arrayBuffer: async () => (reading.abort(), new ArrayBuffer(1)) };
  const whileRead = await failureOf(importDocument("copy", blob, { ...options, signal: reading.signal }));
  assert.equal(browser.starts.length, 0);
  const sending = new AbortController();
  const call = importDocument("copy", Uint8Array.of(1), { ...options, signal: sending.signal });
  await quiet();
  sending.abort();
  const whileSent = await failureOf(call);
  assert.deepEqual([before.code, whileRead.code, whileSent.code], ["aborted", "aborted", "aborted"]);
  await quiet();
  assert.equal(browser.worker.got("close").length, 1);
});

test("what the browser says of its storage fails like everything else when it fails", async () => {
  const browser = new FakeBrowser();
  const { storageInfo, persist } = browser.page();
  const storage = browser.globals.navigator.storage;
  storage.estimate = async () => {
    throw new TypeError("Not here.");
  };
  storage.persist = () => {
    throw new TypeError("Not here.");
  };
  for (const call of [storageInfo(), persist()]) {
    const error = await failureOf(call);
    assert.deepEqual([error.name, error.code], ["SqlSyncError", "storage-unavailable"]);
  }
});

test("a file may have so many bytes and no more", async () => {
  const { importDocument } = new FakeBrowser().page();
  const most = 240 * 1024 * 1024;
  const sized = (size) => ({ size, arrayBuffer: async () => new ArrayBuffer(8) });
  await importDocument("below", sized(most - 1), options);
  await importDocument("at", sized(most), options);
  const error = await failureOf(importDocument("above", sized(most + 1), options));
  assert.equal(error.code, "too-large");
  assert.match(error.message, /251658240 bytes/);
});
