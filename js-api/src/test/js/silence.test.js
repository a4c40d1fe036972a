import assert from "node:assert/strict";
import { test } from "node:test";
import { failureOf, openPage, quiet } from "./fake-browser.js";

const HALF_A_MINUTE = 30_000;

/** Time passes, and what happens in it has its turns. */
async function pass(t, milliseconds) {
  for (let at = 0; at < milliseconds; at += 500) {
    t.mock.timers.tick(500);
    await quiet();
  }
}

test("a worker that says nothing for half a minute, not even to a ping, is given up; what is not to blame goes to another one", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { browser, doc, worker } = await openPage();
  worker.silent.add("query").add("mutate").add("ping");
  await doc.flush();
  const read = doc.query("select 1");
  const stuck = failureOf(doc.mutate("endless"));
  const behind = doc.mutate("a");
  await pass(t, HALF_A_MINUTE + 10_000);
  const { code, retryable, message } = await stuck;
  assert.deepEqual([code, retryable], ["worker-failed", true]);
  assert.match(message, /half a minute/);
  assert.deepEqual(await read, []);
  assert.equal((await behind).id, "s-2");
  assert.equal(worker.got("ping").length, 1);
  assert.notEqual(browser.worker, worker);
  assert.equal(browser.worker.hellos[0].generation, 1);
  assert.deepEqual(
    browser.worker.got("mutate").map(({ n }) => n),
    [2],
  );
});

test("a page that comes to a stuck worker gives it up, too, and one that comes later never meets it", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { browser, worker } = await openPage();
  worker.silent.add("hello");
  const opened = browser.page().openDocument("other", { reducer: "./notes.js" });
  await pass(t, HALF_A_MINUTE + 10_000);
  await opened;
  assert.notEqual(browser.worker, worker);
  const starts = browser.starts.length;
  await browser.page().openDocument("third", { reducer: "./notes.js" });
  assert.deepEqual(
    browser.starts.slice(starts).map(({ options }) => options.name.split("/").at(-1)),
    ["1"],
  );
});

test("what sticks a second worker, too, is not given to a third, whoever found it", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { browser, doc, worker } = await openPage();
  const silence = (each) => each.silent.add("query").add("ping");
  browser.onWorker = silence;
  silence(worker);
  const stuck = failureOf(doc.query("select 1"));
  await pass(t, 3 * HALF_A_MINUTE);
  assert.equal((await stuck).code, "worker-failed");
  assert.deepEqual(
    browser.workers.map((each) => each.got("query").length),
    [1, 1, 0],
  );
});

test("where there is no localStorage, a stuck worker is given up all the same", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { browser, doc, worker } = await openPage();
  const denied = () => {
    throw new DOMException("Denied", "SecurityError");
  };
  globalThis.localStorage = { getItem: denied, setItem: denied };
  worker.silent.add("query").add("ping");
  const read = doc.query("select 1");
  await pass(t, HALF_A_MINUTE + 10_000);
  assert.deepEqual(await read, []);
  assert.equal(browser.worker.hellos[0].generation, 1);
});

test("a worker that takes its time, and answers a ping, is waited for", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { doc, worker } = await openPage();
  worker.silent.add("query");
  const asked = doc.query("select 1");
  await pass(t, 10 * HALF_A_MINUTE);
  assert.ok(worker.got("ping").length > 5);
  worker.speak();
  assert.deepEqual(await asked, []);
});

test("a worker that was asked nothing is not pinged", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { doc, worker } = await openPage();
  await doc.query("select 1");
  await pass(t, 3 * HALF_A_MINUTE);
  assert.equal(worker.got("ping").length, 0);
});
