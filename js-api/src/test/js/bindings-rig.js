/** The bindings for Vue, Svelte and Solid in Node, behind one interface, with documents that do what a test says. */
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { fakeSqlSync } from "./fake-document.js";

const module = fileURLToPath(new URL("../../../", import.meta.url));

/** Bindings with their framework as it is in a browser. */
async function bundled(framework, bindings) {
  const { outputFiles } = await build({
    stdin: {
      contents: `export * as framework from "${framework}"; export * as bindings from "./src/main/web/${bindings}";`,
      resolveDir: module,
    },
    write: false,
    bundle: true,
    format: "esm",
    platform: "browser",
    logLevel: "error",
    define: {
      "process.env.NODE_ENV": '"development"',
      __VUE_OPTIONS_API__: "false",
      __VUE_PROD_DEVTOOLS__: "false",
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false",
    },
    plugins: [fakeSqlSync],
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}

const vue = await bundled("vue", "vue-bindings.js");
const svelte = await bundled("svelte/store", "svelte-stores.js");
const solid = await bundled("solid-js", "solid-primitives.js");

// A page: elsewhere the bindings render what a server does.
globalThis.document = {};

/** What was given to `reportError`. */
export const reported = [];
globalThis.reportError = (error) => reported.push(error);

/** Everything that was going on has happened. */
export async function quiet() {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** A server renders: there is no document. */
export function onServer(render) {
  const { document } = globalThis;
  delete globalThis.document;
  try {
    return render();
  } finally {
    globalThis.document = document;
  }
}

/** All refs or accessors of an object, read. */
const readAll = (parts, read) => Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, read(part)]));

/**
 * `show(use)` shows what `use` makes, as a component would, and gives a function that reads it, with one that ends it. `cell` is something
 * that can be given and changes.
 */
export const frameworks = [
  {
    name: "Vue",
    document: vue.bindings.useDocument,
    query: vue.bindings.useQuery,
    mutate: vue.bindings.useMutate,
    status: vue.bindings.useStatus,
    pending: vue.bindings.usePending,
    rejected: vue.bindings.useRejected,
    cell(value) {
      const given = vue.framework.shallowRef(value);
      return { given, set: (next) => (given.value = next) };
    },
    /** The document of what `document` made. */
    opened: ({ document }) => document,
    show(use) {
      const scope = vue.framework.effectScope();
      const made = scope.run(use);
      const read = () => ("value" in made ? made.value : readAll(made, (ref) => ref.value));
      return Object.assign(read, { made, end: () => scope.stop() });
    },
  },
  {
    name: "Svelte",
    document: svelte.bindings.documentStore,
    query: svelte.bindings.queryStore,
    mutate: svelte.bindings.mutator,
    status: svelte.bindings.statusStore,
    pending: svelte.bindings.pendingStore,
    rejected: svelte.bindings.rejectedStore,
    cell(value) {
      const given = svelte.framework.writable(value);
      return { given, set: given.set };
    },
    opened: (store) => svelte.framework.derived(store, ({ document }) => document),
    show(use) {
      const made = use();
      let last;
      const end = made.subscribe((value) => (last = value));
      return Object.assign(() => last, { made, end });
    },
  },
  {
    name: "Solid",
    document: solid.bindings.createDocument,
    query: solid.bindings.createQuery,
    mutate: solid.bindings.createMutate,
    status: solid.bindings.createStatus,
    pending: solid.bindings.createPending,
    rejected: solid.bindings.createRejected,
    cell(value) {
      const [given, set] = solid.framework.createSignal(value);
      return { given, set: (next) => set(() => next) };
    },
    opened: ({ document }) => document,
    show(use) {
      return solid.framework.createRoot((end) => {
        const made = use();
        const read = () => (typeof made === "function" ? made() : readAll(made, (accessor) => accessor()));
        return Object.assign(read, { made, end });
      });
    },
  },
];
