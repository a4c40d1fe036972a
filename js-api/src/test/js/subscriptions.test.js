import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "../../main/web/sql.js";
import { failureOf, openPage, quiet } from "./fake-browser.js";

const all = (...titles) => ({ columns: ["id", "title"], rows: titles.length, data: [titles.map((_, n) => n), titles] });
const patch = (parts, ...rows) => ({
  parts,
  rows: rows.length,
  data: [rows.map(([id]) => id), rows.map(([, title]) => title)],
});
const changed = { code: "sql-error", message: "no such table: t", retryable: false };

/** A page that watches a query, and everything it heard. */
async function watching(options = {}) {
  const page = await openPage();
  const heard = [];
  const onError = (error) => heard.push(error.code);
  const subscription = page.doc.subscribe("select id, title from t", (rows) => heard.push(rows), {
    onError,
    ...options,
  });
  await quiet();
  return { ...page, heard, subscription };
}

let m = 0;
async function news(worker, ...of) {
  worker.send({ t: "news", m: ++m, of });
  await quiet();
}

test("a subscription is told to the worker, with the parameters as they were", async () => {
  const { doc, worker } = await openPage();
  const params = [1];
  doc.subscribe("select ?", () => {}, { params, integers: "bigint" });
  params[0] = 2;
  doc.subscribe(sql`select ${"x"}`, () => {});
  await quiet();
  assert.deepEqual(worker.got("subscribe"), [
    {
      t: "subscribe",
      h: 1,
      s: 1,
      sql: "select ?",
      params: [1],
      integers: "bigint",
      timeoutMs: undefined,
      arrays: false,
    },
    {
      t: "subscribe",
      h: 1,
      s: 2,
      sql: "select ?",
      params: ["x"],
      integers: "auto",
      timeoutMs: undefined,
      arrays: false,
    },
  ]);
});

test("rows that did not change are the same objects", async () => {
  const { worker, heard, subscription } = await watching();
  assert.equal(subscription.rows, undefined);
  await news(worker, { s: 1, all: all("a", "b", "c") });
  const [first] = heard;
  assert.deepEqual(first, [
    { id: 0, title: "a" },
    { id: 1, title: "b" },
    { id: 2, title: "c" },
  ]);
  assert.equal(subscription.rows, first);
  await news(worker, { s: 1, patch: patch([2, 1, -1, 1, 0, 1], [9, "new"]) });
  assert.deepEqual(heard[1], [
    { id: 2, title: "c" },
    { id: 9, title: "new" },
    { id: 0, title: "a" },
  ]);
  assert.equal(heard[1][0], first[2]);
  assert.equal(heard[1][2], first[0]);
  assert.equal(subscription.rows, heard[1]);
  assert.throws(() => heard[1].sort(), TypeError, "the library's own array");
});

test("rows can be arrays, with columns of one name, and those that did not change are the same", async () => {
  const { doc, worker } = await openPage();
  const heard = [];
  const subscription = doc.subscribeArrays("select a.id, b.id from a, b", (result) => heard.push(result));
  const live = doc.liveArrays("select a.id, b.id from a, b");
  const newest = live.next();
  await quiet();
  assert.deepEqual(
    worker.got("subscribe").map((message) => message.arrays),
    [true, true],
  );
  assert.equal(subscription.columns, undefined);
  const columns = ["id", "id"];
  const both = {
    columns,
    rows: 2,
    data: [
      [1, 2],
      ["x", "y"],
    ],
  };
  await news(worker, { s: 1, all: both }, { s: 2, all: both });
  assert.deepEqual(heard, [
    {
      columns,
      rows: [
        [1, "x"],
        [2, "y"],
      ],
    },
  ]);
  assert.deepEqual((await newest).value, heard[0]);
  await news(worker, { s: 1, patch: { parts: [1, 1, -1, 1], rows: 1, data: [[3], ["z"]] } });
  assert.deepEqual(heard[1].rows, [
    [2, "y"],
    [3, "z"],
  ]);
  assert.equal(heard[1].rows[0], heard[0].rows[1]);
  assert.equal(subscription.rows, heard[1].rows);
  assert.deepEqual(subscription.columns, columns);
  subscription();
  await live.return();
  await quiet();
  assert.equal(worker.got("unsubscribe").length, 2);
});

test("rows that the query maps stay the same objects while their values do", async () => {
  const { doc, worker } = await openPage();
  const query = {
    sql: "select a.id, b.id from a, b",
    params: [],
    map: ([a, b]) => (b === null ? JSON.parse("{") : { a, b: new Date(b) }),
  };
  const heard = [];
  const subscription = doc.subscribe(query, (rows) => heard.push(rows), { onError: ({ name }) => heard.push(name) });
  const live = doc.live(query);
  const newest = live.next();
  await quiet();
  assert.ok(worker.got("subscribe").every(({ arrays, map }) => arrays && map === undefined));
  const both = {
    columns: ["id", "id"],
    rows: 2,
    data: [
      ["x", "y"],
      [1, 2],
    ],
  };
  await news(worker, { s: 1, all: both }, { s: 2, all: both });
  assert.deepEqual(heard, [
    [
      { a: "x", b: new Date(1) },
      { a: "y", b: new Date(2) },
    ],
  ]);
  assert.deepEqual((await newest).value, heard[0]);
  await news(worker, { s: 1, patch: { parts: [1, 1, -1, 1], rows: 1, data: [["z"], [3]] } });
  assert.deepEqual(heard[1], [
    { a: "y", b: new Date(2) },
    { a: "z", b: new Date(3) },
  ]);
  assert.equal(heard[1][0], heard[0][1]);
  assert.equal(subscription.rows, heard[1]);
  // What cannot be mapped is an error like that of a query: the rows before stay.
  await news(worker, { s: 1, patch: { parts: [0, 2, -1, 1], rows: 1, data: [["n"], [null]] } });
  assert.equal(heard[2], "SyntaxError");
  assert.equal(subscription.rows, heard[1]);
  await news(worker, { s: 1, patch: { parts: [0, 2], rows: 0, data: [[], []] } });
  assert.deepEqual(heard[3], heard[1]);
  assert.equal(heard[3][0], heard[1][0]);
  subscription();
  await live.return();
});

test("subscribeArrays() without a function says so by its own name", async () => {
  const { doc } = await openPage();
  const failed = [];
  doc.subscribeArrays("select 1", null, { onError: (error) => failed.push(error.message) });
  await quiet();
  assert.deepEqual(failed, ["subscribeArrays() needs a function that takes the rows; it got null."]);
});

test("all rows are up to date before anybody is told, and the worker hears when that is done", async () => {
  const { doc, worker } = await openPage();
  const seen = [];
  const both = () => seen.push([a.rows?.[0].title, b.rows?.[0].title]);
  const a = doc.subscribe("select 'a'", both);
  const b = doc.subscribe("select 'b'", both);
  await quiet();
  await news(worker, { s: 1, all: all("1") }, { s: 2, all: all("1") });
  await news(worker, { s: 2, patch: patch([-1, 1], [0, "2"]) }, { s: 1, patch: patch([-1, 1], [0, "2"]) });
  assert.deepEqual(seen, [
    ["1", "1"],
    ["1", "1"],
    ["2", "2"],
    ["2", "2"],
  ]);
  assert.deepEqual(
    worker.got("took").map((message) => message.m),
    [m - 1, m],
  );
});

test("what a listener throws is reported, and the others are told", async () => {
  const { doc, browser, worker } = await openPage();
  const heard = [];
  doc.subscribe("select 1", () => {
    throw new Error("mine");
  });
  doc.subscribe("select 2", (rows) => heard.push(rows.length));
  await quiet();
  await news(worker, { s: 1, all: all("a") }, { s: 2, all: all("a") });
  assert.deepEqual(
    browser.reported.map(({ message }) => message),
    ["mine"],
  );
  assert.deepEqual(heard, [1]);
  assert.equal(worker.got("took").length, 1);
});

test("an error is told, the rows stay, and what comes after is told, also when it is what was there", async () => {
  const { worker, heard, subscription } = await watching();
  await news(worker, { s: 1, error: changed });
  await news(worker, { s: 1, all: all("a") });
  await news(worker, { s: 1, error: changed });
  assert.deepEqual(subscription.rows, [{ id: 0, title: "a" }]);
  await news(worker, { s: 1, patch: null });
  assert.deepEqual(heard, ["sql-error", [{ id: 0, title: "a" }], "sql-error", [{ id: 0, title: "a" }]]);
  assert.equal(heard[3], heard[1]);
});

test("rows that cannot be read are an error, and the worker is told to go on", async () => {
  const { worker, heard } = await watching();
  await news(worker, { s: 1, patch: patch([0, 1]) });
  assert.deepEqual(heard, ["worker-failed"]);
  assert.equal(worker.got("took").length, 1);
});

test("an error that nobody takes is reported", async () => {
  const { browser, worker } = await watching({ onError: undefined });
  await news(worker, { s: 1, error: changed });
  assert.deepEqual(
    browser.reported.map(({ code, documentId }) => [code, documentId]),
    [["sql-error", "notes"]],
  );
});

test("who unsubscribes hears nothing more, even of what is being told", async () => {
  const { doc, worker } = await openPage();
  const heard = [];
  doc.subscribe("select 1", () => second.unsubscribe());
  const second = doc.subscribe("select 2", () => heard.push("second"));
  await quiet();
  await news(worker, { s: 1, all: all("a") }, { s: 2, all: all("a") });
  assert.deepEqual(heard, []);
  assert.deepEqual(worker.got("unsubscribe"), [{ t: "unsubscribe", h: 1, s: 2 }]);
  second.unsubscribe();
  second[Symbol.dispose ?? Symbol.for("Symbol.dispose")]();
  second();
  await quiet();
  assert.equal(worker.got("unsubscribe").length, 1);
  await news(worker, { s: 2, all: all("b") });
  assert.deepEqual(heard, []);
});

test("a subscription is a function that ends it", async () => {
  const { subscription, worker, heard } = await watching();
  await news(worker, { s: 1, all: all("a") });
  subscription();
  await quiet();
  assert.deepEqual(worker.got("unsubscribe"), [{ t: "unsubscribe", h: 1, s: 1 }]);
  await news(worker, { s: 1, all: all("b") });
  assert.equal(heard.length, 1);
  assert.equal(subscription.rows, heard[0]);
});

test("a signal unsubscribes", async () => {
  const abort = new AbortController();
  const { doc, browser, worker, heard } = await watching({ signal: abort.signal });
  abort.abort();
  await news(worker, { s: 1, all: all("a") });
  doc.subscribe("select 1", () => assert.fail(), { signal: abort.signal });
  await quiet();
  assert.deepEqual(heard, []);
  assert.equal(worker.got("unsubscribe").length, 1);
  assert.equal(worker.got("subscribe").length, 1);
  assert.deepEqual(browser.reported, []);
});

test("what is wrong with the arguments is an error of the subscription, never a throw", async () => {
  const { doc, browser, worker } = await openPage();
  const heard = [];
  const onError = (error) => heard.push(error.code);
  const subscription = doc.subscribe(5, () => {}, { onError });
  doc.subscribe("select 1", "not a function", { onError });
  doc.subscribe("select 1", () => {}, { onError, params: [undefined] });
  doc.subscribe("select 1", () => {}, { onError, integers: "float" });
  doc.subscribe("select 1", () => {}, { onError, signal: 5 });
  doc.subscribe("select 1", () => {}, { onError: 5 });
  doc.subscribe("select 1", () => {}, 5);
  doc.subscribe(5, () => {}, { onError: () => assert.fail() }).unsubscribe();
  await quiet();
  assert.deepEqual(heard, Array(5).fill("invalid-argument"));
  assert.deepEqual(
    browser.reported.map(({ code }) => code),
    ["invalid-argument", "invalid-argument"],
  );
  assert.equal(subscription.rows, undefined);
  for (const iterator of [doc.live(5), doc.live("select 1", 5), doc.live("select 1", { params: "x" })]) {
    assert.equal((await failureOf(iterator.next())).code, "invalid-argument");
    assert.deepEqual(await iterator.next(), { done: true, value: undefined });
  }
  assert.equal(worker.got("subscribe").length, 0);
});

test("the next worker is told when the document is open, and what did not change is not told again", async () => {
  const { browser, worker, heard, subscription } = await watching();
  await news(worker, { s: 1, all: all("a", "b", "c") });
  const [before] = heard;
  browser.onWorker = (next) => next.silent.add("open");
  worker.die();
  await quiet();
  assert.equal(browser.worker.got("subscribe").length, 0);
  browser.worker.speak();
  await quiet();
  assert.deepEqual(browser.worker.got("subscribe"), worker.got("subscribe"));
  await news(browser.worker, { s: 1, all: all("a", "b", "c") });
  assert.equal(heard.length, 1);
  assert.equal(subscription.rows, before);
  worker.die();
  browser.worker.die();
  await quiet();
  browser.worker.speak();
  await quiet();
  await news(browser.worker, { s: 1, all: all("a", "x", "c") });
  assert.equal(heard.length, 2);
  assert.deepEqual(
    heard[1].map(({ title }) => title),
    ["a", "x", "c"],
  );
  assert.equal(heard[1][0], before[0]);
  assert.equal(heard[1][2], before[2]);
});

test("rows with other columns are other rows", async () => {
  const { browser, worker, heard } = await watching();
  await news(worker, { s: 1, all: all("a") });
  worker.die();
  await quiet();
  await news(browser.worker, { s: 1, all: { columns: ["id", "name"], rows: 1, data: [[0], ["a"]] } });
  assert.deepEqual(heard[1], [{ id: 0, name: "a" }]);
  await news(browser.worker, { s: 1, patch: patch([0, 1, -1, 1], [1, "b"]) });
  assert.deepEqual(heard[2], [
    { id: 0, name: "a" },
    { id: 1, name: "b" },
  ]);
});

test("a page that came back from the back/forward cache asks again", async () => {
  const { browser, worker, heard } = await watching();
  await news(worker, { s: 1, all: all("a", "b") });
  browser.fire("pagehide", { persisted: true });
  browser.document.dispatchEvent(new Event("freeze"));
  await quiet();
  browser.fire("pageshow", { persisted: true });
  await quiet();
  assert.equal(worker.got("subscribe").length, 2);
  await news(worker, { s: 1, all: all("a", "c") });
  assert.equal(heard.length, 2);
  assert.equal(heard[1][0], heard[0][0]);
});

test("a query that three workers died over is not given to a fourth", async () => {
  const { browser, heard } = await watching();
  for (let i = 0; i < 3; i++) {
    browser.worker.die();
    await quiet();
  }
  assert.deepEqual(heard, ["worker-failed"]);
  assert.equal(browser.worker.got("subscribe").length, 0);
});

test("subscriptions end with their handle: silently when the page closes it, with an error when it was closed from elsewhere", async () => {
  const { doc, library, worker, heard } = await watching();
  const ended = doc.live("select 2").next();
  await doc.close();
  assert.deepEqual(await ended, { done: true, value: undefined });
  await news(worker, { s: 1, all: all("a") });
  assert.deepEqual(heard, []);
  const other = await library.openDocument("tasks", { reducer: "./tasks.js" });
  other.subscribe("select 1", () => {}, { onError: (error) => heard.push(error.code) });
  const failed = failureOf(other.live("select 2").next());
  await quiet();
  worker.send({ t: "closed", h: 2, why: "upgrade" });
  assert.equal((await failed).code, "closed");
  assert.deepEqual(heard, ["closed"]);
  other.subscribe("select 1", () => {}, { onError: (error) => heard.push(error.code) });
  await quiet();
  assert.deepEqual(heard, ["closed", "closed"]);
});

test("a worker that does not answer for half a minute is an error; the subscription goes on with the next one", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { browser, doc, worker, heard } = await watching();
  browser.onWorker = (next) => next.silent.add("hello");
  worker.die();
  for (let i = 0; i < 15; i++) {
    await quiet();
    t.mock.timers.tick(2000);
  }
  await quiet();
  assert.deepEqual(heard, ["worker-failed"]);
  browser.worker.silent.clear();
  await doc.query("select 1");
  await news(browser.worker, { s: 1, all: all("a") });
  assert.deepEqual(heard[1], [{ id: 0, title: "a" }]);
});

test("the iterator has the newest rows only", async () => {
  const { doc, worker } = await openPage();
  const iterator = doc.live("select id, title from t");
  await quiet();
  assert.equal(worker.got("subscribe").length, 0, "nobody reads yet");
  const first = iterator.next();
  await quiet();
  await news(worker, { s: 1, all: all("a") });
  assert.deepEqual((await first).value, [{ id: 0, title: "a" }]);
  await news(worker, { s: 1, patch: patch([-1, 1], [0, "b"]) });
  await news(worker, { s: 1, patch: patch([-1, 1], [0, "c"]) });
  assert.deepEqual(await iterator.next(), { done: false, value: [{ id: 0, title: "c" }] });
  const [later, last] = [iterator.next(), iterator.next()];
  await news(worker, { s: 1, patch: patch([-1, 1], [0, "d"]) });
  assert.equal((await later).value[0].title, "d");
  assert.deepEqual(await iterator.return(), { done: true, value: undefined });
  assert.deepEqual(await last, { done: true, value: undefined });
  assert.deepEqual(await iterator.next(), { done: true, value: undefined });
  await quiet();
  assert.equal(worker.got("unsubscribe").length, 1);
});

test("a loop that is left ends its subscription, and an error ends the loop", async () => {
  const { doc, worker } = await openPage();
  const loop = (async () => {
    for await (const rows of doc.live("select 1")) return rows.length;
  })();
  await quiet();
  await news(worker, { s: 1, all: all("a") });
  assert.equal(await loop, 1);
  assert.equal(worker.got("unsubscribe").length, 1);
  const iterator = doc.live("select 2");
  const next = failureOf(iterator.next());
  await quiet();
  await news(worker, { s: 2, error: changed });
  assert.equal((await next).code, "sql-error");
  assert.deepEqual(await iterator.next(), { done: true, value: undefined });
  assert.equal(worker.got("unsubscribe").length, 2);
});

test("a signal ends the iterator with aborted", async () => {
  const { doc } = await openPage();
  const abort = new AbortController();
  const next = failureOf(doc.live("select 1", { signal: abort.signal }).next());
  await quiet();
  abort.abort("enough");
  const error = await next;
  assert.deepEqual([error.code, error.cause], ["aborted", "enough"]);
  assert.equal((await failureOf(doc.live("select 1", { signal: abort.signal }).next())).code, "aborted");
});

test("a worker that cannot work at all is an error for who subscribes", async () => {
  const { doc, worker, heard } = await watching();
  worker.send({ t: "fatal", error: { code: "unsupported", message: "This sql.js is not known.", retryable: false } });
  await quiet();
  doc.subscribe("select 1", () => {}, { onError: (error) => heard.push(error.message) });
  await quiet();
  assert.deepEqual(heard, ["unsupported", "This sql.js is not known."]);
});
