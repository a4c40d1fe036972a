import { openDocument, sql } from "/sqlsync/sqlsync.js";

const notes = await openDocument("notes", { reducer: new URL("notes.js", import.meta.url) });

async function show() {
  const rows = await notes.query(sql`SELECT text FROM notes ORDER BY made DESC LIMIT ${20}`);
  document.querySelector("ul").replaceChildren(...rows.map((row) => Object.assign(document.createElement("li"), { textContent: row.text })));
}

document.querySelector("form").onsubmit = async (event) => {
  event.preventDefault();
  await notes.mutate("add", { text: new FormData(event.target).get("text") }); // on disk when this resolves
  event.target.reset();
  await show();
};

await show();
