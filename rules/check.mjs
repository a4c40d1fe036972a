/** Checks the repository against `rules.mjs`: exit code 1, and a sentence for each offence. */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { filesOf } from "./files.mjs";
import { offences } from "./rules.mjs";

const found = offences(filesOf(dirname(dirname(fileURLToPath(import.meta.url)))));
for (const offence of found) console.error(offence);
process.exitCode = found.length === 0 ? 0 : 1;
