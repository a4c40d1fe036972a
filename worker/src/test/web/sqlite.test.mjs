import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { before, test } from "node:test";
import { loadSqlite } from "../../main/web/sqlite.js";

const AUTO = 0;
const AS_BIGINT = 1;
const AS_NUMBER = 2;

let sqlite;
let memory;
let db;

before(async () => {
  await assert.rejects(loadSqlite("data:,not%20wasm"), "a file that is no WebAssembly can be asked for again");
  const wasm = readFileSync(createRequire(import.meta.url).resolve("sql.js/dist/sql-wasm.wasm"));
  sqlite = await loadSqlite(`data:application/wasm;base64,${wasm.toString("base64")}`);
  ({ memory } = sqlite);
  sqlite.onTrap = (message) => {
    throw new Error(message);
  };
  const out = sqlite.malloc(4);
  assert.equal(sqlite.open(text(":memory:"), out), 0);
  db = memory.getInt(out);
});

function text(value) {
  const at = sqlite.malloc(value.length * 3 + 1);
  memory.fill(at + memory.writeText(at, value), 1, 0);
  return at;
}

function prepare(sql) {
  const out = sqlite.malloc(8);
  assert.equal(sqlite.prepareV2(db, text(sql), -1, out, out + 4), 0, sql);
  return memory.getInt(out);
}

test("textsComeBackWhole", () => {
  const room = sqlite.malloc(4096);
  for (const value of [
    "",
    "a",
    "nul \0 inside",
    "\ufeffmark",
    "é".repeat(100),
    "a".repeat(100),
    "\u{1f600}\uffff",
    "x".repeat(63) + "ü",
  ]) {
    const length = memory.writeText(room, value);
    assert.equal(length, Buffer.byteLength(value));
    assert.equal(memory.readText(room, length), value);
  }
});

test("bytesGoInAndOutOfAnyPartOfAnArray", () => {
  const room = sqlite.malloc(16);
  const from = Int8Array.of(1, -2, 3, -4);
  memory.write(room, from, 1, 2);
  const to = new Int8Array(5);
  memory.read(room, to, 2, 2);
  assert.deepEqual([...to], [0, 0, -2, 3, 0]);
  assert.equal(memory.getByte(room), 254);
});

test("viewsOutliveAMemoryThatGrows", () => {
  const small = sqlite.malloc(8);
  memory.putInt(small, 42);
  const size = memory.size();
  const large = sqlite.malloc(2 * size);
  assert.ok(memory.size() > size);
  assert.equal(memory.getInt(small), 42);
  memory.write(large, Int8Array.of(7), 0, 1);
  assert.equal(memory.getByte(large), 7);
  sqlite.free(large);
});

test("whatCanBeBoundHasItsKind", () => {
  const kinds = [
    [
      0,
      undefined,
      NaN,
      Infinity,
      -Infinity,
      2n ** 63n,
      -(2n ** 63n) - 1n,
      "\ud800",
      "a\udc00b",
      {},
      [],
      new Date(),
      new Int8Array(1),
      Symbol(),
      () => 1,
    ],
    [1, null],
    [2, 0, -0, 1, -1, 2 ** 31 - 1, -(2 ** 31)],
    [3, 2 ** 31, -(2 ** 31) - 1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER],
    [4, 0.5, 2 ** 53, -(2 ** 53), 1e300, Number.MIN_VALUE],
    [5, "", "a", "\0", "\u{1f600}"],
    [6, true, false],
    [7, 0n, 2n ** 63n - 1n, -(2n ** 63n)],
    [8, new Uint8Array(0), Uint8Array.of(1), Buffer.of(1)],
  ];
  for (const [kind, ...values] of kinds)
    for (const value of values)
      assert.equal(sqlite.rows.kind(value), kind, typeof value === "symbol" ? "symbol" : `${typeof value} ${value}`);
});

test("integersFallIntoTwoHalves", () => {
  for (const value of [
    2 ** 31,
    -(2 ** 31) - 1,
    Number.MAX_SAFE_INTEGER,
    Number.MIN_SAFE_INTEGER,
    -(2 ** 32),
    2n ** 63n - 1n,
    -(2n ** 63n),
    -1n,
    5n,
  ]) {
    const whole = (BigInt(sqlite.rows.high(value)) << 32n) + BigInt(sqlite.rows.low(value) >>> 0);
    assert.equal(whole, BigInt(value));
  }
});

test("integersComeOutAsTheyWereAskedFor", () => {
  const statement = prepare("SELECT 1, 9007199254740991, 9007199254740992, -9223372036854775808, 2.0");
  sqlite.step(statement);
  const read = (mode) => [0, 1, 2, 3, 4].map((column) => sqlite.rows.value(statement, column, mode));
  assert.deepEqual(read(AUTO), [1, 9007199254740991, 9007199254740992n, -9223372036854775808n, 2]);
  assert.deepEqual(read(AS_BIGINT), [1n, 9007199254740991n, 9007199254740992n, -9223372036854775808n, 2]);
  assert.deepEqual(read(AS_NUMBER), [1, 9007199254740991, 9007199254740992, -9223372036854775808, 2]);
  sqlite.finalizeStatement(statement);
});

test("rowsAreColumnsOrObjects", () => {
  const statement = prepare("VALUES (1, 'ä', x'01ff', NULL), (2, '', x'', 0.5)");
  const columns = [[], [], [], []];
  sqlite.step(statement);
  assert.equal(sqlite.rows.append(statement, columns, AUTO), 1 + 2);
  sqlite.step(statement);
  assert.equal(sqlite.rows.append(statement, columns, AUTO), 0);
  assert.deepEqual(columns, [
    [1, 2],
    ["ä", ""],
    [Uint8Array.of(1, 255), new Uint8Array(0)],
    [null, 0.5],
  ]);
  const row = sqlite.rows.object(statement, ["a", "__proto__", "c", "d"], AUTO);
  assert.deepEqual(Object.keys(row), ["a", "__proto__", "c", "d"]);
  assert.equal(Object.getPrototypeOf(row), Object.prototype);
  sqlite.finalizeStatement(statement);
});

test("afterATrapEveryCallFails", () => {
  assert.throws(() => sqlite.step(0x7fff0000), /SQLite stopped/);
  assert.throws(() => sqlite.malloc(8), /SQLite stopped/);
});
