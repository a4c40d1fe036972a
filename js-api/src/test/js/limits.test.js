import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import * as limits from "../../main/web/limits.js";
import { checkedConfiguration } from "../../main/web/configuration.js";
import { checkedId, checkedOpenOptions } from "../../main/web/options.js";
import { sql } from "../../main/web/sql.js";
import { checkReducer } from "#shared/reducers.js";
import { failureOf, openPage } from "./fake-browser.js";

const root = new URL("../../../../", import.meta.url);
const text = (path) => readFile(new URL(path, root), "utf8");

/** The constants of `Limits.java`, by name. */
async function javaLimits() {
  const found = (await text("core/src/main/java/sqlsync/Limits.java")).matchAll(
    /int ([A-Z0-9_]+) = ([\d_]+)(?: << (\d+))?;/g,
  );
  return new Map(
    [...found].map(([, name, number, shift]) => [name, Number(number.replaceAll("_", "")) * 2 ** (shift ?? 0)]),
  );
}

test("pages have the limits that devices and coordinators have", async () => {
  const java = await javaLimits();
  const own = Object.entries(limits).filter(([, value]) => typeof value === "number");
  assert.equal(own.length, 5);
  for (const [name, value] of own) assert.equal(value, java.get(name), name);
});

test("docs/LIMITS.md names each limit with its number", async () => {
  const java = await javaLimits();
  const rows = (await text("docs/LIMITS.md")).matchAll(/^\|.*\| ([\d,]+) \|.*`Limits\.([A-Z0-9_]+)` \|$/gm);
  const written = new Map([...rows].map(([, number, name]) => [name, Number(number.replaceAll(",", ""))]));
  assert.ok(java.size > 0);
  assert.deepEqual(written, java);
});

/** Arguments of so many bytes, the mutation's one-letter name counted. */
const sized = (bytes) => "x".repeat(bytes - "m".length - '""'.length);

test("arguments are taken up to the limit, and are too-large one byte above it", async () => {
  const { doc, worker } = await openPage();
  const most = limits.ARGUMENTS_BYTES_MAX;
  for (const bytes of [most - 1, most]) await doc.mutate("m", sized(bytes));
  const error = await failureOf(doc.mutate("m", sized(most + 1)));
  assert.deepEqual([error.code, error.retryable, error.mutation], ["too-large", false, "m"]);
  assert.match(error.message, /8388608 bytes/);
  assert.equal(worker.got("mutate").length, 2);
});

test("bytes count as bytes, and text as UTF-8", async () => {
  const { doc } = await openPage();
  const most = limits.ARGUMENTS_BYTES_MAX;
  const room = most - "m".length - '{"$bytes":""}'.length;
  await doc.mutate("m", new Uint8Array(room));
  assert.equal((await failureOf(doc.mutate("m", new Uint8Array(room + 1)))).code, "too-large");
  const umlauts = (most - "m".length - 2) >> 1;
  await doc.mutate("m", "ä".repeat(umlauts));
  assert.equal((await failureOf(doc.mutate("m", "ä".repeat(umlauts + 1)))).code, "too-large");
});

test("the calls of mutateAll share one limit, and have one for their number", async () => {
  const { doc } = await openPage();
  const half = limits.ARGUMENTS_BYTES_MAX / 2;
  await doc.mutateAll([
    ["m", sized(half)],
    ["m", sized(half)],
  ]);
  assert.equal(
    (
      await failureOf(
        doc.mutateAll([
          ["m", sized(half)],
          ["m", sized(half + 1)],
        ]),
      )
    ).code,
    "too-large",
  );
  const calls = (count) => Array.from({ length: count }, () => ["m"]);
  await doc.mutateAll(calls(limits.CALLS_MAX));
  assert.match((await failureOf(doc.mutateAll(calls(limits.CALLS_MAX + 1)))).message, /100000 calls/);
});

test("hundreds of megabytes are refused before they are copied", async () => {
  const { doc, worker } = await openPage();
  const bytes = new Uint8Array(300 << 20);
  assert.equal((await failureOf(doc.mutate("m", { deep: [{ bytes }] }))).code, "too-large");
  const reads = [
    () => doc.query("SELECT ?", { params: [bytes] }),
    () => doc.queryArrays("SELECT :a", { params: { a: bytes } }),
    () => doc.queryAll([sql`SELECT ${bytes}`]),
  ];
  for (const read of reads) assert.equal((await failureOf(read())).code, "too-large");
  assert.equal(worker.got("mutate").length + worker.got("query").length, 0);
});

test("parameters are taken up to the limit, and are too-large one byte above it", async () => {
  const { doc } = await openPage();
  const most = limits.PARAMETERS_BYTES_MAX;
  for (const bytes of [most - 1, most]) await doc.query("SELECT ?", { params: [new Uint8Array(bytes)] });
  assert.match(
    (await failureOf(doc.query("SELECT ?", { params: [new Uint8Array(most + 1)] }))).message,
    /67108864 bytes/,
  );
});

const thrownBy = (call) => {
  try {
    call();
  } catch (error) {
    return error;
  }
  assert.fail("Nothing was thrown.");
};

test("names are taken up to their limits, one character beyond says how many there may be", async () => {
  const java = await javaLimits();
  const reducer = "https://app.example/reducer.js";
  const doors = [
    ["DOCUMENT_ID_CHARS_MAX", checkedId],
    ["NAMESPACE_CHARS_MAX", (namespace) => checkedConfiguration({ namespace })],
    ["USER_CHARS_MAX", (user) => checkedOpenOptions({ reducer, user })],
    ["REDUCER_NAME_CHARS_MAX", (name) => checkReducer({ default: { name, migrations: [], mutations: {} } }, reducer)],
  ];
  for (const [limit, door] of doors) {
    const most = java.get(limit);
    for (const chars of [most - 1, most]) door("n".repeat(chars));
    const error = thrownBy(() => door("n".repeat(most + 1)));
    if ("code" in error) assert.equal(error.code, "invalid-argument", limit);
    assert.match(error.message, new RegExp(`\\b${most}\\b`), limit);
    assert.match(error.message, /characters/, limit);
  }
});

/** @param {number} levels @returns {unknown} */
const nested = (levels) => (levels === 0 ? 1 : [nested(levels - 1)]);

test("arguments may be nested up to the limit", async () => {
  const { doc, worker } = await openPage();
  const most = (await javaLimits()).get("DEPTH_MAX");
  for (const levels of [most - 1, most]) await doc.mutate("m", nested(levels));
  const error = await failureOf(doc.mutate("m", nested(most + 1)));
  assert.deepEqual([error.code, error.mutation], ["invalid-argument", "m"]);
  assert.match(error.message, /1000 levels/);
  assert.equal(worker.got("mutate").length, 2);
});
