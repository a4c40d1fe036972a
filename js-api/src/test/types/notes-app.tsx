import { sql } from "sqlsync";
import { useDocument, useMutate, useQuery } from "sqlsync/react";

const options = { reducer: new URL("./notes.js", import.meta.url) };
const newest = sql<{ id: string; text: string }>`SELECT id, text FROM notes ORDER BY made DESC LIMIT ${20}`;

export function Notes() {
  const { document, error } = useDocument("notes", options);
  const { rows } = useQuery(document, newest);
  const mutate = useMutate(document);
  if (error) return <p role="alert">{error.message}</p>;
  return (
    <form
      onSubmit={async (event) => {
        event.preventDefault();
        const form = event.currentTarget;
        await mutate("add", { text: new FormData(form).get("text") }); // on disk when this resolves
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
