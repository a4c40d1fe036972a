import { Notes } from "./notes.js";

// Rendered for every request.
export const dynamic = "force-dynamic";

export default function Page() {
  return <Notes initialRows={[{ id: "server", text: "From the server" }]} />;
}
