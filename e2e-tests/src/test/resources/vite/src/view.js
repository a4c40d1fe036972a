import { createElement, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { sql } from "sqlsync";
import { useDocument, useQuery } from "sqlsync/react";

function Count({ options }) {
  const { document } = useDocument("notes", options);
  const { rows } = useQuery(document, sql`SELECT count(*) AS n FROM notes`);
  return createElement("output", null, rows?.[0].n);
}

export function showCount(options) {
  const element = document.body.appendChild(document.createElement("main"));
  createRoot(element).render(createElement(StrictMode, null, createElement(Count, { options })));
}
