/** Reads a seeded bug; `core/src/test/mutants/README.md` says how one is written. */

/**
 * @param {string} path of the file, from the root of the repository
 * @param {string} text
 */
export function parseMutant(path, text) {
  const [module] = path.split("/");
  const field = (key) => text.match(new RegExp(`^${key}: *(.+)$`, "m"))?.[1].trim();
  const part = (from, to) => text.split(`\n--- ${from}\n`)[1]?.split(`\n--- ${to}\n`)[0];
  const mutant = {
    name: path.slice(path.lastIndexOf("/") + 1).replace(/\.mutant$/, ""),
    module,
    test: field("test") ?? `the first ${field("seeds")} seeds`,
    file: field("file"),
    seeds: Number(field("seeds") ?? 0),
    before: part("before", "after"),
    after: part("after", "end"),
  };
  if (!field("test") && !(mutant.seeds > 0)) throw new Error(`${path} has neither test nor seeds.`);
  for (const [key, value] of Object.entries(mutant)) {
    if (value === undefined) throw new Error(`${path} has no ${key}.`);
  }
  return mutant;
}

/** How often the text that a mutant replaces is in a file; once is right. */
export const places = (mutant, text) => text.split(mutant.before).length - 1;
