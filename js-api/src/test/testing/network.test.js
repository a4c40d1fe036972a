/** `createTestNetwork`: devices and a coordinator in one process. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { createTestNetwork } from "../../../target/sqlsync/testing.js";
import tasks from "./tasks.js";

const TIME = 1_700_000_000_000;
const TITLES = "SELECT id, title FROM tasks ORDER BY id";

async function networkOf(t, reducer = tasks, options = { timestamp: TIME }) {
  const network = await createTestNetwork(reducer, options);
  t.after(() => network.close());
  return network;
}

/** Once the status of a document is as wanted. */
function when(document, wanted) {
  if (wanted(document.status)) return Promise.resolve();
  return new Promise((resolve) => {
    document.addEventListener("status", function heard() {
      if (!wanted(document.status)) return;
      document.removeEventListener("status", heard);
      resolve();
    });
  });
}

test("what one device does, the other sees, by the name of its user", async (t) => {
  const network = await networkOf(t);
  const [ann, bob] = [await network.device("ann"), await network.device("laptop", { user: "bob" })];
  const { settled } = await ann.mutate("add", { id: "a", title: "of ann" });
  await bob.mutate("add", { id: "b", title: "of bob" });
  assert.deepEqual(await settled, { outcome: "accepted" });
  await network.settled();
  const rows = [
    { id: "a", by_user: "ann" },
    { id: "b", by_user: "bob" },
  ];
  for (const device of [ann, bob]) {
    assert.deepEqual(await device.query("SELECT id, by_user FROM tasks ORDER BY id"), rows);
    assert.equal(device.status.synced, true);
  }
});

test("a device that is offline goes on, and what it did is sent when it is online", async (t) => {
  const network = await networkOf(t);
  const [ann, bob] = [await network.device("ann"), await network.device("bob")];
  bob.offline();
  await when(bob, ({ connection }) => connection === "connecting");
  await ann.mutate("add", { id: "a", title: "of ann" });
  const { settled } = await bob.mutate("add", { id: "b", title: "of bob" });
  await network.settled();
  assert.deepEqual(await ann.query(TITLES), [{ id: "a", title: "of ann" }]);
  assert.deepEqual(await bob.query(TITLES), [{ id: "b", title: "of bob" }]);
  assert.deepEqual(
    (await bob.pending()).map(({ name }) => name),
    ["add"],
  );
  bob.online();
  assert.deepEqual(await settled, { outcome: "accepted" });
  await network.settled();
  const both = [
    { id: "a", title: "of ann" },
    { id: "b", title: "of bob" },
  ];
  assert.deepEqual(await ann.query(TITLES), both);
  assert.deepEqual(await bob.query(TITLES), both);
});

test("a device can begin offline", async (t) => {
  const network = await networkOf(t);
  const ann = await network.device("ann", { offline: true });
  await ann.mutate("add", { id: "a", title: "x" });
  await when(ann, ({ pending }) => pending === 1);
  ann.online();
  await network.settled();
  assert.equal(ann.status.pending, 0);
});

test("of two that take one id the coordinator rejects the later, and its device is told", async (t) => {
  const network = await networkOf(t);
  const [ann, bob] = [await network.device("ann"), await network.device("bob")];
  bob.offline();
  const { id, settled } = await bob.mutate("add", { id: "a", title: "of bob" });
  const told = new Promise((resolve) => bob.addEventListener("rejected", ({ detail }) => resolve(detail)));
  await ann.mutate("add", { id: "a", title: "of ann" });
  await network.settled();
  bob.online();
  assert.equal((await settled).outcome, "rejected");
  assert.equal((await told).id, id);
  await network.settled();
  assert.deepEqual(await bob.query(TITLES), [{ id: "a", title: "of ann" }]);
  assert.deepEqual(
    (await bob.rejected()).map(({ code }) => code),
    ["threw"],
  );
  await bob.dismiss(id);
  assert.deepEqual(await bob.rejected(), []);
});

test("a mutation is run again upon what others have done meanwhile", async (t) => {
  const counter = {
    name: "counter",
    migrations: ["CREATE TABLE counter (n INTEGER); INSERT INTO counter VALUES (0)"],
    mutations: {
      twice: (tx) => tx.run("UPDATE counter SET n = 2 * n"),
      add: (tx, by) => tx.run("UPDATE counter SET n = n + ?", [by]),
    },
  };
  const network = await networkOf(t, counter);
  const [ann, bob] = [await network.device("ann"), await network.device("bob")];
  bob.offline();
  await bob.mutate("twice");
  await ann.mutate("add", 5);
  await network.settled();
  assert.deepEqual(await bob.query("SELECT n FROM counter"), [{ n: 0 }]);
  bob.online();
  await network.settled();
  for (const device of [ann, bob]) assert.deepEqual(await device.query("SELECT n FROM counter"), [{ n: 10 }]);
});

test("the time is that of all devices, those that come later included", async (t) => {
  const network = await networkOf(t);
  const ann = await network.device("ann");
  network.at(TIME + 1_000);
  const bob = await network.device("bob");
  await ann.mutate("add", { id: "a", title: "x" });
  await bob.mutate("add", { id: "b", title: "y" });
  await network.settled();
  assert.deepEqual(await ann.query("SELECT at FROM tasks"), [{ at: TIME + 1_000 }, { at: TIME + 1_000 }]);
  assert.equal(ann.status.lastSyncedAt, TIME + 1_000);
});

test("a subscription is called for what another device did", async (t) => {
  const network = await networkOf(t);
  const [ann, bob] = [await network.device("ann"), await network.device("bob")];
  const seen = new Promise((resolve) =>
    bob.subscribe(TITLES, (rows) => rows.length > 0 && resolve(rows.map(({ title }) => title))),
  );
  await ann.mutate("add", { id: "a", title: "x" });
  assert.deepEqual(await seen, ["x"]);
});

test("a device with another reducer than the coordinator's is told", async (t) => {
  const network = await networkOf(t);
  const other = await network.device("ann", { reducer: { ...tasks, name: "other" } });
  await when(other, ({ connection }) => connection === "unknown-reducer");
  await assert.rejects(other.sync(), { code: "unknown-reducer" });
});

test("a device that was closed is no part of the network any more", async (t) => {
  const network = await networkOf(t);
  const [ann, bob] = [await network.device("ann"), await network.device("bob")];
  await ann.mutate("add", { id: "a", title: "x" });
  await network.settled();
  await ann.close();
  await network.settled();
  const again = await network.device("ann");
  await network.settled();
  assert.deepEqual(await again.query(TITLES), [{ id: "a", title: "x" }]);
  assert.deepEqual(await bob.query(TITLES), [{ id: "a", title: "x" }]);
});

test("errors say what to do, and a network that is closed keeps no process alive", async () => {
  const network = await createTestNetwork(tasks);
  await network.device("ann");
  const code = "invalid-argument";
  await assert.rejects(network.device("ann"), { code, message: /There is a device "ann" already/ });
  await assert.rejects(network.device(""), { code, message: /needs a name for the device/ });
  await assert.rejects(network.device("b", { offline: 1 }), { code, message: /`offline` must be true or false/ });
  assert.throws(() => network.at("now"), { code, message: /`time` must be a Date/ });
  await network.close();
  await assert.rejects(network.device("c"), { code: "closed" });
  const program = `
    const { createTestNetwork } = await import(process.argv[1]);
    const network = await createTestNetwork({ name: "a", migrations: ["CREATE TABLE t (x)"], mutations: { go: (tx) => tx.run("INSERT INTO t VALUES (1)") } });
    const [one, other] = [await network.device("one"), await network.device("other")];
    await one.mutate("go");
    await network.settled();
    if (process.argv[2] === "close") await network.close();
  `;
  const testing = new URL("../../../target/sqlsync/testing.js", import.meta.url).href;
  for (const how of ["close", "forget"])
    execFileSync("node", ["--input-type=module", "--eval", program, testing, how], { timeout: 120_000 });
});
