import assert from "node:assert/strict";
import { test } from "node:test";

import { keptRows } from "../../main/web/rows.js";

const row = (...values) => Object.fromEntries(values.map((value, c) => [`c${c}`, value]));

test("equal rows are the objects of before, wherever they are now, and each is used once", () => {
  const before = [row(1, "a"), row(2, "b"), row(2, "b"), row(3, null)];
  const after = keptRows(before, [row(3, null), row(2, "b"), row(4, "d"), row(2, "b"), row(2, "b")]);
  assert.equal(after[0], before[3]);
  assert.equal(after[1], before[1]);
  assert.deepEqual(after[2], row(4, "d"));
  assert.equal(after[3], before[2]);
  assert.ok(after[4] !== before[1] && after[4] !== before[2]);
  assert.ok(Object.isFrozen(after));
});

test("where nothing differs the rows are those of before", () => {
  const before = Object.freeze([row(1n, Uint8Array.of(1, 2)), row(0.5, "x")]);
  assert.equal(keptRows(before, [row(1n, Uint8Array.of(1, 2)), row(0.5, "x")]), before);
  assert.notEqual(keptRows(before, [row(1n, Uint8Array.of(1, 2))]), before);
  assert.notEqual(keptRows(before, [row(0.5, "x"), row(1n, Uint8Array.of(1, 2))]), before);
});

test("values that only look alike are different", () => {
  const alike = [
    0,
    -0,
    0n,
    "0",
    "number 0",
    null,
    "null",
    Infinity,
    -Infinity,
    Uint8Array.of(0),
    Uint8Array.of(),
    Uint8Array.of(0, 0),
    "",
    'a","b',
  ];
  for (const [i, value] of alike.entries()) {
    for (const [j, other] of alike.entries()) {
      const before = [row(value)];
      const [kept] = keptRows(before, [row(other)]);
      assert.equal(kept === before[0], i === j, `${i} ${j}`);
    }
  }
  assert.notEqual(keptRows([row('a","string b', "c")], [row("a", 'b","string c')])[0].c0, 'a","string b');
});
