import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "../../main/web/sql.js";
import { failureOf, openPage, quiet } from "./fake-browser.js";

const twoRows = () => ({
  columns: ["id", "title"],
  rows: 2,
  data: [
    [1, 2],
    ["a", null],
  ],
});

test("columns become rows", async () => {
  const { doc, worker } = await openPage();
  for (const t of ["query", "queryArrays"]) worker.answering(t, twoRows);
  assert.deepEqual(await doc.query("select id, title from t"), [
    { id: 1, title: "a" },
    { id: 2, title: null },
  ]);
  assert.deepEqual(await doc.queryArrays("select id, title from t"), {
    columns: ["id", "title"],
    rows: [
      [1, "a"],
      [2, null],
    ],
  });
  worker.answering("queryAll", () => [twoRows(), { columns: ["n"], rows: 0, data: [[]] }]);
  assert.deepEqual(await doc.queryAll(["select 1", sql`select ${2}`]), [
    [
      { id: 1, title: "a" },
      { id: 2, title: null },
    ],
    [],
  ]);
});

test("a column named __proto__ is a property like any other", async () => {
  const { doc, worker } = await openPage();
  worker.answering("query", () => ({ columns: ["__proto__", "constructor"], rows: 1, data: [[null], ["c"]] }));
  const [row] = await doc.query("select null as __proto__, 'c' as constructor");
  assert.equal(Object.getPrototypeOf(row), Object.prototype);
  assert.deepEqual(Object.entries(row), [
    ["__proto__", null],
    ["constructor", "c"],
  ]);
});

test("arrays have room for two columns of one name, and are asked for by a name of their own", async () => {
  const { doc, worker } = await openPage();
  worker.answering("queryArrays", () => ({ columns: ["a", "b", "a"], rows: 1, data: [[1], [2], [3]] }));
  assert.deepEqual(await doc.queryArrays("select 1 as a, 2 as b, 3 as a"), {
    columns: ["a", "b", "a"],
    rows: [[1, 2, 3]],
  });
});

test("a query that brings a map gets the values of each row, also two of one name", async () => {
  const { doc, worker } = await openPage();
  const result = () => ({
    columns: ["id", "id"],
    rows: 2,
    data: [
      [1, 2],
      ["a", "b"],
    ],
  });
  worker.answering("queryArrays", result);
  worker.answering("queryAll", () => [result(), twoRows()]);
  const query = { sql: "select n.id, l.id from n, l", params: [], map: ([note, list]) => ({ note, list }) };
  const rows = [
    { note: 1, list: "a" },
    { note: 2, list: "b" },
  ];
  assert.deepEqual(await doc.query(query), rows);
  assert.deepEqual(await doc.queryArrays(query), {
    columns: ["id", "id"],
    rows: [
      [1, "a"],
      [2, "b"],
    ],
  });
  const [mapped, plain] = await doc.queryAll([query, "select id, title from t"]);
  assert.deepEqual([mapped, plain[0]], [rows, { id: 1, title: "a" }]);
  const [{ queries }] = worker.got("queryAll");
  assert.deepEqual(
    queries.map(({ sql, arrays }) => [sql, arrays]),
    [
      [query.sql, true],
      ["select id, title from t", false],
    ],
  );
  const broken = { ...query, map: () => JSON.parse("{") };
  assert.equal((await failureOf(doc.query(broken))).name, "SyntaxError");
  assert.equal((await failureOf(doc.query([1]))).code, "invalid-argument");
});

test("parameters are copied at the call, and zero has no sign", async () => {
  const { doc, worker } = await openPage();
  const bytes = Uint8Array.of(1, 2);
  const params = [bytes, -0, true, 2n ** 63n - 1n, null];
  const asked = doc.query("select ?", { params });
  bytes[0] = 9;
  params.push("more");
  await asked;
  assert.deepEqual(worker.got("query")[0].params, [Uint8Array.of(1, 2), 0, true, 2n ** 63n - 1n, null]);
  assert.equal(Object.is(worker.got("query")[0].params[1], 0), true);
});

test("named parameters keep their names", async () => {
  const { doc, worker } = await openPage();
  await doc.query("select :a, $b", { params: { a: 1, b: "x" }, integers: "bigint" });
  assert.deepEqual(worker.got("query")[0].params, { a: 1, b: "x" });
  assert.equal(worker.got("query")[0].integers, "bigint");
});

test("a value that cannot be bound is a rejected promise that says which and why", async () => {
  const { doc, worker } = await openPage();
  for (const [params, part] of [
    [[1, undefined], /Parameter 2 is undefined/],
    [[NaN], /Parameter 1 is NaN/],
    [[Infinity], /Infinity/],
    [[2n ** 63n], /64 bits/],
    [[new Date()], /getTime/],
    [{ due: {} }, /Parameter "due" is an object/],
    [[() => {}], /a function/],
    [[[1]], /an array/],
    ["x", /`params` must be/],
    [null, /`params` must be/],
    [new Uint8Array(2), /`params` must be/],
    [[new Map()], /a Map/],
  ]) {
    const error = await failureOf(doc.query("select ?", { params }));
    assert.equal(error.code, "invalid-argument");
    assert.match(error.message, part);
  }
  for (const call of [
    () => doc.query(),
    () => doc.query(5),
    () => doc.query({ sql: "select 1" }),
    () => doc.query("select 1", 5),
    () => doc.query("select 1", { integers: "float" }),
    () => doc.query("select 1", { signal: {} }),
    () => doc.query(sql`select 1`, { params: [1] }),
    () => doc.queryAll("x"),
    () => doc.queryAll([1]),
    () => doc.queryAll([], { params: [] }),
  ]) {
    assert.equal((await failureOf(call())).code, "invalid-argument");
  }
  assert.equal(worker.got("query").length + worker.got("queryAll").length, 0);
});

test("parameters in the place of the options are told where they go", async () => {
  const { doc, worker } = await openPage();
  for (const call of [() => doc.query("select ?", [1]), () => doc.queryArrays("select ?", [1])]) {
    assert.match((await failureOf(call())).message, /\{ params: \[1\] \}; it got an array/);
  }
  assert.equal(worker.got("query").length, 0);
});

test("an aborted query fails at once, and is not sent again", async () => {
  const { browser, doc, worker } = await openPage();
  worker.silent.add("query");
  const abort = new AbortController();
  const asked = failureOf(doc.query("select 1", { signal: abort.signal }));
  await quiet();
  abort.abort("enough");
  const error = await asked;
  assert.deepEqual([error.code, error.cause], ["aborted", "enough"]);
  worker.die();
  await quiet();
  assert.equal(browser.worker.got("query").length, 0);
  assert.equal((await failureOf(doc.query("select 1", { signal: AbortSignal.abort() }))).code, "aborted");
});

test("a signal holds nothing of a query that was answered", async () => {
  const { doc } = await openPage();
  const { signal } = new AbortController();
  let listeners = 0;
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...args) => (listeners++, addEventListener.apply(signal, args));
  signal.removeEventListener = (...args) => (listeners--, removeEventListener.apply(signal, args));
  await doc.query("select 1", { signal });
  assert.equal(listeners, 0);
});

test("the tag binds values, and never writes them into the text", () => {
  const evil = "'; drop table t --";
  assert.deepEqual(
    { ...sql`select * from t where a = ${evil} and b = ${2}` },
    { sql: "select * from t where a = ? and b = ?", params: [evil, 2] },
  );
});

test("tagged queries nest, parameters in the order of the text", () => {
  const where = sql`where a = ${1} ${sql`and b = ${2}`}`;
  const { sql: text, params } =
    sql`select ${0} from ${sql.id('my "t"')} ${where} and c in ${sql.list([3, 4])} and d = ${5}`;
  assert.equal(text, 'select ? from "my ""t""" where a = ? and b = ? and c in (?, ?) and d = ?');
  assert.deepEqual(params, [0, 1, 2, 3, 4, 5]);
});

test("an empty list is a list of none", () => {
  assert.equal(sql`select 1 where 1 in ${sql.list([])}`.sql, "select 1 where 1 in ()");
});

test("what the tag cannot use fails the query that uses it, not the tag", async () => {
  const { doc } = await openPage();
  for (const [query, part] of [
    [sql`select ${undefined}`, /Parameter 1 is undefined/],
    [sql`select 1 from ${sql.id(5)}`, /sql\.id needs the name/],
    [sql`select ${sql.id("")}`, /empty string/],
    [sql`select 1 in ${sql.list("ab")}`, /sql\.list needs an array/],
    [sql("select 1"), /template tag/],
    [sql`select ${sql`select ${new Date()}`}`, /Date/],
  ]) {
    const error = await failureOf(doc.query(query));
    assert.equal(error.code, "invalid-argument");
    assert.match(error.message, part);
  }
});

test("the query that is too large for a spread works", () => {
  const many = Array.from({ length: 200_000 }, (_, i) => i);
  assert.equal(sql`select 1 where 1 in ${sql.list(many)}`.params.length, 200_000);
});

test("a query with a signal brings a URL that can be loaded until it is answered or aborted", async () => {
  const { doc, worker } = await openPage();
  const canLoad = (url) =>
    fetch(url).then(
      () => true,
      () => false,
    );
  const flags = () => worker.got("query").map(({ abort }) => abort);
  worker.silent.add("query");
  const { signal } = new AbortController();
  const aborting = new AbortController();
  const asked = doc.query("select 1", { signal });
  const aborted = failureOf(doc.query("select 2", { signal: aborting.signal }));
  await quiet();
  const [first, second] = flags();
  assert.deepEqual(await Promise.all([first.url, second.url].map(canLoad)), [true, true]);
  aborting.abort();
  assert.equal((await aborted).code, "aborted");
  assert.deepEqual(await Promise.all([first.url, second.url].map(canLoad)), [true, false]);
  worker.send({ t: "ok", q: worker.got("query")[0].q, v: twoRows() });
  await asked;
  assert.deepEqual(await Promise.all([first.url, second.canary].map(canLoad)), [false, true]);
  worker.silent.delete("query");
  worker.answering("query", twoRows);
  await doc.query("select 3");
  assert.equal(flags()[2], undefined);
});
