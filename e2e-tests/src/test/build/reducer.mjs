/**
 * node reducer.mjs PACKAGE NAME: writes the reducer NAME.reducer.js of ../web/frameworks to the standard output, as the tools of the package
 * in that folder make it.
 */
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const [folder, name] = process.argv.slice(2);
const { buildReducer } = await import(pathToFileURL(resolve(folder, "reducer-build.js")));
const root = fileURLToPath(new URL("../web/frameworks/", import.meta.url));
const { code } = await buildReducer(`${name}.reducer.js`, { root, minify: true });
process.stdout.write(code);
