import assert from "node:assert/strict";
import { test } from "node:test";

import { nameOfTwo, patchedRows, queryKey, rowPatch } from "../../main/web/row-patch.js";

const columns = (rows, names = ["a", "b"]) => ({
  columns: names,
  rows: rows.length,
  data: names.map((_, c) => rows.map((row) => row[c])),
});

/** The rows after a patch, as arrays; those that were kept are the very ones of `base`. */
function patched(base, next) {
  const patch = rowPatch(columns(base), columns(next));
  if (patch === null) return base;
  const made = Array.from({ length: patch.rows }, (_, r) => patch.data.map((column) => column[r]));
  return patchedRows(base, patch, made);
}

const rows = (count) => Array.from({ length: count }, (_, n) => [n, `row ${n}`]);

test("equal results need no patch", () => {
  assert.equal(rowPatch(columns(rows(9)), columns(rows(9))), null);
  assert.equal(rowPatch(columns([]), columns([])), null);
});

test("one changed row of a thousand is sent alone", () => {
  const next = rows(1000);
  next[500] = [500, "changed"];
  assert.deepEqual(rowPatch(columns(rows(1000)), columns(next)), {
    rows: 1,
    data: [[500], ["changed"]],
    parts: [0, 500, -1, 1, 501, 499],
  });
});

test("rows that are put in, taken out and moved leave the others the same objects", () => {
  const base = rows(10);
  for (const next of [
    [["new", 1], ...base],
    [...base, ["new", 1]],
    [...base.slice(0, 4), ["new", 1], ["new", 2], ...base.slice(4)],
    base.slice(3),
    base.slice(0, 7),
    [...base.slice(0, 2), ...base.slice(5)],
    [...base].reverse(),
    [base[9], ...base.slice(0, 9)],
    [...base.slice(1), base[0]],
    [],
    [["new", 1], base[5], base[1]],
  ]) {
    const after = patched(
      base,
      next.map((row) => [...row]),
    );
    assert.deepEqual(after, next);
    for (const [r, row] of after.entries()) assert.equal(base.includes(row), base.includes(next[r]));
  }
});

test("equal rows are told apart by their number", () => {
  const x = ["x", 0];
  const base = [x, [...x], ["y", 0], [...x]];
  for (const next of [
    [x, x, x],
    [x, x, x, x, x],
    [["y", 0], x],
    [x, ["y", 0], x, ["y", 0]],
  ]) {
    const after = patched(base, next);
    assert.deepEqual(after, next);
    const kept = after.filter((row) => base.includes(row));
    assert.equal(new Set(kept).size, kept.length, "an object stands in one place only");
  }
});

test("values that JavaScript can tell apart are different", () => {
  const values = [
    null,
    0,
    -0,
    1,
    1n,
    "1",
    "",
    "null",
    0.1,
    new Uint8Array(),
    Uint8Array.of(1),
    Uint8Array.of(2),
    new Uint8Array(40),
    2n ** 60n,
  ];
  for (const a of values) {
    for (const b of values) {
      const base = [
        ["before", 1],
        [a, 1],
        ["after", 1],
      ];
      const after = patched(base, [
        ["before", 1],
        [typeof b === "object" && b ? b.slice() : b, 1],
        ["after", 1],
      ]);
      assert.equal(after === base, Object.is(a, b), `${typeof a} ${a} against ${typeof b} ${b}`);
      assert.deepEqual(after[1], [b, 1]);
    }
  }
});

test("texts that run into each other are different rows", () => {
  const base = [
    ["a", "bc"],
    ["ab", "c"],
    ["a\u0000", "b"],
    ["a", "\u0000b"],
    ["1", "x"],
  ];
  const next = [
    ["ab", "c"],
    ["a", "\u0000b"],
    ["a\u0000", "b"],
    ["a", "bc"],
    [1, "x"],
  ];
  assert.deepEqual(patched(base, next), next);
});

test("any result can be made of any other", () => {
  let state = 7;
  const random = (below) => (state = (state * 48271) % 2147483647) % below;
  const value = () => [random(4), `t${random(3)}`, null, BigInt(random(3)), Uint8Array.of(random(3))][random(5)];
  const row = () => [value(), value()];
  for (let round = 0; round < 5000; round++) {
    const base = Array.from({ length: random(12) }, row);
    const next = base.filter(() => random(5) > 0).map((each) => (random(5) === 0 ? row() : [...each]));
    if (random(3) === 0) next.sort(() => random(3) - 1);
    for (let i = random(4); i > 0; i--) next.splice(random(next.length + 1), 0, row());
    const after = patched(base, next);
    assert.deepEqual(after, next);
    const fitting = (each) => JSON.stringify(each, (_, v) => (typeof v === "bigint" ? `${v}n` : v));
    const wanted = base.map(fitting);
    const reusable = next
      .map(fitting)
      .filter((text) => wanted.includes(text) && wanted.splice(wanted.indexOf(text), 1)).length;
    assert.equal(
      after.filter((each) => base.includes(each)).length,
      reusable,
      "every row that is still there is the same object",
    );
  }
});

test("columns of one name are found", () => {
  assert.equal(nameOfTwo(["a", "b", "a"]), "a");
  assert.equal(nameOfTwo(["a", "A"]), null);
});

test("queries have the same key when they are the same, only then", () => {
  const keys = [
    ["select ?", [1], "AUTO"],
    ["select ?", [1n], "AUTO"],
    ["select ?", ["1"], "AUTO"],
    ["select ?", [Uint8Array.of(1)], "AUTO"],
    ["select ?", [null], "AUTO"],
    ["select ?", [1], "BIGINT"],
    ["select ?", null, "AUTO"],
    ["select ?", { a: 1 }, "AUTO"],
    ["select ?", { bigint: "1" }, "AUTO"],
    ["select ?", ["\ud800"], "AUTO"],
  ].map((query) => queryKey(...query));
  assert.equal(new Set(keys).size, keys.length);
  assert.equal(
    queryKey("select ?", [Uint8Array.of(1, 2), 5n], "AUTO"),
    queryKey("select ?", [Uint8Array.of(1, 2), 5n], "AUTO"),
  );
});
