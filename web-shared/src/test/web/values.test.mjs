import assert from "node:assert/strict";
import { test } from "node:test";

import { decodeValue, encodeValue } from "../../main/web/values.js";

const again = (value) => decodeValue(encodeValue(value, "args"));

test("JSON, bytes and bigint come back as they went", () => {
  const values = [
    null,
    true,
    0,
    -1.5,
    "",
    "ü\u0000\u{1f600}\uffff",
    [],
    {},
    [[[]]],
    { a: { b: [1, "2", null] } },
    new Uint8Array([0, 255, 7]),
    new Uint8Array(0),
    2n ** 70n,
    -1n,
    { deep: [{ bytes: new Uint8Array(70_000).fill(9), big: 12n }] },
  ];
  for (const value of values) assert.deepEqual(again(value), value);
});

test("undefined is the empty text, and properties that are undefined are left out", () => {
  assert.equal(encodeValue(undefined, "args"), "");
  assert.equal(decodeValue(""), undefined);
  assert.equal(encodeValue({ a: undefined, b: 1 }, "args"), '{"b":1}');
});

test("objects that look like our marks are not taken for them", () => {
  for (const value of [{ $bytes: "AA==" }, { $bigint: "1" }, { $$bytes: 1 }, { $: {} }, { $a: { $b: [{ $c: 1n }] } }]) {
    assert.deepEqual(again(value), value);
  }
  assert.equal(encodeValue({ $bytes: "AA==" }, "args"), '{"$$bytes":"AA=="}');
  assert.equal(encodeValue({ $a: 1, b: 2 }, "args"), '{"$a":1,"b":2}');
});

test("the wire form is this, byte for byte", () => {
  assert.equal(
    encodeValue({ a: new Uint8Array([1, 2]), b: 5n, c: -0, d: "</" }, "args"),
    '{"a":{"$bytes":"AQI="},"b":{"$bigint":"5"},"c":0,"d":"</"}',
  );
});

test("a key named __proto__ is a key like any other", () => {
  const value = JSON.parse('{"__proto__":{"$x":1n}}'.replace("1n", "1"));
  const back = again(value);
  assert.deepEqual(Object.keys(back), ["__proto__"]);
  assert.equal(Object.getPrototypeOf(back), Object.prototype);
});

test("what cannot be stored is named by its path", () => {
  class Point {}
  const loop = { list: [] };
  loop.list.push(loop);
  const refused = [
    [{ a: [1, undefined] }, /^args\.a\[1\] is undefined/],
    [{ a: NaN }, /^args\.a is NaN/],
    [[Infinity], /^args\[0\] is Infinity/],
    [{ f() {} }, /^args\.f is a function/],
    [{ a: ["\ud800"] }, /^args\.a\[0\] has half a surrogate pair/],
    [{ a: "\udc00\ud800" }, /^args\.a has half a surrogate pair/],
    [{ "\ud800": 1 }, /has a key with half a surrogate pair/],
    [Symbol("s"), /^args is a symbol/],
    [{ "a b": new Date(0) }, /^args\["a b"\] is a Date/],
    [new Map(), /^args is a Map/],
    [new Point(), /^args is a Point/],
    [new Uint16Array(1), /^args is a Uint16Array/],
    [loop, /^args\.list\[0\] contains itself/],
    [new Array(1), /^args\[0\] is undefined/],
  ];
  for (const [value, sentence] of refused) assert.throws(() => encodeValue(value, "args"), { message: sentence });
});

test("values nest a thousand deep and no deeper", () => {
  const nest = (depth, value = 1) => {
    for (let i = 0; i < depth; i++) value = [value];
    return value;
  };
  assert.deepEqual(again(nest(1000)), nest(1000));
  assert.throws(() => encodeValue(nest(1001), "args"), /lies deeper than 1000 levels/);
  for (const leaf of [new Uint8Array(1), 2n ** 60n]) {
    assert.deepEqual(again(nest(999, leaf)), nest(999, leaf));
    assert.throws(() => encodeValue(nest(1000, leaf), "args"), /lies deeper than 1000 levels/);
  }
});
