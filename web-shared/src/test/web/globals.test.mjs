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
