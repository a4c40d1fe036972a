/** What the manifests of all npm packages have in common, and the names that they are published under. */
import { readFileSync } from "node:fs";

/**
 * @type {{
 *   version: string, library: string, coordinator: string, create: string, groupId: string, repository: string, published: boolean
 * }}
 */
export const names = JSON.parse(readFileSync(new URL("../names.json", import.meta.url), "utf8"));

/** @param {string} directory in the repository */
export const common = (directory) => ({
  license: "Apache-2.0",
  author: "The authors of SQLSync",
  homepage: `${names.repository}#readme`,
  repository: { type: "git", url: `git+${names.repository}.git`, directory },
  bugs: { url: `${names.repository}/issues` },
  // Packages with a scope are private otherwise.
  publishConfig: { access: "public" },
});
