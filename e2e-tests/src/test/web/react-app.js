// An application of the hooks, for ReactIT. Bundled with a release of React; the package is the one that the page has loaded.
import { createElement as h, StrictMode, Suspense, useEffect, useState } from "react";
import { Notes as ReadmeNotes } from "notes-app";
import { createRoot } from "react-dom/client";
import { flushSync } from "react-dom";
import { sql } from "sqlsync";
import {
  useDocument,
  useDraft,
  useMutate,
  usePending,
  useQuery,
  useRejected,
  useStatus,
  useSuspenseQuery,
} from "sqlsync/react";

function App({ id, options, components }) {
  const [shown, show] = useState(components);
  // Another object at every rendering, as programs write it.
  const { phase, document, error } = useDocument(id, { ...options });
  const [, render] = useState(0);
  useEffect(() => {
    app.show = show;
    app.render = () => flushSync(() => render((n) => n + 1));
  }, []);
  return h(
    "main",
    { "data-phase": phase, "data-error": error?.code },
    document !== undefined && shown.map((name) => h(COMPONENTS[name], { key: name, document })),
  );
}

/** The notes, and how many there are: two components with one query. */
function Notes({ document }) {
  app.renders++;
  const { loading, rows } = useQuery(document, sql`SELECT text FROM notes ORDER BY id`);
  const mutate = useMutate(document);
  useEffect(() => {
    app.note = (text) => mutate("note", { text });
  }, [mutate]);
  return h(
    "ul",
    { "data-loading": loading },
    rows?.map(({ text }, n) => h("li", { key: n }, text)),
  );
}

function Count({ document }) {
  const { rows } = useQuery(document, sql`SELECT text FROM notes ORDER BY id`);
  return h("output", null, rows?.length);
}

/** One of the items, which may be another one at the next rendering. */
function Item({ document }) {
  const [id, choose] = useState(1);
  const { loading, rows } = useQuery(document, sql`SELECT title FROM items WHERE id = ${id}`);
  useEffect(() => {
    app.choose = choose;
  }, []);
  app.shown.push(`${id} ${loading ? "loading" : "is"} ${rows?.[0].title}`);
  return null;
}

function Waiting({ document }) {
  return h(Suspense, { fallback: h("i", null, "waiting") }, h(Title, { document }));
}

function Title({ document }) {
  const [{ title }] = useSuspenseQuery(document, sql`SELECT title FROM items WHERE id = ${2}`);
  return h("h1", null, title);
}

function Title1({ document }) {
  const { rows } = useQuery(document, sql`SELECT id, title FROM items WHERE id = ${1}`);
  return rows === undefined ? null : h(Field, { key: rows[0].id, document, row: rows[0] });
}

/** An input that writes a row with every key. */
function Field({ document, row }) {
  const mutate = useMutate(document);
  const [title, setTitle, leave] = useDraft(row.title, (title) => mutate("rename", { id: row.id, title }));
  app.inputs.push(title);
  return h("input", { value: title, onChange: (event) => setTitle(event.target.value), onBlur: leave });
}

function Sync({ document }) {
  const status = useStatus(document);
  const pending = usePending(document);
  const rejected = useRejected(document);
  useEffect(() => {
    app.document = document;
  }, [document]);
  return h("p", {
    "data-status": status?.connection,
    "data-pending": pending?.map(({ name, state }) => `${name} ${state}`).join(),
    "data-rejected": rejected?.map(({ code }) => code).join(),
  });
}

const COMPONENTS = { Notes, Count, Item, Waiting, Title1, Sync };

let root;
const app = {
  /** How often the notes were rendered. */
  renders: 0,
  shown: [],
  inputs: [],
  mount(id, options, components) {
    const element = document.body.appendChild(document.createElement("div"));
    root = createRoot(element);
    root.render(h(StrictMode, null, h(App, { id, options, components })));
  },
  /** The example of the README. */
  mountExample() {
    createRoot(document.body.appendChild(document.createElement("div"))).render(h(StrictMode, null, h(ReadmeNotes)));
  },
  unmount() {
    root.unmount();
  },
  text: (selector) => document.querySelector(selector)?.textContent,
  data: (selector, name) => document.querySelector(selector)?.dataset[name],
};
globalThis.app = app;
