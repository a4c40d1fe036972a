/**
 * React in Node, of each release that the hooks promise to work with, on a DOM and with documents that do what a test says. Nothing
 * happens later than the next turn of the event loop.
 */
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { Window } from "happy-dom";

import { fakeSqlSync } from "./fake-document.js";

export { failure, FakeDocument, openings } from "./fake-document.js";

const module = fileURLToPath(new URL("../../../", import.meta.url));

const ENTRY = `
  export * as React from "react";
  export { createRoot, hydrateRoot } from "react-dom/client";
  export { renderToString } from "react-dom/server";
  export * as hooks from "./src/main/web/react-hooks.js";
`;

/** A bundle of the hooks with one release of React, as built for development. */
async function bundled(suffix) {
  const { outputFiles } = await build({
    stdin: { contents: ENTRY, resolveDir: module },
    write: false,
    bundle: true,
    format: "esm",
    logLevel: "error",
    define: { "process.env.NODE_ENV": '"development"' },
    alias: suffix === "" ? {} : { react: `react${suffix}`, "react-dom": `react-dom${suffix}` },
    plugins: [fakeSqlSync],
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}

const window = new Window({ url: "https://app.example/" });
Object.assign(globalThis, { window, document: window.document, IS_REACT_ACT_ENVIRONMENT: true });
// Node has one of its own since 21.
Object.defineProperty(globalThis, "navigator", { value: window.navigator, configurable: true });

/** Timers of a second or more; a test calls them itself. */
export const timers = [];
const { setTimeout: soon } = globalThis;
globalThis.setTimeout = (call, ms, ...rest) => (ms >= 1000 ? timers.push(call) : soon(call, ms, ...rest));

/** React's channels keep Node alive until they are closed. */
const channels = [];
const { MessageChannel } = globalThis;
globalThis.MessageChannel = class extends MessageChannel {
  constructor() {
    super();
    channels.push(this);
  }
};
after(() => channels.forEach(({ port1 }) => port1.close()));

/** What was given to `reportError`. */
export const reported = [];
globalThis.reportError = (error) => reported.push(error);

/** What React complained of. */
const complaints = [];
console.error = (...words) => complaints.push(words.join(" "));

export const releases = await Promise.all(
  ["", "-18"].map(async (suffix) => {
    const { React, ...rest } = await bundled(suffix);
    return { name: `React ${React.version}`, React, ...rest };
  }),
);

/** Everything that was going on has happened, but for timers. */
export async function quiet() {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** One page with one root. */
export class Page {
  element = document.body.appendChild(document.createElement("div"));
  recovered = [];
  #root;

  constructor({ React, createRoot, hydrateRoot, renderToString }) {
    Object.assign(this, { React, createRoot, hydrateRoot, renderToString });
  }

  get text() {
    return this.element.textContent;
  }

  /** Does something and waits until React has rendered what comes of it. */
  async act(does) {
    await this.React.act(async () => {
      await does?.();
      await quiet();
    });
  }

  async show(...element) {
    this.#root ??= this.createRoot(this.element);
    await this.act(() => this.#root.render(this.#strict(element)));
  }

  /** What a server renders of it. */
  onServer(...element) {
    const { window, document } = globalThis;
    delete globalThis.window;
    delete globalThis.document;
    try {
      return this.renderToString(this.#strict(element));
    } finally {
      Object.assign(globalThis, { window, document });
    }
  }

  async hydrate(html, ...element) {
    this.element.innerHTML = html;
    const onRecoverableError = (error) => this.recovered.push(error.message);
    await this.act(() => {
      this.#root = this.hydrateRoot(this.element, this.#strict(element), { onRecoverableError });
    });
  }

  async unmount() {
    await this.act(() => this.#root?.unmount());
    this.#root = undefined;
  }

  takeComplaints() {
    return complaints.splice(0);
  }

  #strict([type, props, ...children]) {
    return this.React.createElement(this.React.StrictMode, null, this.React.createElement(type, props, ...children));
  }
}
