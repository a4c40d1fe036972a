/** `replay()` finds what is not deterministic, and says which mutation it was. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createTestDocument } from "../../../target/sqlsync/testing.js";

/** What `replay()` says after `use`. */
async function replayed(t, reducer, use) {
  const doc = await createTestDocument(reducer, { user: "ann" });
  t.after(() => doc.close());
  await use(doc);
  return doc.replay().then(
    () => "the same",
    (error) => {
      assert.equal(error.name, "AssertionError");
      return error.message;
    },
  );
}

const withNotes = (mutations) => ({ name: "notes", migrations: ["CREATE TABLE notes (id, text)"], mutations });

test("a reducer that takes time, chance and user from its mutation does the same again", async (t) => {
  const reducer = withNotes({
    add(tx, { text }) {
      const id = [tx.uuid(), tx.random(), Math.random(), tx.user, Date.now(), new Date().toString()].join();
      tx.run("INSERT INTO notes VALUES (?, ? || random() || hex(randomblob(4)) || datetime('now'))", [id, text]);
      return id;
    },
    refuse: (tx) => tx.reject("no"),
  });
  const said = await replayed(t, reducer, async (doc) => {
    for (let i = 0; i < 20; i++) {
      doc.at(1_600_000_000_000 + i);
      await (i % 2 ? doc : doc.as("bob")).mutate("add", { text: `note ${i}` });
      await assert.rejects(doc.mutate("refuse"), { reason: "no" });
    }
    await Promise.all([1, 2, 3, 4].map((i) => doc.mutate("add", { text: `beside ${i}` })));
    await doc.query("SELECT random()");
    await doc.mutateAll([
      ["add", { text: "one" }],
      ["add", { text: "two" }],
    ]);
  });
  assert.equal(said, "the same");
});

test("a counter in the module is found, with the rows that differ", async (t) => {
  let next = 0;
  const reducer = withNotes({
    first: (tx) => tx.run("INSERT INTO notes VALUES (0, 'first')"),
    add: (tx, { text }) => tx.run("INSERT INTO notes VALUES (?, ?)", [++next, text]),
  });
  const said = await replayed(t, reducer, async (doc) => {
    await doc.mutate("first");
    await doc.mutate("add", { text: "x" });
  });
  assert.match(said, /^Mutation 2 of 2, "add" with \{"text":"x"\}, is not deterministic\./);
  assert.match(said, /first: INSERT INTO notes VALUES \(\?, \?\) with \[ 1, 'x' \]/);
  assert.match(said, /again: INSERT INTO notes VALUES \(\?, \?\) with \[ 2, 'x' \]/);
  assert.match(said, /table notes, only the first time: \[ 1n, 'x' \]/);
  assert.match(said, /table notes, only the second time: \[ 2n, 'x' \]/);
  assert.match(said, /keeps nothing in variables of its module\.$/);
});

test("a clock that was kept when the reducer was loaded is found", async (t) => {
  let elapsed = 0;
  t.mock.method(Date, "now", () => ++elapsed);
  const { now } = Date;
  const said = await replayed(
    t,
    withNotes({ add: (tx) => tx.run("INSERT INTO notes VALUES (?, '')", [now()]) }),
    (doc) => doc.mutate("add"),
  );
  assert.match(said, /^Mutation 1 of 1, "add", is not deterministic/);
});

test("a result that differs is found, where the rows are the same", async (t) => {
  const seen = new Set();
  const reducer = withNotes({ size: (_tx, { of }) => seen.add(`${of} ${seen.size}`).size });
  const said = await replayed(t, reducer, (doc) => doc.mutate("size", { of: "a" }));
  assert.match(said, /first: returned 1\n {2}again: returned 2/);
  assert.doesNotMatch(said, /table/);
});

test("a mutation that is rejected the second time only is found", async (t) => {
  let used = false;
  const reducer = withNotes({
    once(tx) {
      if (used) tx.reject("used");
      used = true;
      tx.run("INSERT INTO notes VALUES (1, 'once')");
    },
  });
  const said = await replayed(t, reducer, (doc) => doc.mutate("once"));
  assert.match(said, /first: INSERT INTO notes VALUES \(1, 'once'\)\n {2}again: no statement/);
  assert.match(said, /table notes, only the first time: \[ 1n, 'once' \]/);
});

test("a migration that is not deterministic is found", async (t) => {
  let runs = 0;
  const migrations = ["CREATE TABLE notes (id)", (tx) => tx.run("INSERT INTO notes VALUES (?)", [++runs])];
  const said = await replayed(t, { name: "notes", migrations, mutations: {} }, async () => {});
  assert.match(said, /^Migration 1 is not deterministic\./);
  assert.match(said, /with \[ 2 \]/);
});
