import assert from "node:assert/strict";
import { test } from "node:test";
import { failureOf, FakeBrowser, openPage, quiet, status } from "./fake-browser.js";

const reducer = "./notes.js";

/** Bytes that another thread has now. */
function transferred() {
  const bytes = new Uint8Array(8);
  structuredClone(bytes, { transfer: [bytes.buffer] });
  return bytes;
}

test("a document is opened with what the page asked for, the reducer's URL counted from the page", async () => {
  const { browser, library } = await openPage();
  const doc = await library.openDocument("tasks", {
    reducer: new URL("https://app.example/t.js"),
    storage: "opfs",
    durability: "relaxed",
    create: false,
    user: "ada",
    token: () => "t",
  });
  const [first, second] = browser.worker.got("open");
  assert.deepEqual(
    { ...first, q: 0 },
    {
      t: "open",
      q: 0,
      h: 1,
      id: "notes",
      reducer: "https://app.example/notes/notes.js",
      storage: "auto",
      create: true,
      user: undefined,
      coordinator: undefined,
      token: false,
      again: false,
      paused: false,
    },
  );
  assert.deepEqual(
    { ...second, q: 0 },
    {
      t: "open",
      q: 0,
      h: 2,
      id: "tasks",
      reducer: "https://app.example/t.js",
      storage: "opfs",
      create: false,
      user: "ada",
      coordinator: undefined,
      token: true,
      again: false,
      paused: false,
    },
  );
  assert.equal(doc.id, "tasks");
});

test("whatever is wrong with the arguments of openDocument is a rejected promise, and nothing starts", async () => {
  const browser = new FakeBrowser();
  const { openDocument, deleteDocument, importDocument } = browser.page();
  const wrong = [
    openDocument(),
    openDocument(5, { reducer }),
    openDocument("", { reducer }),
    openDocument("a b", { reducer }),
    openDocument("a".repeat(129), { reducer }),
    openDocument("x"),
    openDocument("x", null),
    openDocument("x", {}),
    openDocument("x", { reducer: 5 }),
    openDocument("x", { reducer: "http://[" }),
    openDocument("x", { reducer, storage: "disk" }),
    openDocument("x", { reducer, durability: "very" }),
    openDocument("x", { reducer, create: 1 }),
    openDocument("x", { reducer, user: 5 }),
    openDocument("x", { reducer, token: 5 }),
    openDocument("x", { reducer, coordinator: "https://x.example" }),
    openDocument("x", { reducer, coordinator: 7 }),
    openDocument("x", { reducer, waitForSync: "yes" }),
    openDocument("x", { reducer, waitForSync: NaN }),
    openDocument("x", { reducer, signal: 5 }),
    deleteDocument(),
    deleteDocument("x", 5),
    deleteDocument("x", { force: "yes" }),
    importDocument("a b", new Uint8Array(), { reducer }),
    importDocument("x", new Uint8Array()),
    importDocument("x", [1, 2], { reducer }),
    importDocument("x", null, { reducer }),
    importDocument("x", new Uint8Array(), { reducer, create: false }),
    importDocument(
      "x",
      {
        arrayBuffer: () => {
          throw new TypeError("No.");
        },
      },
      { reducer },
    ),
    importDocument("x", transferred(), { reducer }),
  ];
  for (const call of wrong) {
    const error = await failureOf(call);
    assert.equal(error.code, "invalid-argument", error.message);
    assert.match(error.message, /[.)]$|^`coordinator` must be/);
  }
  assert.equal(browser.starts.length, 0);
});

test("the worker's refusal to open is the error, with the document's id", async () => {
  const { library, worker } = await openPage();
  worker.answering("open", () => {
    throw { code: "reducer-load-failed", message: "The reducer could not be loaded.", retryable: true };
  });
  const error = await failureOf(library.openDocument("tasks", { reducer }));
  assert.deepEqual([error.code, error.documentId, error.retryable], ["reducer-load-failed", "tasks", true]);
});

test("an opening that is aborted fails at once, and what it may have opened is closed", async () => {
  const { browser, library, worker } = await openPage();
  worker.silent.add("open");
  const abort = new AbortController();
  const opened = failureOf(library.openDocument("tasks", { reducer, signal: abort.signal }));
  await quiet();
  abort.abort();
  assert.equal((await opened).code, "aborted");
  await quiet();
  assert.deepEqual(
    worker.got("close").map(({ h }) => h),
    [2],
  );
  worker.die();
  await quiet();
  assert.deepEqual(
    browser.worker.got("open").map(({ id }) => id),
    ["notes"],
  );
  assert.equal((await failureOf(library.openDocument("x", { reducer, signal: AbortSignal.abort() }))).code, "aborted");
});

test("the status is frozen, its problem an error, and each change an event", async () => {
  const { doc, worker } = await openPage();
  const seen = [];
  doc.addEventListener("status", ({ detail }) => seen.push(detail));
  worker.send({
    t: "status",
    h: 1,
    status: status({
      mode: "read-only",
      unflushed: 3,
      problem: { code: "storage-failed", message: "The disk is gone.", retryable: false },
    }),
  });
  await quiet();
  assert.equal(seen[0], doc.status);
  assert.equal(Object.isFrozen(doc.status), true);
  assert.deepEqual([doc.status.mode, doc.status.unflushed], ["read-only", 3]);
  assert.deepEqual(
    [doc.status.problem.name, doc.status.problem.code, doc.status.problem.documentId],
    ["SqlSyncError", "storage-failed", "notes"],
  );
});

test("close flushes, then closes; again it is the same, and all else fails with closed", async () => {
  const { doc, worker } = await openPage();
  const made = doc.mutate("a");
  const closed = doc.close();
  const late = [
    doc.mutate("b"),
    doc.mutateAll([]),
    doc.query("select 1"),
    doc.queryArrays("select 1"),
    doc.queryAll([]),
    doc.flush(),
    doc.sync(),
    doc.pending(),
    doc.rejected(),
    doc.dismiss("x"),
    doc.export(),
    doc.stats(),
    doc.live("select 1").next(),
  ];
  for (const call of late) assert.equal((await failureOf(call)).code, "closed");
  await Promise.all([made, closed, doc.close(), doc[Symbol.asyncDispose ?? Symbol.for("Symbol.asyncDispose")]()]);
  assert.deepEqual(
    worker.batches.at(-1).map(({ t }) => t),
    ["mutate", "flush", "close"],
  );
});

test("close says when what was made could not be flushed, and closes", async () => {
  const { doc, worker } = await openPage();
  worker.answering("flush", () => {
    throw { code: "quota-exceeded", message: "The disk is full.", retryable: true };
  });
  assert.equal((await failureOf(doc.close())).code, "quota-exceeded");
  assert.equal(worker.got("close").length, 1);
  assert.equal((await failureOf(doc.query("select 1"))).code, "closed");
});

test("a mutation that is not on disk when its handle is gone settles as unknown", async () => {
  const { doc, worker } = await openPage({ durability: "relaxed" });
  const { settled } = await doc.mutate("a");
  worker.send({ t: "closed", h: 1, why: "deleted" });
  assert.deepEqual(await settled, { outcome: "unknown" });
});

test("a document closed from elsewhere says why, fails what waits, and closing it is no error", async () => {
  const { doc, worker } = await openPage();
  worker.silent.add("query");
  const waiting = failureOf(doc.query("select 1"));
  const why = new Promise((resolve) => doc.addEventListener("closed", ({ detail }) => resolve(detail)));
  await quiet();
  worker.send({ t: "closed", h: 1, why: "upgrade" });
  assert.equal(await why, "upgrade");
  assert.deepEqual([(await waiting).code, (await waiting).documentId], ["closed", "notes"]);
  assert.match((await waiting).message, /newer version/);
  await doc.close();
  assert.equal(worker.got("close").length, 0);
});

test("a close that finds the document deleted meanwhile is no error", async () => {
  const { doc, worker } = await openPage();
  worker.silent.add("flush").add("close");
  const closed = doc.close();
  await quiet();
  worker.send({ t: "closed", h: 1, why: "deleted" });
  assert.equal(await closed, undefined);
});

test("the handle that another close leaves open works on", async () => {
  const { doc, library } = await openPage();
  const other = await library.openDocument("notes", { reducer });
  await doc.close();
  assert.deepEqual(await other.query("select 1"), []);
});

test("on a document of this device alone nothing is pending or rejected, and sync is flush", async () => {
  const { doc, worker } = await openPage();
  assert.deepEqual(await doc.pending(), []);
  assert.deepEqual(await doc.rejected(), []);
  await doc.dismiss("page-1");
  assert.equal((await failureOf(doc.dismiss())).code, "invalid-argument");
  doc.disconnect();
  doc.connect();
  await doc.sync();
  await doc.flush();
  assert.equal(worker.got("flush").length, 2);
  assert.equal((await failureOf(doc.sync({ signal: AbortSignal.abort() }))).code, "aborted");
});

test("export and stats are the worker's", async () => {
  const { doc, worker } = await openPage();
  worker.answering("export", () => Uint8Array.of(83, 81)).answering("stats", () => ({ storageHost: "this-tab" }));
  assert.deepEqual(await doc.export(), Uint8Array.of(83, 81));
  assert.deepEqual(await doc.stats(), { storageHost: "this-tab" });
});

test("storageInfo adds what only the page knows", async () => {
  const { library } = await openPage();
  assert.deepEqual(await library.storageInfo(), {
    backend: "memory",
    durable: false,
    reason: "A test.",
    unsyncedBytes: 0,
    persisted: true,
    usageBytes: 11,
    quotaBytes: 22,
  });
  assert.equal(await library.persist(), true);
});

test("listDocuments and deleteDocument ask the worker", async () => {
  const { library, worker } = await openPage();
  const info = { id: "notes", reducer: "notes", bytes: 1, pending: 0, open: true, modified: 5 };
  worker.answering("list", () => [info]);
  assert.deepEqual(await library.listDocuments(), [info]);
  await library.deleteDocument("tasks");
  await library.deleteDocument("tasks", { force: true });
  assert.deepEqual(
    worker.got("delete").map(({ id, force }) => [id, force]),
    [
      ["tasks", false],
      ["tasks", true],
    ],
  );
});

for (const why of ["upgrade", "deleted", "storage-failed"]) {
  test(`a handle that is closed from elsewhere says so in its status: ${why}`, async () => {
    const { worker, doc } = await openPage();
    const seen = [];
    doc.addEventListener("status", ({ detail }) => seen.push(detail));
    worker.send({ t: "closed", h: 1, why }, { t: "status", h: 1, status: status({ unflushed: 9 }) });
    await quiet();
    assert.deepEqual(
      [doc.status.connection, doc.status.mode, doc.status.synced, doc.status.problem.code],
      ["local", "read-only", false, "closed"],
    );
    assert.deepEqual(seen, [doc.status]);
  });
}

test("a handle that was closed by its owner has flushed what it had", async () => {
  const { worker, doc } = await openPage();
  worker.send({ t: "status", h: 1, status: status({ unflushed: 3 }) });
  await quiet();
  worker.silent.add("flush");
  const closed = doc.close();
  await quiet();
  assert.deepEqual([doc.status.unflushed, doc.status.problem.code], [3, "closed"]);
  worker.speak();
  await closed;
  assert.deepEqual([doc.status.unflushed, doc.status.problem.code], [0, "closed"]);
});

test("the status of a handle that was closed by its owner, with a coordinator", async () => {
  const { doc } = await openPage({ coordinator: "wss://sync.example/sync" });
  await doc.close();
  assert.deepEqual(
    [doc.status.connection, doc.status.mode, doc.status.problem.code],
    ["disconnected", "read-only", "closed"],
  );
});

test("what the developer should know of a document is a warning on the console, once", async (t) => {
  const { browser, library } = await openPage();
  const warned = t.mock.method(console, "warn", () => {});
  browser.worker.answering("open", () => ({ status: status(), warning: "Migration 0 was edited." }));
  await library.openDocument("tasks", { reducer });
  assert.deepEqual(
    warned.mock.calls.map((call) => call.arguments),
    [["SQLSync: Migration 0 was edited."]],
  );
});
