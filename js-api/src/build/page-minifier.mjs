/**
 * Minifies sqlsync.js: esbuild shortens the private properties below, oxc everything else. What oxc writes is 2 percent smaller, compressed,
 * than what esbuild does.
 */
import { readFileSync } from "node:fs";
import remapping from "@jridgewell/remapping";
import { minifySync } from "rolldown/utils";

/** Properties and methods of classes that no program and no worker meets, beside those that begin with `#`. */
const PRIVATE = `
  abortable above acknowledged answer answered askOutcomes becomeDurable checkOpen closedFromElsewhere condemn connected current deaths emit
  endAll endOf ended failed failReads forget giveToken handle heard idle inflated keep leave left lend lost mutationsOf newHandle onAnswer
  onFailure opens order patient postWith queryOptions ready received refuse release reopen runsReducer sendOf sends setStatus settle
  settlements silent take waiting waits watches`
  .trim()
  .split(/\s+/);

/** What others read and write: the contract, and the messages between page and worker. */
const SHARED = ["../main/web/sqlsync.d.ts", "../../../web-shared/src/main/web/messages.d.ts"];

for (const file of SHARED) {
  const types = readFileSync(new URL(file, import.meta.url), "utf8").replaceAll(/\/\*[\s\S]*?\*\//g, "");
  const shared = PRIVATE.find((name) => new RegExp(`\\b${name}\\??:|\\b${name}[<(]`).test(types));
  if (shared !== undefined)
    throw new Error(`"${shared}" is a name in ${file}: take it out of PRIVATE in page-minifier.mjs.`);
}

/** For esbuild, whose own minifying stays off. */
export const PAGE_OPTIONS = { mangleProps: new RegExp(`^(${PRIVATE.join("|")})$`) };

/**
 * @param {string} code as esbuild bundled it
 * @param {string} map
 */
export function minifyPage(code, map) {
  const options = { module: true, sourcemap: true, compress: { target: "es2022" }, mangle: { toplevel: true } };
  const minified = minifySync("sqlsync.js", code, options);
  if (minified.errors.length > 0) throw new Error(minified.errors.map(({ message }) => message).join("\n"));
  return {
    // Bundlers look for the files of workers in quotes.
    code: minified.code.replaceAll(/`(\.\/[\w.-]+|module)`/g, '"$1"'),
    map: JSON.stringify(remapping([JSON.stringify(minified.map), map], () => null)),
  };
}
