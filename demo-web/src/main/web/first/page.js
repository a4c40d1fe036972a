import { openDocument, sql } from "/sqlsync/sqlsync.js";

const form = document.querySelector("form");
const notes = await openDocument("notes", { reducer: new URL("notes.js", import.meta.url) });

// Now, and again whenever the result changes: by this tab, or by another one.
notes.subscribe(sql`SELECT text FROM notes ORDER BY made DESC LIMIT ${20}`, (rows) => {
  document
    .querySelector("ul")
    .replaceChildren(...rows.map((row) => Object.assign(document.createElement("li"), { textContent: row.text })));
});

form.onsubmit = async (event) => {
  event.preventDefault();
  await notes.mutate("add", { text: form.text.value }); // on disk when this resolves
  form.reset();
};

form.hidden = false;
