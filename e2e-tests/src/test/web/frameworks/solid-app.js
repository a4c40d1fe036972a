// An application of the primitives, for FrameworksIT.
import { sql } from "sqlsync";
import { createDocument, createMutate, createQuery } from "sqlsync/solid";
import { createSignal } from "solid-js";
import h from "solid-js/h";
import { render } from "solid-js/web";

function Notes({ id, options }) {
  const [searched, find] = createSignal("");
  const { document } = createDocument(id, options);
  const { rows } = createQuery(document, () => sql`SELECT text FROM notes WHERE text LIKE ${`%${searched()}%`}`);
  const mutate = createMutate(document);
  app.note = (text) => mutate("note", { text });
  app.find = find;
  return h("main", [h("ul", () => rows()?.map(({ text }) => h("li", text))), h("output", () => rows()?.length)]);
}

globalThis.app = {
  mount(id, options) {
    app.unmount = render(() => h(Notes, { id, options }), document.body);
  },
};
