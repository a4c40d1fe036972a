/** How sqlsync.js is minified: esbuild shortens the private properties below, oxc everything else. */
import { readFileSync } from "node:fs";

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
