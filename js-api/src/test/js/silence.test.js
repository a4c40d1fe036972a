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

test("a worker that says nothing for half a minute, not even to a ping, fails what it was asked; the next question tries again", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { browser, doc, worker } = await openPage();
  worker.silent.add("query").add("mutate").add("ping");
  await doc.flush();
  const failures = [doc.query("select 1"), doc.mutate("a")].map(failureOf);
  await pass(t, HALF_A_MINUTE + 10_000);
  for (const { code, retryable, message } of await Promise.all(failures)) {
    assert.deepEqual([code, retryable], ["worker-failed", true]);
    assert.match(message, /half a minute/);
  }
  assert.equal(worker.got("ping").length, 1);
  worker.silent.clear();
  await doc.query("select 1");
  assert.equal(browser.worker, worker);
  assert.equal(worker.hellos.length, 2);
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
