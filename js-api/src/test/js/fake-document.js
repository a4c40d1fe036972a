/** Documents that do what a test says, for the bindings of frameworks. */

export const failure = (code) => Object.assign(new Error(`It is ${code}.`), { code });

/** A document as the hooks know it. */
export class FakeDocument extends EventTarget {
  status = { connection: "local", problem: null, pending: 0 };
  /** Every subscription that was ever made. */
  subscriptions = [];
  mutations = [];
  closed = 0;
  asked = { pending: 0, rejected: 0 };
  lists = { pending: [], rejected: [] };

  subscribe(query, onRows, { onError, ...options }) {
    const of = typeof query === "string" ? { sql: query, params: [] } : { ...query };
    const subscription = { ...of, options, onRows, onError, active: true };
    this.subscriptions.push(subscription);
    return { unsubscribe: () => (subscription.active = false) };
  }

  /** Those that last. */
  get active() {
    return this.subscriptions.filter(({ active }) => active);
  }

  /** Gives rows to the subscriptions whose parameters are these. */
  rows(rows, ...params) {
    const meant = this.active.filter((each) => JSON.stringify(each.params) === JSON.stringify(params));
    for (const { onRows } of meant) onRows(rows);
  }

  say(status) {
    this.status = { ...this.status, ...status };
    this.dispatchEvent(new CustomEvent("status", { detail: this.status }));
  }

  async mutate(...call) {
    this.mutations.push(call);
    return { id: `m-${this.mutations.length}` };
  }

  async pending() {
    this.asked.pending++;
    return [...this.lists.pending];
  }

  async rejected() {
    this.asked.rejected++;
    return [...this.lists.rejected];
  }

  async close() {
    this.closed++;
  }
}

/** What was opened, in order: arguments, and how to answer. */
export const openings = [];
globalThis.openFake = (id, options) =>
  new Promise((resolve, reject) => openings.push({ id, options, opened: resolve, failed: reject }));

/** For esbuild: the package's main module, as far as the bindings import it. */
export const fakeSqlSync = {
  name: "sqlsync",
  setup(building) {
    const contents = "export const openDocument = (...args) => globalThis.openFake(...args);";
    building.onResolve({ filter: /^\.\/sqlsync\.js$/ }, () => ({ path: "sqlsync", namespace: "fake" }));
    building.onLoad({ filter: /.*/, namespace: "fake" }, () => ({ contents }));
  },
};
