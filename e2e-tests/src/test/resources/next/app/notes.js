"use client";
import { sql } from "sqlsync";
import { useDocument, useMutate, useQuery } from "sqlsync/react";

const options = { reducer: "/reducers/notes.js" };
const all = sql`SELECT id, text FROM notes ORDER BY rowid`;

export function Notes({ initialRows }) {
  const { document, error } = useDocument("notes", options);
  const { rows } = useQuery(document, all, { initialRows });
  const mutate = useMutate(document);
  if (typeof window !== "undefined") Object.assign(window, { notes: document, renders: (window.renders ?? 0) + 1 });
  if (error) return <p role="alert">{error.message}</p>;
  return (
    <form
      onSubmit={async (event) => {
        event.preventDefault();
        const form = event.currentTarget;
        await mutate("add", { text: new FormData(form).get("text") });
        form.reset();
      }}
    >
      <input name="text" placeholder="A note" required /> <button disabled={!document}>Keep</button>
      <ul>
        {rows?.map(({ id, text }) => (
          <li key={id}>{text}</li>
        ))}
      </ul>
    </form>
  );
}
