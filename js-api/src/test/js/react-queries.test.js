import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "../../main/web/sql.js";
import { failure, FakeDocument, Page, quiet, releases, timers } from "./react-rig.js";

/** A test in every release of React, with a page and a document of its own. No subscription may be left, and React may not complain. */
function each(name, body) {
  for (const release of releases) {
    test(`${release.name}: ${name}`, async () => {
      const page = new Page(release);
      const document = new FakeDocument();
      await body(page, document, release.hooks);

      await page.unmount();
      await quiet();
      assert.deepEqual(document.active, []);
      assert.deepEqual(page.takeComplaints(), []);
    });
  }
}

const NOTES = "SELECT text FROM notes";
const textOf = ({ loading, rows, error }) =>
  `${error?.code ?? (loading ? "loading" : "is")} ${rows?.map(({ text }) => text).join() ?? "-"}`;

each("components with one query share a subscription, however they write it", async (page, document, { useQuery }) => {
  const { createElement: h, Fragment } = page.React;
  const renders = [];
  const Note = ({ n }) => {
    renders.push(n);
    return `${textOf(useQuery(document, sql`SELECT text FROM notes WHERE id = ${1}`))};`;
  };
  const all = () => page.show(Fragment, null, h(Note, { n: 1 }), h(Note, { n: 2 }));
  await all();
  assert.equal(page.text, "loading -;loading -;");
  assert.deepEqual(
    document.subscriptions.map(({ sql, params, options }) => [sql, params, options]),
    [["SELECT text FROM notes WHERE id = ?", [1], {}]],
  );
  renders.length = 0;
  await page.act(() => document.rows([{ text: "milk" }], 1));
  assert.equal(page.text, "is milk;is milk;");
  assert.deepEqual(renders, [1, 1, 2, 2], "once each, and once more as strict mode does");
  for (let n = 0; n < 1000; n++) await all();
  assert.equal(document.subscriptions.length, 1);
});

each("what comes at once is rendered once", async (page, document, { useQuery }) => {
  const seen = [];
  const Both = () => {
    const a = useQuery(document, sql`SELECT ${"a"} AS text`);
    const b = useQuery(document, sql`SELECT ${"b"} AS text`);
    seen.push(`${textOf(a)}, ${textOf(b)}`);
    return null;
  };
  await page.show(Both);
  seen.length = 0;
  await page.act(() => {
    document.rows([{ text: "1" }], "a");
    document.rows([{ text: "2" }], "b");
  });
  assert.deepEqual(seen, ["is 1, is 2", "is 1, is 2"]);
});

each("parameters of other types are other parameters", async (page, document, { useQuery }) => {
  const values = [1, "1", 1n, true, "true", null, "null", new Uint8Array([1, 2]), "1,2", 1.5];
  const All = () => values.map((value) => useQuery(document, sql`SELECT ${value}`).loading && "");
  await page.show(All);
  await page.show(All);
  assert.deepEqual(
    document.subscriptions.map(({ params }) => params[0]),
    values,
  );
});

each("texts and ways to read integers are told apart", async (page, document, { useQuery }) => {
  const All = () => {
    useQuery(document, NOTES);
    useQuery(document, { sql: NOTES, params: [] });
    useQuery(document, NOTES, { integers: "bigint" });
    useQuery(document, `${NOTES} `);
    return null;
  };
  await page.show(All);
  assert.deepEqual(
    document.active.map(({ sql, options: { integers } }) => [sql, integers]),
    [
      [NOTES, undefined],
      [NOTES, undefined],
      [NOTES, "bigint"],
      [`${NOTES} `, undefined],
    ],
  );
});

each("rows of the parameters before stay until the new ones come", async (page, document, { useQuery }) => {
  const seen = [];
  const Note = ({ id }) => {
    seen.push(textOf(useQuery(document, id && sql`SELECT text FROM notes WHERE id = ${id}`)));
    return seen.at(-1);
  };
  await page.show(Note, { id: 1 });
  await page.act(() => document.rows([{ text: "milk" }], 1));
  await page.show(Note, { id: 2 });
  assert.equal(page.text, "loading milk");
  assert.deepEqual(
    document.active.map(({ params }) => params),
    [[2]],
    "the one before has ended",
  );
  await page.show(Note, { id: 3 });
  assert.equal(page.text, "loading milk");
  await page.act(() => document.rows([{ text: "bread" }], 3));
  assert.equal(page.text, "is bread");
  assert.equal(seen.includes("loading -", 2), false);
  await page.show(Note, { id: null });
  assert.equal(page.text, "loading -");
  assert.deepEqual(document.active, []);
});

each("rows of another document are not shown", async (page, document, { useQuery }) => {
  const Notes = ({ of }) => textOf(useQuery(of, NOTES));
  await page.show(Notes, { of: document });
  await page.act(() => document.rows([{ text: "milk" }]));
  assert.equal(page.text, "is milk");
  await page.show(Notes, { of: new FakeDocument() });
  assert.equal(page.text, "loading -");
  await page.show(Notes, {});
  assert.equal(page.text, "loading -");
});

each("an error is shown with the rows before, until rows come", async (page, document, { useQuery }) => {
  const { createElement: h, Fragment } = page.React;
  const Notes = () => `${textOf(useQuery(document, NOTES))};`;
  await page.show(Fragment, null, h(Notes));
  await page.act(() => document.active[0].onError(failure("sql-error")));
  assert.equal(page.text, "sql-error -;");
  await page.act(() => document.rows([{ text: "milk" }]));
  assert.equal(page.text, "is milk;");
  await page.act(() => document.active[0].onError(failure("timeout")));
  await page.show(Fragment, null, h(Notes), h(Notes));
  assert.equal(page.text, "timeout milk;timeout milk;");
});

each("the state is the same object while nothing changes", async (page, document, { useQuery }) => {
  const states = new Set();
  const Notes = ({ id }) => {
    states.add(useQuery(document, sql`SELECT text FROM notes WHERE id = ${id}`));
    return null;
  };
  await page.show(Notes, { id: 1 });
  await page.act(() => document.rows([{ text: "milk" }], 1));
  for (let n = 0; n < 10; n++) await page.show(Notes, { id: 1 });
  assert.equal(states.size, 2);
  for (let n = 0; n < 10; n++) await page.show(Notes, { id: 2 });
  // Strict mode renders twice at once, and keeps no memo of the first.
  assert.ok(states.size <= 4, `${states.size} states`);
});

each("the server renders with its rows, and the browser until it has its own", async (page, document, { useQuery }) => {
  const Notes = ({ of, initialRows }) => textOf(useQuery(of, NOTES, { initialRows }));
  assert.match(page.onServer(Notes, {}), /^loading -/);
  const initialRows = [{ text: "from the server" }];
  const html = page.onServer(Notes, { initialRows });
  assert.match(html, /^loading from the server/);
  await page.hydrate(html, Notes, { initialRows });
  assert.deepEqual(page.recovered, []);
  assert.equal(page.text, "loading from the server");
  await page.show(Notes, { of: document, initialRows });
  assert.equal(page.text, "loading from the server");
  await page.act(() => document.rows([{ text: "milk" }]));
  assert.equal(page.text, "is milk");
});

each("a rendering that is discarded asks nothing", async (page, document, { useQuery }) => {
  const { createElement: h, Fragment, startTransition, Suspense, useState } = page.React;
  const never = new Promise(() => {});
  let choose;
  const Never = ({ wait }) => {
    if (wait) throw never;
    return null;
  };
  const Note = ({ id }) => textOf(useQuery(document, sql`SELECT text FROM notes WHERE id = ${id}`));
  const App = () => {
    const [id, set] = useState(1);
    choose = set;
    return h(Suspense, { fallback: "waiting" }, h(Fragment, null, h(Note, { id }), h(Never, { wait: id === 2 })));
  };
  await page.show(App);
  await page.act(() => document.rows([{ text: "milk" }], 1));
  await page.act(() => startTransition(() => choose(2)));
  assert.equal(page.text, "is milk");
  await page.act(() => document.rows([{ text: "bread" }], 1));
  assert.equal(page.text, "is bread", "what is shown goes on");
  await page.act(() => startTransition(() => choose(3)));
  assert.equal(page.text, "loading bread");
  assert.deepEqual(
    document.subscriptions.map(({ params }) => params),
    [[1], [3]],
  );
});

/** A component that waits for its rows. */
function waiting(page, document, { useSuspenseQuery }) {
  const { createElement: h, Suspense } = page.React;
  const Note = ({ id }) => useSuspenseQuery(document, sql`SELECT text FROM notes WHERE id = ${id}`)[0].text;
  return ({ id, children }) => h(Suspense, { fallback: "waiting" }, h(Note, { id }), children);
}

each("a component in a Suspense waits for its rows, over one subscription", async (page, document, hooks) => {
  const Note = waiting(page, document, hooks);
  await page.show(Note, { id: 1 });
  assert.equal(page.text, "waiting");
  await page.act(() => document.rows([{ text: "milk" }], 1));
  assert.equal(page.text, "milk");
  await page.act(() => document.rows([{ text: "bread" }], 1));
  assert.equal(page.text, "bread");
  assert.equal(document.subscriptions.length, 1);
  await page.unmount();
  assert.deepEqual(document.active, [], "at once, as it was mounted");
});

each("one that waits no longer is waited for no longer", async (page, document, hooks) => {
  await page.show(waiting(page, document, hooks), { id: 1 });
  await page.unmount();
  assert.equal(document.active.length, 1);
  await page.act(() => document.rows([{ text: "milk" }], 1));
  assert.equal(document.active.length, 1);
  timers.splice(0).forEach((call) => call());
  await quiet();
  assert.deepEqual(document.active, []);
});

each("a transition shows the rows before while it waits", async (page, document, hooks) => {
  const { createElement: h, startTransition, useState } = page.React;
  const Note = waiting(page, document, hooks);
  let choose;
  const App = () => {
    const [id, set] = useState(1);
    choose = set;
    return h(Note, { id });
  };
  await page.show(App);
  await page.act(() => document.rows([{ text: "milk" }], 1));
  await page.act(() => startTransition(() => choose(2)));
  assert.equal(page.text, "milk");
  await page.act(() => document.rows([{ text: "bread" }], 2));
  assert.equal(page.text, "bread");
  assert.deepEqual(
    document.active.map(({ params }) => params),
    [[2]],
  );
});

each("an error of its query is thrown", async (page, document, hooks) => {
  const { createElement: h, Component } = page.React;
  class Boundary extends Component {
    state = { code: null };
    static getDerivedStateFromError = ({ code }) => ({ code });
    render() {
      return this.state.code ?? this.props.children;
    }
  }
  await page.show(Boundary, null, h(waiting(page, document, hooks), { id: 1 }));
  await page.act(() => document.active[0].onError(failure("sql-error")));
  assert.equal(page.text, "sql-error");
  // React says that a boundary has caught it.
  assert.ok(page.takeComplaints().length > 0);
  timers.splice(0).forEach((call) => call());
});
