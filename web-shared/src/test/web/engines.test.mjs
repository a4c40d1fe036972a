import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";

import { secureGlobals } from "../../main/web/globals.js";
import { runMutation } from "../../main/web/reducers.js";
import { Transaction } from "../../main/web/transaction.js";

const GOLDEN = new URL("./engines/golden.txt", import.meta.url);
/** Set to write what this engine makes of the cases, and compare nothing: for new cases. Other engines then have to agree. */
const isRecording = Boolean(process.env.SQLSYNC_RECORD);

// Node makes these when they are first read or used; browsers have them as plain properties.
for (const name of "DOMException crypto Crypto performance Performance Blob BroadcastChannel MessageChannel TextEncoder TextDecoder atob btoa structuredClone".split(
  " ",
)) {
  Object.defineProperty(globalThis, name, {
    value: globalThis[name],
    writable: true,
    enumerable: false,
    configurable: true,
  });
}
for (const warm of [
  () => atob(btoa("a")),
  () => btoa("€"),
  () => atob("?"),
  () => new TextEncoder().encode("a"),
  () => new TextDecoder().decode(new Uint8Array(1)),
  () => structuredClone(test),
]) {
  try {
    warm();
  } catch {
    // Some of these are to fail: Node loads the error's class.
  }
}
secureGlobals();
const { default: reducer, topics } = await import("./engines/cases.js");

const silent = { run: () => 0, rows: () => [], random: () => 0.25, uuid: () => "u" };

function computed(topic) {
  const tx = new Transaction(silent, 1_700_000_000_000, "page-1", null, null);
  const end = runMutation(reducer, "compute", JSON.stringify({ topic }), tx, () => 0.25);
  assert.ok("text" in end, end.message);
  return JSON.parse(end.text);
}

const isMissing = (line) => line.endsWith(" ⇒ missing");
const recorded = new Map();
for (const line of readFileSync(GOLDEN, "utf8").split("\n").filter(Boolean)) {
  if (line.startsWith("# ")) recorded.set(line.slice(2), []);
  else [...recorded.values()].at(-1).push(line);
}

for (const topic of topics) {
  test(`V8 computes in a mutation what was recorded: ${topic}`, { skip: isRecording }, () => {
    const found = computed(topic).map((line, i) => (isMissing(line) ? recorded.get(topic)[i] : line));
    assert.deepEqual(found, recorded.get(topic));
  });
}

if (isRecording) {
  const kept = (line) =>
    (isMissing(line) && [...recorded.values()].flat().find((each) => each.startsWith(line.replace(/missing$/, "")))) ||
    line;
  writeFileSync(GOLDEN, topics.flatMap((topic) => [`# ${topic}`, ...computed(topic).map(kept)]).join("\n") + "\n");
}
