import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "../../main/web/sql.js";
import { frameworks, onServer, quiet, reported } from "./bindings-rig.js";
import { failure, FakeDocument, openings } from "./fake-document.js";

/** A case for every framework, with a document of its own. No subscription may be left. */
function each(name, body) {
  for (const framework of frameworks) {
    test(`${framework.name}: ${name}`, async () => {
      const document = new FakeDocument();
      openings.length = 0;
      await body(framework, document);
      await quiet();
      assert.deepEqual(document.active, []);
      assert.deepEqual(reported.splice(0), []);
    });
  }
}

const OPTIONS = { reducer: "/notes.js" };
const note = (id) => sql`SELECT text FROM notes WHERE id = ${id}`;
const rows = (...texts) => texts.map((text) => ({ text }));

each("a query has its rows, and again when they change", async ({ show, query }, document) => {
  const shown = show(() => query(document, note(1)));
  assert.deepEqual(shown(), { loading: true, rows: undefined, error: undefined });
  document.rows(rows("milk"), 1);
  await quiet();
  assert.deepEqual(shown(), { loading: false, rows: rows("milk"), error: undefined });
  document.rows(rows("milk", "bread"), 1);
  await quiet();
  assert.deepEqual(shown().rows, rows("milk", "bread"));
  shown.end();
});

each("what shows the same query shares a subscription, to the last", async ({ show, query }, document) => {
  const first = show(() => query(document, note(1)));
  const second = show(() => query(document, note(1)));
  document.rows(rows("milk"), 1);
  await quiet();
  assert.deepEqual([first().rows, second().rows], [rows("milk"), rows("milk")]);
  first.end();
  await quiet();
  const third = show(() => query(document, note(1)));
  assert.deepEqual(third().rows, rows("milk"));
  assert.equal(document.subscriptions.length, 1);
  second.end();
  third.end();
});

each("queries of one text whose rows are mapped in other ways share nothing", async ({ show, query }, document) => {
  const mapped = (mapKey) => ({ ...note(1), map: () => mapKey, mapKey });
  const shown = ["a", "b", "a"].map((mapKey) => show(() => query(document, mapped(mapKey))));
  assert.deepEqual(
    document.subscriptions.map(({ mapKey }) => mapKey),
    ["a", "b"],
  );
  for (const { end } of shown) end();
});

each("rows of the parameters before stay until the new ones come", async ({ show, query, cell }, document) => {
  const asked = cell(note(1));
  const shown = show(() => query(document, asked.given));
  document.rows(rows("milk"), 1);
  await quiet();
  asked.set(note(1));
  await quiet();
  assert.equal(document.subscriptions.length, 1, "the same query");
  asked.set(note(2));
  await quiet();
  assert.deepEqual(shown(), { loading: true, rows: rows("milk"), error: undefined });
  assert.deepEqual(
    document.active.map(({ params }) => params),
    [[2]],
  );
  document.rows(rows("bread"), 2);
  await quiet();
  assert.deepEqual(shown(), { loading: false, rows: rows("bread"), error: undefined });
  asked.set(null);
  await quiet();
  assert.deepEqual(shown(), { loading: true, rows: undefined, error: undefined });
  assert.deepEqual(document.active, []);
  shown.end();
});

each("rows of another document do not stay", async ({ show, query, cell }, document) => {
  const other = new FakeDocument();
  const given = cell(document);
  const shown = show(() => query(given.given, note(1)));
  document.rows(rows("milk"), 1);
  await quiet();
  given.set(other);
  await quiet();
  assert.deepEqual(shown(), { loading: true, rows: undefined, error: undefined });
  shown.end();
  await quiet();
  assert.deepEqual(other.active, []);
});

each("an error is shown beside the rows, and passes", async ({ show, query }, document) => {
  const shown = show(() => query(document, note(1)));
  document.rows(rows("milk"), 1);
  document.active[0].onError(failure("sql-error"));
  await quiet();
  assert.deepEqual([shown().error.code, shown().rows, shown().loading], ["sql-error", rows("milk"), false]);
  document.rows(rows("bread"), 1);
  await quiet();
  assert.deepEqual(shown(), { loading: false, rows: rows("bread"), error: undefined });
  shown.end();
});

each("rows from the server are shown until others come", async ({ show, query }, document) => {
  const options = { initialRows: rows("from the server"), integers: "bigint" };
  const onTheServer = onServer(() => show(() => query(undefined, note(1), options)));
  assert.deepEqual(onTheServer(), { loading: true, rows: options.initialRows, error: undefined });
  onTheServer.end();
  const shown = show(() => query(document, note(1), options));
  assert.deepEqual(shown().rows, options.initialRows);
  assert.deepEqual(document.active[0].options, { integers: "bigint" });
  document.rows(rows("milk"), 1);
  await quiet();
  assert.deepEqual(shown().rows, rows("milk"));
  shown.end();
});

each("a document opens once for all who show it, and closes after them", async ({ show, document: open }, document) => {
  const first = show(() => open("a", OPTIONS));
  const second = show(() => open("a", { ...OPTIONS }));
  assert.deepEqual(first(), { phase: "opening", document: undefined, error: undefined });
  assert.equal(openings.length, 1);
  openings[0].opened(document);
  await quiet();
  assert.deepEqual([first().phase, first().document, second().document], ["open", document, document]);
  first.end();
  await quiet();
  assert.equal(document.closed, 0);
  second.end();
  await quiet();
  assert.equal(document.closed, 1);
});

each("another id opens another document, and null none", async ({ show, document: open, cell }, document) => {
  const id = cell("a");
  const shown = show(() => open(id.given, OPTIONS));
  openings[0].opened(document);
  await quiet();
  id.set("b");
  await quiet();
  assert.equal(shown().phase, "opening");
  assert.deepEqual(
    openings.map(({ id }) => id),
    ["a", "b"],
  );
  assert.equal(document.closed, 1);
  id.set(null);
  await quiet();
  assert.equal(shown().phase, "opening");
  assert.equal(openings[1].options.signal.aborted, true);
  openings[1].failed(failure("aborted"));
  shown.end();
});

each("the token that was given last is used", async ({ show, document: open, cell }, document) => {
  const options = cell({ ...OPTIONS, token: () => "first" });
  const shown = show(() => open("a", options.given));
  openings[0].opened(document);
  await quiet();
  options.set({ ...OPTIONS, token: () => "second" });
  await quiet();
  assert.equal(openings.length, 1);
  assert.equal(openings[0].options.token(), "second");
  shown.end();
});

each("a document that cannot be opened says why, as does one that was closed", async (framework, document) => {
  const { show, document: open } = framework;
  const failed = show(() => open("a", OPTIONS));
  openings[0].failed(failure("not-found"));
  await quiet();
  assert.deepEqual([failed().phase, failed().error.code], ["failed", "not-found"]);
  failed.end();
  await quiet();
  const closed = show(() => open("a", OPTIONS));
  openings[1].opened(document);
  await quiet();
  document.say({ problem: failure("closed") });
  await quiet();
  assert.deepEqual([closed().phase, closed().document, closed().error.code], ["closed", undefined, "closed"]);
  closed.end();
});

each(
  "mutations go to the document that is open by then",
  async ({ show, document: open, mutate, opened }, document) => {
    const shown = show(() => open("a", OPTIONS));
    const call = mutate(opened(shown.made));
    await assert.rejects(call("add", { text: "milk" }), /"add" was called before its document was open/);
    openings[0].opened(document);
    await quiet();
    assert.equal((await call("add", { text: "milk" })).id, "m-1");
    assert.deepEqual(document.mutations, [["add", { text: "milk" }]]);
    shown.end();
  },
);

each("the status and the lists of mutations follow the document", async (framework, document) => {
  const { show, cell, status, pending, rejected } = framework;
  const given = cell(undefined);
  const shown = [status, pending, rejected].map((use) => show(() => use(given.given)));
  await quiet();
  assert.deepEqual(
    shown.map((read) => read()),
    [undefined, undefined, undefined],
  );
  document.lists = { pending: [{ id: "p", state: "unsent" }], rejected: [{ id: "r" }] };
  given.set(document);
  await quiet();
  assert.deepEqual(
    shown.map((read) => read()),
    [document.status, document.lists.pending, document.lists.rejected],
  );
  document.lists = { pending: [], rejected: [] };
  document.say({ pending: 0, connection: "connected" });
  document.dispatchEvent(new CustomEvent("dismissed"));
  await quiet();
  assert.deepEqual(
    shown.map((read) => read()),
    [document.status, [], []],
  );
  assert.equal(shown[0]().connection, "connected");
  shown.forEach((read) => read.end());
  await quiet();
  document.say({});
  await quiet();
  assert.equal(document.asked.pending, 2, "nobody asks any more");
});

each("a server renders the first states, and begins nothing", async ({ show, document: open, query }, document) => {
  const shown = onServer(() => [show(() => open("a", OPTIONS)), show(() => query(document, note(1)))]);
  assert.equal(shown[0]().phase, "opening");
  assert.equal(shown[1]().loading, true);
  assert.deepEqual([openings.length, document.subscriptions.length], [0, 0]);
  shown.forEach((read) => read.end());
});
