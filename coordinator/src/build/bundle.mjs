/**
 * node bundle.mjs: makes url.js, which gives reducers on the coordinator the `URL` and `URLSearchParams` that browsers have. The tables of Unicode
 * are left out: `globals.js` refuses the hosts that need them. What it is made of is written to target/bundled.json.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { MODULE } from "../../../bin/bundle.mjs";

const asciiHosts = {
  name: "ascii-hosts",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^tr46$/ }, () => ({ path: "tr46", namespace: "ascii-hosts" }));
    onLoad({ filter: /^tr46$/, namespace: "ascii-hosts" }, () => ({
      contents: "exports.toASCII = (domain) => (/^[\\0-\\x7f]*$/.test(domain) ? domain.toLowerCase() : null);",
    }));
  },
};

const licence = (file) => readFileSync(new URL(`../../../node_modules/${file}`, import.meta.url), "utf8").trim();

const { metafile } = await build({
  ...MODULE,
  metafile: true,
  banner: {
    js: `/*\nwhatwg-url\n${licence("whatwg-url/LICENSE.txt")}\n\nwebidl-conversions\n${licence("webidl-conversions/LICENSE.md")}\n*/`,
  },
  entryPoints: [fileURLToPath(new URL("url.js", import.meta.url))],
  outfile: fileURLToPath(new URL("../../target/classes/sqlsync/coordinator/script/url.js", import.meta.url)),
  plugins: [asciiHosts],
  minify: true,
});
writeFileSync(new URL("../../target/bundled.json", import.meta.url), JSON.stringify(Object.keys(metafile.inputs)));
