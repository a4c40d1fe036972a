/** Every member of the contract has a browser test, by name; the table is contract.json of e2e-tests. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { membersOf } from "../contract/members.mjs";
import { storiesOf } from "../contract/stories.mjs";

const root = new URL("../../../../", import.meta.url);
const path = (relative) => fileURLToPath(new URL(relative, root));
const members = membersOf(path("js-api/src/main/web/sqlsync.d.ts"));
const stories = storiesOf(path("e2e-tests"));
/** `told`: the story of each member. `held`: why one cannot have a story yet. Nothing is open beside them. */
const { told, held, ...open } = JSON.parse(readFileSync(path("e2e-tests/src/test/resources/contract.json"), "utf8"));

/** The word by which a story shows that it is about a member: the last of its name, or the text that the value is. */
const wordOf = (member) => member.match(/= "(.*)"$/)?.[1] ?? member.match(/(\w+)[\])]*$/)[1];

test("the contract is read whole", () => {
  for (const member of [
    "sql",
    "SqlTag.list",
    "openDocument",
    'OpenOptions.storage = "memory"',
    "deleteDocument(options.force)",
    "SqlDocument.sync(options.signal)",
    "SqlDocument.[Symbol.asyncDispose]",
    "SqlDocument.queryArrays.columns",
    "DocumentStats.counters.flushes",
    'DocumentStatus.mode = "read-only"',
    'MutationReceipt.settled.outcome = "unknown"',
    'SqlDocumentEventMap.closed = "deleted"',
    'SqlSyncErrorCode = "closed"',
    "SqlSyncError.retryable",
  ]) {
    assert.ok(members.includes(member), member);
  }
});

test("every member of the contract has a story, or is held for a reason", () => {
  assert.deepEqual(
    members.filter((member) => !(member in told) && !(member in held)),
    [],
  );
  assert.deepEqual(open, {});
  assert.deepEqual(
    Object.entries(held).filter(([, reason]) => !/^[A-Z0-9].{20,}\.$/.test(reason)),
    [],
  );
});

test("the table names nothing that the contract does not have, and nothing twice", () => {
  assert.deepEqual(
    [...Object.keys(told), ...Object.keys(held)].filter((member) => !members.includes(member)),
    [],
  );
  assert.deepEqual(
    Object.keys(told).filter((member) => member in held),
    [],
  );
});

test("every story of the table is one", () => {
  assert.deepEqual(
    [...new Set(Object.values(told))].filter((story) => !stories.has(story)),
    [],
  );
});

test("every story of the table runs something that has the member's name", () => {
  const silent = Object.entries(told).filter(
    ([member, story]) => stories.has(story) && !stories.runs(story).includes(wordOf(member)),
  );
  assert.deepEqual(silent, []);
});

test("what is held", (t) => {
  for (const [member, reason] of Object.entries(held)) t.diagnostic(`held: ${member} (${reason})`);
  t.diagnostic(
    `${Object.keys(told).length} of ${members.length} members are told, ${Object.keys(held).length} are held`,
  );
});
