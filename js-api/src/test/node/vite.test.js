/** The plugin, in the Vite that is newest and in the one before. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import * as newest from "vite";
import * as before from "vite-before";
import { project, put, reducer, tool } from "./project.js";

const { sqlsync } = await import(tool("vite.js"));

const FILES = {
  "index.html": '<script type="module" src="/src/main.ts"></script>',
  "src/main.ts":
    'import notes from "./notes.reducer";\nimport type { Kind } from "./notes.reducer";\ndocument.title = String(notes) as Kind;\n',
  "src/notes.reducer.ts":
    'import { encode } from "@jridgewell/sourcemap-codec";\nimport { one } from "@/one";\nexport type Kind = string;\n' +
    reducer("return [one, encode([])];"),
  "src/one.ts": "export const one: number = 1;\n",
};

/** Vite takes 0 for its own. */
async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

for (const [name, vite] of [
  ["Vite 8", newest],
  ["Vite 7", before],
]) {
  /** Configuration without a file, and quiet. */
  const configured = (root, options, more = {}) => {
    const quiet = () => {};
    const logger = {
      info: quiet,
      warn: quiet,
      warnOnce: quiet,
      error: quiet,
      clearScreen() {},
      hasErrorLogged: () => false,
      hasWarned: false,
    };
    const config = {
      root,
      configFile: false,
      customLogger: logger,
      plugins: [sqlsync(options)],
      resolve: { alias: { "@": join(root, "src") } },
      ...more,
    };
    return { config };
  };

  test(`${name} gives every one of many reducers its address`, async (t) => {
    const names = Array.from({ length: 24 }, (_, n) => `r${n}`);
    const root = project(t, {
      "index.html": FILES["index.html"],
      "src/main.ts": `${names.map((each) => `import ${each} from "./${each}.reducer";`).join("\n")}\ndocument.title = [${names}].join();\n`,
      ...Object.fromEntries(names.map((each) => [`src/${each}.reducer.ts`, reducer(`return "${each}";`)])),
    });
    const { config } = configured(root, {}, { build: { assetsInlineLimit: 1e6 } });
    await vite.build(config);
    const assets = readdirSync(join(root, "dist/assets"));
    const page = readFileSync(
      join(
        root,
        "dist/assets",
        assets.find((each) => each.startsWith("index-")),
      ),
      "utf8",
    );
    assert.deepEqual(
      names.filter((each) => !assets.some((file) => file.startsWith(`${each}-`) && page.includes(file))),
      [],
    );
  });

  for (const base of ["/", "/sub/", "./"]) {
    test(`${name} builds, under ${base}: a hashed file, the coordinator's, and its address`, async (t) => {
      const root = project(t, FILES);
      const { config } = configured(root, {}, { base, build: { assetsInlineLimit: 1e6 } });
      await vite.build(config);
      const assets = readdirSync(join(root, "dist/assets"));
      const file = assets.find((each) => /^notes-[\w-]{8}\.js$/.test(each));
      assert.ok(file, assets.join());
      const code = readFileSync(join(root, "dist/assets", file), "utf8");
      assert.equal(code, readFileSync(join(root, "reducers/notes.js"), "utf8"));
      assert.equal(code.trim().split("\n").length, 1, "it is not minified");
      const { default: notes } = await import(pathToFileURL(join(root, "dist/assets", file)));
      assert.deepEqual(notes.mutations.run(), [1, ""]);

      const main = readFileSync(
        join(
          root,
          "dist/assets",
          assets.find((each) => each.startsWith("index-")),
        ),
        "utf8",
      );
      assert.ok(!main.includes("data:"), main);
      assert.ok(!main.includes("mutations"), main);
      // Run as the page does.
      globalThis.document = {
        title: "",
        createElement: () => ({ relList: { supports: () => true } }),
        querySelectorAll: () => [],
      };
      globalThis.MutationObserver = class {
        observe() {}
      };
      t.after(() => {
        delete globalThis.document;
        delete globalThis.MutationObserver;
      });
      await import(
        pathToFileURL(
          join(
            root,
            "dist/assets",
            assets.find((each) => each.startsWith("index-")),
          ),
        )
      );
      assert.equal(globalThis.document.title, pathToFileURL(join(root, "dist/assets", file)).href);
    });
  }

  test(`${name} builds for a server: the address is that of a file, without an emitted asset, too`, async (t) => {
    const root = project(t, {
      ...FILES,
      "src/server.ts": 'import notes from "./notes.reducer";\nexport const address = notes as unknown as URL;\n',
    });
    const { config } = configured(root, {}, { build: { ssr: "src/server.ts" } });
    await vite.build(config);
    const { address } = await import(pathToFileURL(join(root, "dist/server.js")));
    assert.equal(address.protocol, "file:");
    assert.equal(readFileSync(fileURLToPath(address), "utf8"), readFileSync(join(root, "reducers/notes.js"), "utf8"));
  });

  test(`${name} does not build a reducer that would not run, and says where`, async (t) => {
    const root = project(t, { ...FILES, "src/one.ts": "export const one =\n  window;\n" });
    await assert.rejects(
      vite.build(configured(root, {}).config),
      /src\/one\.ts:2:3: window is not available in a mutation/,
    );
    assert.equal(existsSync(join(root, "reducers")), false);
  });

  test(`${name} does not build a page that imports more than the reducer`, async (t) => {
    const main = 'import notes, { limit } from "./notes.reducer";\ndocument.title = String(notes) + limit;\n';
    const root = project(t, {
      ...FILES,
      "src/main.ts": main,
      "src/notes.reducer.ts": `export const limit = 5;\n${reducer("return limit;")}`,
    });
    await assert.rejects(
      vite.build(configured(root, {}).config),
      /src\/main\.ts imports limit from \.\/notes\.reducer: .* a file of its own/,
    );
  });

  test(`${name} builds no two reducers of one name for the coordinator`, async (t) => {
    const main =
      'import a from "./notes.reducer";\nimport b from "./old/notes.reducer";\ndocument.title = String(a) + String(b);\n';
    const root = project(t, { ...FILES, "src/main.ts": main, "src/old/notes.reducer.ts": reducer("return 1;") });
    await assert.rejects(
      vite.build(configured(root, {}).config),
      /would both be reducers\/notes\.js for the coordinator: rename one/,
    );
    await vite.build(configured(root, { coordinator: false }).config);
  });

  test(`${name} takes other names of files, another directory, and none`, async (t) => {
    const root = project(t, {
      ...FILES,
      "src/main.ts": 'import notes from "./one";\ndocument.title = String(notes);\n',
      "src/one.ts": reducer("return 1;"),
    });
    await vite.build(
      configured(root, { pattern: /\/src\/one\.ts$/, coordinator: "deploy/reducers", minify: false }).config,
    );
    assert.match(readFileSync(join(root, "deploy/reducers/one.js"), "utf8"), /\n {2}name: "notes"|name: "notes"/);
    assert.equal(existsSync(join(root, "reducers")), false);
  });

  /**
   * A development server, what its pages are sent, and a way to wait for it. `edit` says itself that a file has changed: watchers
   * leave out changes that follow others at once.
   */
  async function serving(t, files, options = {}, base = "/") {
    const root = project(t, files);
    const { config } = configured(root, options, {
      base,
      server: { host: "127.0.0.1", port: await freePort(), strictPort: true, watch: null },
      optimizeDeps: { noDiscovery: true },
    });
    const server = await vite.createServer(config);
    t.after(() => server.close());
    await server.listen();
    const sent = [];
    let wake = () => {};
    const { hot } = server.environments.client;
    const send = hot.send.bind(hot);
    hot.send = (...payload) => {
      sent.push(payload[0]);
      wake();
      send(...payload);
    };
    const next = async (type) => {
      for (;;) {
        const found = sent.findIndex((each) => each.type === type);
        if (found >= 0) return sent.splice(0, found + 1).at(-1);
        await new Promise((resolve) => (wake = resolve));
      }
    };
    const origin = `http://127.0.0.1:${server.httpServer.address().port}`;
    const edit = (file, text) => {
      put(root, file, text);
      server.watcher.emit("change", join(root, file));
    };
    return { root, server, next, origin, edit };
  }

  /** The address that a page gets. */
  async function addressIn(module, origin) {
    const text = await (await fetch(module)).text();
    const path = /const address = "([^"]*)"/.exec(text)?.[1];
    assert.ok(path, text);
    return new URL(path, origin);
  }

  test(`${name} serves the reducer under base, and follows changes of all that it is made of`, async (t) => {
    const { root, next, origin, edit } = await serving(t, FILES, {}, "/app/");
    const address = await addressIn(`${origin}/app/src/notes.reducer.ts`, origin);
    assert.equal(address.pathname, "/app/@sqlsync/src/notes.reducer.ts");
    const response = await fetch(address);
    assert.match(response.headers.get("content-type"), /^text\/javascript/);
    const code = await response.text();
    assert.equal(readFileSync(join(root, "reducers/notes.js"), "utf8"), code);
    assert.doesNotMatch(code, /^import/m);
    assert.equal((await fetch(address, { headers: { "if-none-match": response.headers.get("etag") } })).status, 304);
    assert.deepEqual(
      JSON.parse(await (await fetch(`${address}.map`)).text()).sources.filter((each) => each.startsWith("src/")),
      ["src/one.ts", "src/notes.reducer.ts"],
    );

    edit("src/one.ts", "export const one: number = 2;\n");
    assert.deepEqual(await next("full-reload"), { type: "full-reload", path: "*" });
    const changed = await (await fetch(address)).text();
    assert.match(changed, /one = 2/);
    assert.equal(readFileSync(join(root, "reducers/notes.js"), "utf8"), changed);

    edit("src/one.ts", "export const one: number = document.title;\n");
    const { err } = await next("error");
    assert.match(err.message, /src\/one\.ts:1:28: document is not available/);
    assert.deepEqual([err.loc.line, err.loc.column, err.plugin], [1, 27, "sqlsync"]);
    assert.match(err.frame, /document\.title;\n.*\^{8}/);
    assert.equal((await fetch(address)).status, 500);
    assert.equal(readFileSync(join(root, "reducers/notes.js"), "utf8"), changed);
    assert.equal((await fetch(`${origin}/app/src/notes.reducer.ts?t=1`)).status, 500);

    edit("src/one.ts", "export const one: number = 3;\n");
    await next("full-reload");
    assert.match(await (await fetch(address)).text(), /one = 3/);
  });

  test(`${name} reloads pages once for two events of one change, and not for a comment`, async (t) => {
    const { root, server } = await serving(t, FILES);
    const plugin = server.config.plugins.find((each) => each.name === "sqlsync");
    await server.transformRequest("/src/notes.reducer.ts");
    const sent = [];
    const context = { environment: { name: "client", hot: { send: ({ type }) => sent.push(type) } } };
    const change = () => plugin.hotUpdate.call(context, { file: join(root, "src/one.ts"), modules: [] });
    put(root, "src/one.ts", "export const one: number = 5;\n");
    await Promise.all([change(), change()]);
    assert.deepEqual(sent, ["full-reload"]);
    put(root, "src/one.ts", "// Five.\nexport const one: number = 5;\n");
    await change();
    assert.deepEqual(sent, ["full-reload"]);
  });

  test(`${name} writes every reducer of the project when it starts, and serves no other file`, async (t) => {
    const files = {
      ...FILES,
      "src/other/lists.reducer.js": reducer("return 1;").replace("tx: any, args: any", ""),
      "secret.txt": "s",
    };
    const { root, origin } = await serving(t, files);
    await fetch(`${origin}/@sqlsync/src/other/lists.reducer.js`);
    await fetch(`${origin}/@sqlsync/src/notes.reducer.ts`);
    assert.deepEqual(readdirSync(join(root, "reducers")).sort(), ["lists.js", "notes.js"]);
    for (const path of ["secret.txt", "src/one.ts", "../../../../package.json", "@fs/etc/passwd"])
      assert.doesNotMatch(await (await fetch(`${origin}/@sqlsync/${path}`)).text(), /^s$|export|root:|devDependencies/);
  });

  test(`${name} gives servers and tests the address of a file`, async (t) => {
    const { server, next, edit } = await serving(t, FILES);
    const { default: address } = await server.ssrLoadModule("/src/notes.reducer.ts");
    assert.equal(address.protocol, "file:");
    const { default: notes } = await import(address);
    assert.equal(notes.mutations.run()[0], 1);
    edit("src/one.ts", "export const one: number = 2;\n");
    await next("full-reload");
    const { default: other } = await server.ssrLoadModule("/src/notes.reducer.ts");
    assert.equal((await import(other)).default.mutations.run()[0], 2);
  });
}

test("TypeScript takes the plugin in configurations of both", (t) => {
  const config = (vite) => `import { defineConfig } from "${vite}";
    import { sqlsync } from "${tool("vite.js")}";
    export default defineConfig({ plugins: [sqlsync({ coordinator: "reducers" })] });
    // @ts-expect-error It is no plugin before it is called.
    defineConfig({ plugins: [{ ...sqlsync(), name: 5 }] });`;
  const root = project(t, { "newest.ts": config("vite"), "before.ts": config("vite-before") });
  cpSync(fileURLToPath(new URL("../../main/node/vite.d.ts", import.meta.url)), tool("vite.d.ts"));
  const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  const options = ["--noEmit", "--strict", "--skipLibCheck", "--module", "ESNext", "--moduleResolution", "Bundler"];
  const { status, stdout } = spawnSync(process.execPath, [tsc, ...options, "newest.ts", "before.ts"], {
    cwd: root,
    encoding: "utf8",
  });
  assert.equal(status, 0, stdout);
});

test("what is written for the coordinator is not watched", () => {
  const { ignored } = sqlsync({ coordinator: "deploy" }).config({ root: "/app" }).server.watch;
  const isIgnored = (path) => ignored.some((each) => each(path));
  assert.deepEqual(
    [isIgnored("/app/deploy/notes.js"), isIgnored("/app/deployed/notes.js"), isIgnored("/app/src/a.js")],
    [true, false, false],
  );
  assert.equal(sqlsync({ coordinator: false }).config({}), undefined);
});

test("options that it does not know are refused", () => {
  assert.throws(() => sqlsync({ patern: /x/ }), /no option "patern": it has pattern, coordinator/);
  assert.throws(() => sqlsync({ pattern: "x" }), /`pattern` .* RegExp/);
  assert.throws(() => sqlsync({ coordinator: true }), /`coordinator` .* directory/);
  assert.throws(() => sqlsync({ allowGlobals: "fetch" }), /`allowGlobals` .* list/);
});
