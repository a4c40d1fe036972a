import assert from "node:assert/strict";
import { test } from "node:test";
import { failureOf, openPage, quiet } from "./fake-browser.js";

test("when the worker dies, handles are reopened first, then what was not answered goes again, in order", async () => {
  const { browser, doc, worker } = await openPage();
  worker.silent.add("mutate").add("query");
  const all = Promise.all([doc.mutate("a"), doc.query("select 1"), doc.mutate("b")]);
  await quiet();
  worker.die();
  const [a, , b] = await all;
  assert.deepEqual(
    browser.worker.messages.map(({ t }) => t),
    ["open", "mutate", "query", "mutate"],
  );
  assert.equal(browser.worker.messages[0].again, true);
  assert.equal(browser.worker.batches.length, 2);
  assert.deepEqual([a.id, b.id], ["s-1", "s-2"]);
  assert.equal(worker.hellos[0].session, browser.worker.hellos[0].session);
});

test("a mutation goes again under its number with the arguments it was made with", async () => {
  const { browser, doc, worker } = await openPage();
  worker.silent.add("mutate");
  const made = doc.mutate("a", { x: 1 });
  await quiet();
  worker.die();
  await made;
  assert.deepEqual(browser.worker.got("mutate"), worker.got("mutate"));
});

test("a relaxed mutation that was answered but is not on disk goes again; one on disk does not", async () => {
  const { browser, doc, worker } = await openPage({ durability: "relaxed" });
  await doc.mutate("a");
  const { settled } = await doc.mutate("b");
  worker.send({ t: "durable", h: 1, n: 1 });
  await quiet();
  worker.die();
  await quiet();
  assert.deepEqual(
    browser.worker.got("mutate").map(({ n }) => n),
    [2],
  );
  browser.worker.send({ t: "durable", h: 1, n: 2 });
  assert.deepEqual(await settled, { outcome: "accepted" });
});

test("a strict mutation that was answered does not go again", async () => {
  const { browser, doc, worker } = await openPage();
  await doc.mutate("a");
  worker.die();
  await quiet();
  assert.deepEqual(
    browser.worker.messages.map(({ t }) => t),
    ["open"],
  );
});

test("what is asked while there is no worker waits for the next one, behind what waits already", async () => {
  const { browser, doc, worker } = await openPage();
  worker.silent.add("mutate");
  const first = doc.mutate("a");
  await quiet();
  browser.onWorker = (next) => next.silent.add("open");
  worker.die();
  await quiet();
  const second = doc.mutate("b");
  await quiet();
  assert.deepEqual(
    browser.worker.messages.map(({ t }) => t),
    ["open"],
  );
  browser.worker.speak();
  await Promise.all([first, second]);
  assert.deepEqual(
    browser.worker.got("mutate").map(({ n }) => n),
    [1, 2],
  );
});

test("a document whose opening was not answered is opened by the next worker", async () => {
  const { browser, library, worker } = await openPage();
  worker.silent.add("open");
  const opened = library.openDocument("tasks", { reducer: "./tasks.js" });
  await quiet();
  worker.die();
  assert.equal((await opened).id, "tasks");
  assert.deepEqual(
    browser.worker.got("open").map(({ id, again }) => [id, again]),
    [
      ["notes", true],
      ["tasks", true],
    ],
  );
});

test("a welcome that does not come is waited for two seconds, then the page connects anew", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { browser, doc, worker } = await openPage();
  browser.onWorker = (next) => next.silent.add("hello");
  worker.die();
  await quiet();
  const asked = doc.query("select 1");
  const deaf = browser.worker;
  assert.equal(deaf.ports.length, 1);
  t.mock.timers.tick(1999);
  assert.equal(deaf.ports.length, 1);
  t.mock.timers.tick(1);
  assert.equal(deaf.ports.length, 2);
  deaf.silent.clear();
  t.mock.timers.tick(2000);
  assert.deepEqual(await asked, []);
  assert.equal(deaf.ports[0].closed, true);
});

test("a worker file that cannot be loaded again for now is asked for again, and nothing fails", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { browser, doc, worker } = await openPage();
  browser.startFailure = new Event("error");
  worker.die();
  const asked = doc.query("select 1");
  await quiet();
  browser.startFailure = null;
  t.mock.timers.tick(2000);
  assert.deepEqual(await asked, []);
});

test("half a minute without a welcome fails what was asked, and the next question tries again", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { browser, doc, worker } = await openPage();
  browser.onWorker = (next) => next.silent.add("hello");
  worker.die();
  const asked = Promise.allSettled([doc.query("select 1"), doc.mutate("a")]);
  for (let i = 0; i < 15; i++) {
    await quiet();
    t.mock.timers.tick(2000);
  }
  for (const { reason } of await asked) {
    assert.deepEqual([reason.code, reason.retryable], ["worker-failed", true]);
    assert.match(reason.message, /has not answered/);
  }
  browser.worker.silent.clear();
  assert.deepEqual(await doc.query("select 1"), []);
});

test("a request that three workers died over is not given to a fourth", async () => {
  const { browser, doc, worker } = await openPage();
  browser.onWorker = (next) => next.silent.add("query");
  worker.silent.add("query");
  const poison = failureOf(doc.query("select crash()"));
  for (let i = 0; i < 3; i++) {
    await quiet();
    browser.worker.die();
  }
  assert.equal((await poison).code, "worker-failed");
  await quiet();
  assert.equal(browser.workers.length, 4);
  assert.equal(browser.worker.got("query").length, 0);
  assert.equal(doc.status.mode, "read-write");
});

test("workers that die of an opening are not started for ever", async () => {
  const { browser, doc, worker } = await openPage();
  browser.onWorker = (next) =>
    (next.receive = (port, [first]) => {
      if (first.t !== "hello") return next.die();
      browser.locks.request((next.lock = `sqlsync/default/worker/${next.instance}`), () => new Promise(() => {}));
      port.deliver([{ t: "welcome", protocol: 1, version: "x", instance: next.instance }]);
    });
  worker.die();
  await quiet();
  assert.equal(browser.workers.length, 4);
  assert.equal((await failureOf(doc.query("select 1"))).code, "closed");
});

test("a page outlives any number of workers", async () => {
  const { browser, doc } = await openPage();
  for (let i = 0; i < 20; i++) {
    const made = doc.mutate("a");
    browser.worker.die();
    assert.equal((await made).id, `s-${i + 1}`);
  }
  assert.equal(browser.workers.length, 21);
});

test("a page that has nothing open starts no worker in place of a dead one, until it asks again", async () => {
  const { browser, library, doc, worker } = await openPage();
  await doc.close();
  worker.die();
  await quiet();
  assert.equal(browser.workers.length, 1);
  assert.deepEqual(await library.listDocuments(), []);
  assert.equal(browser.workers.length, 2);
});

test("a document that cannot be reopened for now is tried again later; reads fail meanwhile, mutations wait", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { browser, doc, worker } = await openPage();
  browser.onWorker = (next) =>
    next.answering("open", () => {
      throw { code: "storage-unavailable", message: "Another worker has the files.", retryable: true };
    });
  worker.silent.add("mutate").add("query");
  const made = doc.mutate("a");
  const read = failureOf(doc.query("select 1"));
  await quiet();
  worker.die();
  assert.equal((await read).code, "storage-unavailable");
  assert.equal(doc.status.problem.code, "storage-unavailable");
  const statuses = [];
  doc.addEventListener("status", ({ detail }) => statuses.push(detail.problem));
  browser.worker.answering("open", () => ({ status: { ...doc.status, problem: null } }));
  t.mock.timers.tick(1000);
  assert.equal((await made).id, "s-1");
  assert.deepEqual(statuses, [null]);
});

test("a document that is gone when its worker is replaced is closed, and says so", async () => {
  const { browser, doc, worker } = await openPage();
  browser.onWorker = (next) =>
    next.answering("open", () => {
      throw { code: "not-found", message: "There is no such document." };
    });
  const closed = new Promise((resolve) => doc.addEventListener("closed", ({ detail }) => resolve(detail)));
  worker.die();
  assert.equal(await closed, "deleted");
  assert.equal((await failureOf(doc.query("select 1"))).code, "closed");
});

test("a deletion whose answer was lost is not reported as a document that was not there", async () => {
  const { browser, library, worker } = await openPage();
  browser.onWorker = (next) =>
    next.answering("delete", () => {
      throw { code: "not-found", message: "There is no such document." };
    });
  worker.silent.add("delete");
  const deleted = library.deleteDocument("tasks");
  await quiet();
  worker.die();
  assert.equal(await deleted, undefined);
  assert.equal((await failureOf(library.deleteDocument("tasks"))).code, "not-found");
});

test("a worker that cannot work at all fails what was asked and what will be, until another takes over", async () => {
  const { browser, library, doc, worker } = await openPage();
  worker.silent.add("query");
  const asked = failureOf(doc.query("select 1"));
  await quiet();
  worker.send({ t: "fatal", error: { code: "unsupported", message: "This sql.js is not known.", retryable: false } });
  assert.equal((await asked).message, "This sql.js is not known.");
  assert.equal((await failureOf(library.listDocuments())).code, "unsupported");
  worker.die();
  await quiet();
  assert.deepEqual(await library.listDocuments(), []);
  assert.equal(browser.workers.length, 2);
});

test("the page waits for the death of the worker that welcomed it, and of no earlier one", async () => {
  const { browser, worker } = await openPage();
  worker.die();
  await quiet();
  browser.worker.die();
  await quiet();
  assert.equal(browser.workers.length, 3);
  assert.equal(browser.locks.waiting("sqlsync/default/worker/0.0.0-source/0/w1"), 0);
  assert.equal(browser.locks.waiting("sqlsync/default/worker/0.0.0-source/0/w3"), 1);
});

for (const [code, why] of [
  ["closed", "upgrade"],
  ["schema-too-new", "upgrade"],
  ["storage-corrupt", "storage-failed"],
]) {
  test(`a document that the next worker refuses with ${code} is closed: ${why}`, async () => {
    const { browser, doc, worker } = await openPage();
    const seen = [];
    doc.addEventListener("closed", ({ detail }) => seen.push(detail));
    browser.onWorker = (next) =>
      next.answering("open", () => {
        throw { code, message: "Reload this page." };
      });
    worker.die();
    await quiet();
    assert.deepEqual(seen, [why]);
    const error = await failureOf(doc.query("select 1"));
    assert.equal(error.code, "closed");
    assert.match(error.message, /Reload this page\./);
  });
}
