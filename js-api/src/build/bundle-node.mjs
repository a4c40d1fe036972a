/**
 * Makes what the package has for Node: testing.js, node.js, and node-page.js, the page's modules as a function of the globals that they use. Several
 * pages run in one process so, and none changes a global. The engine comes from the worker's build in the same form.
 */
import { fileURLToPath } from "node:url";
import { bundle } from "../../../bin/bundle.mjs";

const module = new URL("../../", import.meta.url);

/** What of the browser the page's modules use. */
const SCOPE =
  "globalThis document location navigator addEventListener localStorage moduleUrl crypto setTimeout clearTimeout queueMicrotask " +
  "reportError SharedWorker Worker";

/** The realm is the test's: the modules of web-shared that would freeze it are left out. */
const forTests = {
  name: "for-tests",
  setup(build) {
    const path = fileURLToPath(new URL("src/main/node/intrinsics.js", module));
    build.onResolve({ filter: /^\.\/intrinsics\.js$/ }, () => ({ path }));
  },
};

/**
 * @param {string} version
 * @param {boolean} minify
 */
export async function bundleForNode(version, minify) {
  const make = (entry, name, options) =>
    bundle(
      new URL(`src/main/node/${entry}`, module),
      new URL(`target/sqlsync/${name}`, module),
      new URL(`target/sqlsync-maps/${name}.map`, module),
      minify,
      { platform: "node", ...options },
    );
  await make("page.js", "node-page.js", {
    format: "iife",
    globalName: "page",
    define: { SQLSYNC_VERSION: JSON.stringify(version), "import.meta.url": "moduleUrl" },
    banner: { js: `export function createPage(scope) { const { ${SCOPE.replaceAll(" ", ", ")} } = scope;` },
    footer: { js: "return page; }" },
  });
  for (const name of ["testing.js", "node.js"]) {
    await make(name, name, {
      external: ["*/sqlsync.js", "*/node-page.js", "*/node-engine.js", "*/node-storage-host.js", "ws"],
      plugins: [forTests],
    });
  }
}
