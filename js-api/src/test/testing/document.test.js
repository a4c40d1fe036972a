/** `sqlsync/testing` as it is packed: run after the package was put together. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { SqlSyncError, sql } from "../../../target/sqlsync/sqlsync.js";
import { createTestDocument } from "../../../target/sqlsync/testing.js";
import tasks from "./tasks.js";

const TIME = 1_700_000_000_000;

/** A document that is closed when the test ends. */
async function opened(t, reducer, options) {
  const doc = await createTestDocument(reducer, options);
  t.after(() => doc.close());
  return doc;
}

/** A reducer with one table and these mutations. */
const reducerOf = (mutations) => ({ name: "notes", migrations: ["CREATE TABLE notes (text)"], mutations });

test("a mutation changes what a query finds, and hands back its result", async (t) => {
  const doc = await opened(t, tasks, { user: "ann", timestamp: TIME });
  const receipt = await doc.mutate("add", { id: "a", title: "x" });
  assert.equal(receipt.result, "a");
  assert.deepEqual(await receipt.settled, { outcome: "accepted" });
  assert.deepEqual(await doc.query(sql`SELECT title, by_user, at, done FROM tasks WHERE id = ${"a"}`), [
    { title: "x", by_user: "ann", at: TIME, done: 0 },
  ]);
  assert.equal(doc.status.storage, "memory");
  assert.equal(doc.status.schemaVersion, 2);
});

test("a reducer can be given as the URL of its module", async (t) => {
  const doc = await opened(t, new URL("./tasks.js", import.meta.url));
  await doc.mutate("add", { id: "a", title: "x" });
  assert.deepEqual(await doc.query("SELECT by_user FROM tasks"), [{ by_user: null }]);
});

test("another user sees the same document, and is the user of his mutations", async (t) => {
  const doc = await opened(t, tasks, { user: "ann" });
  const bob = doc.as("bob");
  assert.equal(bob.status.mode, "read-write");
  await bob.mutate("add", { id: "b", title: "of bob" });
  await doc.mutate("add", { id: "a", title: "of ann" });
  await doc.as(null).mutate("add", { id: "n", title: "of nobody" });
  const rows = await bob.query("SELECT id, by_user FROM tasks ORDER BY id");
  assert.deepEqual(rows, [
    { id: "a", by_user: "ann" },
    { id: "b", by_user: "bob" },
    { id: "n", by_user: null },
  ]);
  await bob.close();
  await assert.rejects(bob.query("SELECT 1"), { code: "closed" });
  assert.equal((await doc.query("SELECT * FROM tasks")).length, 3);
});

test("time stands still until it is set, in mutations and in queries", async (t) => {
  const now = { now: (tx) => [tx.timestamp, Date.now(), new Date().getTime(), tx.get("SELECT unixepoch() AS s").s] };
  const doc = await opened(t, reducerOf(now), { timestamp: new Date(TIME) });
  assert.deepEqual((await doc.mutate("now")).result, [TIME, TIME, TIME, TIME / 1000]);
  doc.at(TIME + 5_000);
  assert.deepEqual((await doc.mutate("now")).result, [TIME + 5_000, TIME + 5_000, TIME + 5_000, TIME / 1000 + 5]);
  assert.deepEqual(await doc.query("SELECT unixepoch('now') AS s"), [{ s: TIME / 1000 + 5 }]);
});

test("chance comes from the seed", async () => {
  const chance = { roll: (tx) => [tx.uuid(), tx.random(), Math.random(), tx.get("SELECT random() AS r").r] };
  const rolled = async (seed) => {
    const doc = await createTestDocument(reducerOf(chance), { seed });
    const { id, result } = await doc.mutate("roll");
    await doc.close();
    return [id, result];
  };
  const first = await rolled(7);
  assert.deepEqual(await rolled(7), first);
  assert.notDeepEqual(await rolled(8), first);
});

test("a subscription is called when a mutation changes its rows", async (t) => {
  const doc = await opened(t, tasks);
  const seen = [];
  const both = new Promise((resolve) => {
    doc.subscribe("SELECT title FROM tasks", (rows) => {
      seen.push(rows.map(({ title }) => title));
      if (seen.length === 1) doc.mutate("add", { id: "a", title: "x" });
      else resolve();
    });
  });
  await both;
  assert.deepEqual(seen, [[], ["x"]]);
});

test("what a mutation rejects or throws is told as in a browser, and nothing has happened", async (t) => {
  const broken = {
    broken(tx) {
      tx.run("INSERT INTO notes VALUES ('gone')");
      throw new RangeError("Too far.");
    },
    later: async () => {},
  };
  const doc = await opened(t, tasks);
  await assert.rejects(doc.mutate("add", { title: "" }), (error) => {
    assert.ok(error instanceof SqlSyncError);
    assert.deepEqual(
      [error.code, error.reason, error.message],
      ["mutation-rejected", "no-title", "A task needs a title."],
    );
    return true;
  });
  await assert.rejects(doc.mutate("remove", {}), { code: "unknown-mutation" });
  const other = await opened(t, reducerOf(broken));
  await assert.rejects(other.mutate("broken"), ({ reason, cause }) => {
    assert.deepEqual([reason, cause.name, cause.message], ["threw", "RangeError", "Too far."]);
    assert.match(cause.stack, /document\.test\.js/);
    return true;
  });
  await assert.rejects(other.mutate("later"), { reason: "async" });
  assert.deepEqual(await other.query("SELECT * FROM notes"), []);
  assert.equal((await other.mutateAll([]).then(({ result }) => result)).length, 0);
});

test("several calls are one mutation", async (t) => {
  const doc = await opened(t, tasks);
  const calls = [
    ["add", { id: "a", title: "x" }],
    ["add", { id: "b", title: "" }],
  ];
  await assert.rejects(doc.mutateAll(calls), { reason: "no-title" });
  assert.deepEqual(await doc.query("SELECT * FROM tasks"), []);
  calls[1][1].title = "y";
  assert.deepEqual((await doc.mutateAll(calls)).result, ["a", "b"]);
  await doc.replay();
});

test("two documents of one process are apart", async (t) => {
  const [one, other] = [await opened(t, tasks, { user: "ann" }), await opened(t, tasks, { user: "ann" })];
  await one.mutate("add", { id: "a", title: "x" });
  assert.deepEqual(await other.query("SELECT * FROM tasks"), []);
  other.at(TIME);
  assert.notEqual((await one.query("SELECT unixepoch() AS s"))[0].s, TIME / 1000);
  await one.close();
  await other.mutate("add", { id: "a", title: "x" });
});

test("a file of an older version of the reducer is migrated, as by hand", async (t) => {
  const older = { ...tasks, migrations: tasks.migrations.slice(0, 1) };
  const before = await opened(t, older);
  await before.mutate("add", { id: "a", title: "old" });
  const database = await before.export();
  const doc = await opened(t, tasks, { database });
  assert.equal(doc.status.schemaVersion, 2);
  assert.deepEqual(await doc.query("SELECT id, title, done FROM tasks"), [{ id: "a", title: "old", done: 0 }]);
  await doc.mutate("finish", { id: "a" });
  await doc.replay();
  const failing = { ...tasks, migrations: [...tasks.migrations, "ALTER TABLE missing ADD COLUMN x"] };
  await assert.rejects(createTestDocument(failing, { database }), /no such table: missing/);
});

for (const [what, used, sentence] of [
  [
    "the network",
    () => fetch("http://127.0.0.1/"),
    /^.*fetch is not available in a mutation\. A mutation is synchronous/,
  ],
  ["a timer", () => setTimeout(() => {}), /setTimeout is not available in a mutation/],
  ["a microtask", () => queueMicrotask(() => {}), /queueMicrotask is not available in a mutation/],
  ["a random id", () => crypto.randomUUID(), /crypto\.randomUUID is not available in a mutation\. Use tx\.uuid\(\)/],
  ["a stopwatch", () => performance.now(), /performance\.now is not available in a mutation\. Use tx\.timestamp\./],
  ["a locale", () => (1.5).toLocaleString("de"), /toLocaleString is not available in a mutation\. Store values/],
  ["a formatter", () => new Intl.NumberFormat("de"), /Intl\.NumberFormat is not available in a mutation/],
]) {
  test(`${what} is refused in a mutation, with the sentence of the browser, and there before and after`, async (t) => {
    const doc = await opened(t, reducerOf({ use: () => void used() }));
    await assert.rejects(doc.mutate("use"), ({ reason, message }) => {
      assert.equal(reason, "threw");
      assert.match(message, sentence);
      return true;
    });
    await Promise.resolve(used()).catch(() => {});
  });
}

test("what is written to the console in a mutation is written", async (t) => {
  const written = [];
  const { log } = console;
  console.log = (...words) => written.push([...words, typeof performance.now()]);
  t.after(() => (console.log = log));
  const doc = await opened(t, reducerOf({ say: () => console.log("here", new Date(0).getHours()) }));
  await doc.mutate("say");
  assert.deepEqual(written, [["here", 0, "number"]]);
});

test("the globals of the test are as they were", async () => {
  const program = `
    // Node makes some of them when they are first used.
    for (const key of Reflect.ownKeys(globalThis)) void globalThis[key];
    const seen = (object, keys = Reflect.ownKeys(object)) =>
      keys.map((key) => [key, Object.getOwnPropertyDescriptor(object, key)]);
    const objects = [globalThis, Object, Object.prototype, Date, Date.prototype, Math, Array.prototype, String.prototype,
      Number.prototype, Promise.prototype, Intl, JSON, Error, crypto.constructor.prototype, performance.constructor.prototype,
      URL, URL.prototype, console];
    const same = (before) =>
      objects.every((object, i) => Object.isExtensible(object) && before[i].every(([key, one]) => {
        const other = Object.getOwnPropertyDescriptor(object, key);
        return Object.keys(one).every((part) => Object.is(one[part], other?.[part]));
      }) && Reflect.ownKeys(object).length === before[i].length);
    const before = objects.map((object) => seen(object));
    const { createTestDocument } = await import(process.argv[1]);
    if (!same(before)) throw new Error("Importing has changed a global.");
    const doc = await createTestDocument({ name: "a", migrations: [], mutations: { go: () => { if (same(before)) throw new Error("nothing is pinned"); } } });
    await doc.mutate("go");
    if (!same(before)) throw new Error("A mutation has changed a global.");
    await doc.close();
    if (!same(before)) throw new Error("Something is left.");
  `;
  run(program);
});

test("nothing keeps the process alive: neither after close, nor where a test forgets it", () => {
  const program = `
    const { createTestDocument } = await import(process.argv[1]);
    const doc = await createTestDocument({ name: "a", migrations: ["CREATE TABLE t (x)"], mutations: { go: (tx) => tx.run("INSERT INTO t VALUES (1)") } });
    await doc.mutate("go");
    doc.subscribe("SELECT * FROM t", () => {});
    if (process.argv[2] === "close") await doc.close();
    console.log(process.getActiveResourcesInfo().filter((name) => !/Pipe|TTY|Wrap/.test(name)).join());
  `;
  assert.equal(run(program, "close").trim(), "");
  run(program, "forget");
});

/** Runs a module in a process of its own, which has to end by itself. */
function run(program, ...args) {
  const testing = new URL("../../../target/sqlsync/testing.js", import.meta.url).href;
  return execFileSync("node", ["--input-type=module", "--eval", program, testing, ...args], {
    encoding: "utf8",
    timeout: 120_000,
  });
}

test("a test that replaces timers and the clock does not stop the document", async () => {
  const real = { setTimeout, setImmediate, queueMicrotask };
  const { now } = Date;
  const never = () => {};
  Object.assign(globalThis, { setTimeout: never, setImmediate: never, queueMicrotask: never });
  Date.now = () => 5;
  try {
    const doc = await createTestDocument(tasks, { timestamp: TIME });
    await doc.mutate("add", { id: "a", title: "x" });
    assert.deepEqual(await doc.query("SELECT at FROM tasks"), [{ at: TIME }]);
    await doc.replay();
    await doc.close();
    assert.equal(Date.now(), 5);
    assert.equal(setTimeout, never);
  } finally {
    Date.now = now;
    Object.assign(globalThis, real);
  }
});

test("errors of the options say what to do", async () => {
  const code = "invalid-argument";
  await assert.rejects(createTestDocument(), { code, message: /needs a reducer, \{ name, migrations, mutations \}/ });
  await assert.rejects(createTestDocument(tasks, { user: 1 }), { code, message: /`user` must be a string/ });
  await assert.rejects(createTestDocument(tasks, { seed: -1 }), { code, message: /`seed` must be an integer from 0/ });
  await assert.rejects(createTestDocument(tasks, { timestamp: "now" }), {
    code,
    message: /`timestamp` must be a Date/,
  });
  await assert.rejects(createTestDocument(tasks, { database: "x" }), { code, message: /needs a SQLite file/ });
  const doc = await createTestDocument(tasks);
  assert.throws(() => doc.at("now"), { code, message: /`time` must be a Date/ });
  assert.throws(() => doc.as(1), { code, message: /as\(\) needs the name of a user/ });
  await doc.close();
  await assert.rejects(createTestDocument({ name: "a", migrations: [] }), {
    code: "reducer-load-failed",
    message: /The reducer given to createTestDocument\(\) has no mutations/,
  });
  await assert.rejects(createTestDocument("./missing.js"), {
    code: "reducer-load-failed",
    message: /could not be imported/,
  });
});

test("a thousand mutations, one after the other, and their replay", async (t) => {
  const started = performance.now();
  const doc = await opened(t, tasks);
  const open = performance.now();
  for (let i = 0; i < 1_000; i++) await doc.mutate("add", { title: `task ${i}` });
  const made = performance.now();
  await doc.replay();
  const ms = (from, to) => `${Math.round(to - from)} ms`;
  t.diagnostic(
    `opened in ${ms(started, open)}, 1,000 mutations in ${ms(open, made)}, replayed in ${ms(made, performance.now())}`,
  );
  assert.deepEqual(await doc.query("SELECT count(*) AS n FROM tasks"), [{ n: 1_000 }]);
});

const CLAIMED = reducerOf({
  add: (tx) => {
    if (tx.claims.role === "reader") tx.reject("not-yours");
    tx.run("INSERT INTO notes VALUES (?)", [`${tx.user} ${JSON.stringify(tx.claims)}`]);
  },
  change: (tx) => {
    "use strict";
    tx.claims.teams.push("all");
  },
});
const texts = async (doc) => (await doc.query("SELECT text FROM notes ORDER BY rowid")).map((row) => row.text);

test("a reducer sees the claims of who makes a mutation, frozen, and so does a replay", async (t) => {
  const doc = await opened(t, CLAIMED, { user: "ann", claims: { role: "admin", teams: ["a"], big: { $x: 1n } } });
  await doc.mutate("add").catch(() => {});
  const bob = doc.as("bob", { claims: { role: "writer" } });
  await bob.mutate("add");
  doc.as("bob", { claims: { role: "reader" } });
  await assert.rejects(bob.mutate("add"), { reason: "not-yours" });
  await doc.as("eve").mutate("add");
  await assert.rejects(doc.mutate("change"), { code: "mutation-rejected" });
  assert.deepEqual((await texts(doc)).slice(-2), ['bob {"role":"writer"}', "eve {}"]);
  await doc.replay();
  await assert.rejects(createTestDocument(CLAIMED, { claims: "admin" }), { code: "invalid-argument" });
});
