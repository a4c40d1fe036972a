import assert from "node:assert/strict";
import { test } from "node:test";
import { failureOf, FakeBrowser, openPage, quiet, status } from "./fake-browser.js";

const coordinator = "wss://sync.example/x";
const reducer = "./notes.js";
const refused = { code: "unauthorized", message: "The token is too old.", retryable: false };

const settled = (id, outcome, h = 1) => ({ t: "settled", h, id, outcome });

/** The outcome of a promise that may be none yet. */
const stateOf = (promise) => Promise.race([promise, quiet().then(() => "waiting")]);

test("the coordinator's URL counts from the page and has no fragment", async () => {
  const { worker } = await openPage({ coordinator: new URL("wss://sync.example/x#y") });
  assert.deepEqual([worker.got("open")[0].coordinator, worker.got("open")[0].token], [coordinator, false]);
});

test("a receipt settles with what the coordinator decided, not with the disk", async () => {
  const { doc, worker } = await openPage({ coordinator });
  const [first, second] = await Promise.all([doc.mutate("a"), doc.mutate("b")]);
  assert.equal(await stateOf(first.settled), "waiting");
  worker.send(
    settled("s-1", { outcome: "accepted" }),
    settled("s-2", { outcome: "rejected", code: "full", message: "The list is full." }),
  );
  assert.deepEqual(await first.settled, { outcome: "accepted" });
  assert.deepEqual(await second.settled, { outcome: "rejected", code: "full", message: "The list is full." });
});

test("a receipt settles as unknown when its handle is closed first, and does not reject", async () => {
  const { doc, library } = await openPage({ coordinator });
  const other = await library.openDocument("notes", { reducer, coordinator });
  const [mine, theirs] = await Promise.all([doc.mutate("a"), other.mutate("b")]);
  await doc.close();
  assert.deepEqual(await mine.settled, { outcome: "unknown" });
  assert.equal(await stateOf(theirs.settled), "waiting");
});

test("pending mutations come with an outcome each, the receipt's own where it was made here", async () => {
  const { doc, worker } = await openPage({ coordinator });
  const receipt = await doc.mutate("add", { text: "a" });
  worker.answering("pending", () => [
    {
      id: "old-7",
      calls: [
        ["add", '{"n":{"$bigint":"5"}}'],
        ["finish", ""],
      ],
      timestamp: 4,
      state: "sent",
    },
    { id: "s-1", calls: [["add", '{"text":"a"}']], timestamp: 5, state: "unsent" },
  ]);
  const [old, own] = await doc.pending();
  assert.deepEqual(
    { ...old, settled: 0 },
    {
      id: "old-7",
      name: "mutateAll",
      args: [
        ["add", { n: 5n }],
        ["finish", undefined],
      ],
      timestamp: 4,
      state: "sent",
      settled: 0,
    },
  );
  assert.deepEqual([own.name, own.args, own.state], ["add", { text: "a" }, "unsent"]);
  assert.equal(own.settled, receipt.settled);
  worker.send(settled("old-7", { outcome: "accepted" }));
  assert.deepEqual(await old.settled, { outcome: "accepted" });
  assert.equal(await stateOf(own.settled), "waiting");
});

test("rejected mutations are listed, told by an event, and dismissed", async () => {
  const { doc, worker } = await openPage({ coordinator });
  const sent = {
    id: "s-1",
    calls: [["add", '{"text":"a"}']],
    timestamp: 5,
    code: "full",
    message: "The list is full.",
  };
  const told = {
    id: "s-1",
    name: "add",
    args: { text: "a" },
    code: "full",
    message: "The list is full.",
    timestamp: 5,
  };
  const events = [];
  doc.addEventListener("rejected", ({ detail }) => events.push(detail));
  worker.send({ t: "rejected", h: 1, mutation: sent });
  worker.answering("rejected", () => [sent]);
  assert.deepEqual(await doc.rejected(), [told]);
  assert.deepEqual(events, [told]);
  await doc.dismiss("s-1");
  assert.equal(worker.got("dismiss")[0].id, "s-1");
});

test("a new worker is asked what became of mutations that were on disk, and of those only", async () => {
  const { browser, doc, worker } = await openPage({ coordinator });
  const receipts = await Promise.all([doc.mutate("a"), doc.mutate("b"), doc.mutate("c")]);
  const rejected = { outcome: "rejected", code: "full", message: "The list is full." };
  browser.onWorker = (next) =>
    next.answering("outcomes", ({ ids }) =>
      ids.map((id) => ({ "s-1": { outcome: "accepted" }, "s-2": rejected })[id] ?? null),
    );
  worker.die();
  assert.deepEqual(await receipts[0].settled, { outcome: "accepted" });
  assert.deepEqual(await receipts[1].settled, rejected);
  assert.equal(await stateOf(receipts[2].settled), "waiting");
  assert.deepEqual(
    browser.worker.got("outcomes").map(({ ids }) => ids),
    [["s-1", "s-2", "s-3"]],
  );
  browser.worker.send(settled("s-3", { outcome: "accepted" }));
  assert.deepEqual(await receipts[2].settled, { outcome: "accepted" });
});

test("a mutation that is not on disk is not asked about before it was sent again", async () => {
  const { browser, doc, worker } = await openPage({ coordinator, durability: "relaxed" });
  const { settled: outcome } = await doc.mutate("a");
  browser.onWorker = (next) => next.answering("outcomes", ({ ids }) => ids.map(() => ({ outcome: "accepted" })));
  worker.die();
  await quiet();
  assert.deepEqual(
    browser.worker.messages.map(({ t }) => t),
    ["open", "mutate"],
  );
  assert.equal(await stateOf(outcome), "waiting");
  browser.worker.send({ t: "durable", h: 1, n: 1 });
  assert.deepEqual(await outcome, { outcome: "accepted" });
});

test("a page that comes back from the back/forward cache asks what it missed", async () => {
  const { browser, doc, worker } = await openPage({ coordinator });
  const { settled: outcome } = await doc.mutate("a");
  browser.fire("pagehide", { persisted: true });
  browser.document.dispatchEvent(new Event("freeze"));
  worker.answering("outcomes", ({ ids }) => ids.map(() => ({ outcome: "accepted" })));
  browser.fire("pageshow", { persisted: true });
  assert.deepEqual(await outcome, { outcome: "accepted" });
});

test("sync waits for the worker's word, over any number of workers, until it is aborted", async () => {
  const { browser, doc } = await openPage({ coordinator });
  browser.onWorker = (next) => next.silent.add("sync");
  browser.worker.silent.add("sync");
  const abort = new AbortController();
  const [synced, aborted] = [doc.sync(), failureOf(doc.sync({ signal: abort.signal }))];
  for (let i = 0; i < 5; i++) {
    await quiet();
    browser.worker.die();
  }
  await quiet();
  const [, { q }] = browser.worker.got("sync");
  abort.abort();
  assert.equal((await aborted).code, "aborted");
  await quiet();
  assert.deepEqual(browser.worker.got("abort"), [{ t: "abort", request: q }]);
  browser.worker.speak();
  assert.equal(await synced, undefined);
});

test("sync fails as the worker says, and with closed when the handle is closed", async () => {
  const { doc, worker } = await openPage({ coordinator });
  worker.answering("sync", () => {
    throw refused;
  });
  assert.deepEqual(
    [(await failureOf(doc.sync())).code, (await failureOf(doc.sync())).documentId],
    ["unauthorized", "notes"],
  );
  worker.silent.add("sync");
  const waiting = failureOf(doc.sync());
  await doc.close();
  assert.equal((await waiting).code, "closed");
});

test("disconnect and connect reach the worker in order, and the next worker starts as the last one was left", async () => {
  const { browser, doc, worker } = await openPage({ coordinator });
  doc.disconnect();
  doc.connect();
  doc.disconnect();
  await quiet();
  assert.deepEqual(
    worker.messages.slice(1).map(({ t }) => t),
    ["disconnect", "connect", "disconnect"],
  );
  worker.die();
  await quiet();
  assert.equal(browser.worker.got("open")[0].paused, true);
  browser.worker.send({ t: "status", h: 1, status: status({ connection: "connected", paused: false }) });
  await quiet();
  assert.equal("paused" in doc.status, false);
  browser.worker.die();
  await quiet();
  assert.equal(browser.worker.got("open")[0].paused, false);
});

test("connecting a closed document, or one of this device alone, does nothing", async () => {
  const { doc, worker } = await openPage();
  doc.disconnect();
  await doc.close();
  doc.connect();
  await quiet();
  assert.deepEqual(
    worker.messages.map(({ t }) => t),
    ["open", "flush", "close"],
  );
});

test("a token is what the program gave, or what its function returns each time it is asked", async () => {
  const { worker, library } = await openPage({ coordinator, token: "t0" });
  let n = 0;
  await library.openDocument("notes", { reducer, coordinator, token: async () => `t${++n}` });
  worker.send({ t: "token", h: 1, ask: "a" }, { t: "token", h: 2, ask: "b" }, { t: "token", h: 2, ask: "c" });
  await quiet();
  const answers = worker.got("token").sort((one, other) => (one.ask < other.ask ? -1 : 1));
  assert.deepEqual(answers, [
    { t: "token", h: 1, ask: "a", token: "t0" },
    { t: "token", h: 2, ask: "b", token: "t1" },
    { t: "token", h: 2, ask: "c", token: "t2" },
  ]);
});

test("a token function that fails, or returns something else, says so to the worker", async () => {
  for (const [token, part] of [
    [() => 5, /must return a string; it returned 5/],
    [async () => undefined, /returned undefined/],
    [() => Promise.reject(new Error("401")), /failed: 401/],
    [
      () => {
        throw null;
      },
      /failed: null\.$/,
    ],
    [
      () => {
        throw new Error("Status 500.");
      },
      /failed: Status 500\.$/,
    ],
    [
      () => {
        throw new Error("Really?");
      },
      /failed: Really\?$/,
    ],
  ]) {
    const { worker } = await openPage({ coordinator, token });
    worker.send({ t: "token", h: 1, ask: "a" });
    await quiet();
    const [{ ask, message, token: given }] = worker.got("token");
    assert.deepEqual([ask, given], ["a", undefined]);
    assert.match(message, part);
  }
});

test("a worker hears of the network", async () => {
  const { browser, worker } = await openPage({ coordinator });
  browser.fire("online");
  await quiet();
  assert.deepEqual(worker.messages.at(-1), { t: "online" });
});

test("waitForSync opens once the coordinator was caught up with", async () => {
  const browser = new FakeBrowser();
  browser.onWorker = (next) => next.silent.add("sync");
  const opened = browser.page().openDocument("notes", { reducer, coordinator, waitForSync: true });
  assert.equal(await stateOf(opened), "waiting");
  browser.worker.speak();
  assert.equal((await opened).id, "notes");
});

test("waitForSync waits so long and no longer, and leaves nothing waiting", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const browser = new FakeBrowser();
  browser.onWorker = (next) => next.silent.add("sync");
  const opened = browser.page().openDocument("notes", { reducer, coordinator, waitForSync: 500 });
  await quiet();
  t.mock.timers.tick(499);
  assert.equal(await stateOf(opened), "waiting");
  t.mock.timers.tick(1);
  assert.equal((await opened).id, "notes");
  await quiet();
  assert.equal(browser.worker.messages.at(-1).t, "abort");
});

test("waitForSync: true fails as the synchronisation did, and closes what it opened; a time opens all the same", async () => {
  const browser = new FakeBrowser();
  browser.onWorker = (next) =>
    next.answering("sync", () => {
      throw refused;
    });
  const library = browser.page();
  assert.equal(
    (await failureOf(library.openDocument("notes", { reducer, coordinator, waitForSync: true }))).code,
    "unauthorized",
  );
  await quiet();
  assert.equal(browser.worker.got("close")[0].h, 1);
  assert.equal((await library.openDocument("notes", { reducer, coordinator, waitForSync: 500 })).id, "notes");
});

test("an opening that waits for the coordinator can be aborted, and a document without one does not wait", async () => {
  const browser = new FakeBrowser();
  browser.onWorker = (next) => next.silent.add("sync");
  const library = browser.page();
  const abort = new AbortController();
  const opened = failureOf(
    library.openDocument("notes", { reducer, coordinator, waitForSync: 5000, signal: abort.signal }),
  );
  await quiet();
  abort.abort();
  assert.equal((await opened).code, "aborted");
  assert.equal((await library.openDocument("tasks", { reducer, waitForSync: true })).id, "tasks");
});
