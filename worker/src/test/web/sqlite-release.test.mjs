import assert from "node:assert/strict";
import { test } from "node:test";
import { IncompatibleModule, loadSqlite } from "../../main/web/sqlite.js";

// A file of its own: sql.js keeps what it was first started with.
test("aWasmOfAnotherReleaseIsNoticed", async () => {
  const withoutImports = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
  const url = `data:application/wasm;base64,${Buffer.from(withoutImports).toString("base64")}`;
  await assert.rejects(
    loadSqlite(url),
    (error) => error instanceof IncompatibleModule && /different releases/.test(error.message),
  );
});
