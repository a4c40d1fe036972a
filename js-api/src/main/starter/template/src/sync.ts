/** Where the coordinator is, and who is signed in. */

/** `npm run dev` runs one beside Vite; in production it serves this page. */
export const coordinator = import.meta.env.DEV
  ? "ws://localhost:8787/sync"
  : `${location.origin.replace(/^http/, "ws")}/sync`;

/** Until a token says who it is. */
export const user = "me";

/**
 * Asked for whenever a fresh one is needed: a JSON Web Token that your server makes of its own session, with `sub` and `exp`. The
 * coordinator of `npm run dev` lets everybody in.
 */
export async function token(): Promise<string> {
  if (import.meta.env.DEV) return "";
  const response = await fetch("/token");
  if (!response.ok) throw new Error(`No token: status ${response.status}.`);
  return response.text();
}
