import { openDocument, sql, storageInfo } from "sqlsync";
import { showCount } from "./view.js";

const options = { reducer: new URL("./notes.js?no-inline", import.meta.url) };
const notes = await openDocument("notes", options);
showCount(options);
await notes.mutate("add", { text: "milk" });
const [{ n }] = await notes.query(sql`SELECT count(*) AS n FROM notes`);
const { backend } = await storageInfo();
document.title = `${n} in ${backend}`;
