import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";

/** What a script writes in a process of its own, since the realm is frozen. */
function written(script, before = "") {
  const globals = new URL("../../main/web/globals.js", import.meta.url);
  const program = `import { secureGlobals } from ${JSON.stringify(globals.href)};\n${before}\nsecureGlobals();\n${script}`;
  return execFileSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8" });
}

test("a reducer's console has the methods of the standard, which write to the platform's own", () => {
  assert.equal(
    written("console.log(Object.keys(console).join(' '));"),
    "assert clear count countReset debug dir dirxml error group groupCollapsed groupEnd info log table time timeEnd timeLog trace warn\n",
  );
});

test("a method that the platform lacks does nothing", () => {
  assert.equal(
    written("console.table([1]); console.log('after', console.profile);", "delete console.table;"),
    "after undefined\n",
  );
});

test("in a mutation functions that nothing stops take so many elements and no more", () => {
  const determinism = new URL("../../main/web/determinism.js", import.meta.url);
  const script = `
    const { pin } = await import(${JSON.stringify(determinism.href)});
    const tried = (work) => { try { work(); return "done"; } catch (error) { return error.name + ": " + error.message; } };
    const calls = [
      () => new Array(1_000_001).sort(),
      () => new Array(1_000_001).toSorted(),
      () => new Array(10_000_001).fill(0),
      () => Array.from({ length: 10_000_001 }),
      () => Array.prototype.sort.call({ length: 4e9 }),
      () => [3, 1, 2].sort().concat([2, 1].toSorted(), Array.from("ab"), new Array(2).fill(1), Array.from(new Set([1]))),
    ];
    for (const call of calls) console.log(pin(0, () => 0, () => tried(call)));
    console.log(tried(calls[0]), [].sort.name, [].sort.length, Array.from.length);`;
  const refused = (name, max, length) =>
    `RangeError: ${name}() takes at most ${max} elements in a mutation, because nothing can stop it; here are ${length}. Use SQL, or a loop.`;
  assert.deepEqual(written(script).trim().split("\n"), [
    refused("sort", 1_000_000, 1_000_001),
    refused("toSorted", 1_000_000, 1_000_001),
    refused("fill", 10_000_000, 10_000_001),
    refused("Array.from", 10_000_000, 10_000_001),
    refused("sort", 1_000_000, 4_000_000_000),
    "done",
    "done sort 1 1",
  ]);
});
