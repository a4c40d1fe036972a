/**
 * The names under which releases are published: `names.json` at the root is where they are decided, and whatever else says one repeats it. This
 * file knows how they look in a text, for `bin/rename`, which changes them all, and for the rules, which find what says another one.
 */

/** Options of `bin/rename`, with what a value must look like. */
export const NAMES = {
  library: { form: /^@[a-z0-9][a-z0-9-]*\/[a-z0-9][a-z0-9-]*$/, wanted: "a scoped name, such as @example/sqlsync" },
  coordinator: {
    form: /^@[a-z0-9][a-z0-9-]*\/[a-z0-9][a-z0-9-]*$/,
    wanted: "a scoped name, such as @example/coordinator",
  },
  create: { form: /^@[a-z0-9][a-z0-9-]*\/create-[a-z0-9-]+$/, wanted: "a scoped name that begins with create-" },
  groupId: {
    form: /^[a-z][a-z0-9]*(\.[a-z0-9][a-z0-9-]*)+$/,
    wanted: "a domain of yours in reverse, such as io.github.example",
  },
  repository: { form: /^https:\/\/[a-z0-9.-]+(\/[\w.-]+)+$/, wanted: "the https URL of the repository, without .git" },
  version: { form: /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/, wanted: "a version, such as 1.2.3 or 1.2.3-SNAPSHOT" },
};

/** @param {string} text that may hold a placeholder's special characters */
const literally = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");

/** @param {string} name of an npm package; what `npm pack` makes begins so */
export const tarballPrefix = (name) => `${name.replace("@", "").replace("/", "-")}-`;

/**
 * The short form of the library's name, which nobody may install: on npm it is a stranger's. Found where it can be nothing but a package:
 * an entry behind a slash, an import, a key of dependencies or paths. Folders, the command and names of locks are called so, too.
 */
const SHORT = [
  /(?<![\w.@/*-])sqlsync(?=\\?\/[a-z]+(?![\w/*-]|\.\w|\\?\/))/g,
  /(?<=\b(?:from|import)[ (]["'])sqlsync(?=["'])/g,
  /(?<=^\s*["'])sqlsync(?=["']: *["'[])/gm,
  /(?<=\bexclude: \\?\[["'])sqlsync(?=["'])/g,
  /(?<=^\| `)sqlsync(?=` \|)/gm,
  /(?<=^const LIBRARY = ")sqlsync(?=")/gm,
];

/** @param {string} text */
export const shortForms = (text) => SHORT.flatMap((pattern) => [...text.matchAll(pattern)].map(({ index }) => index));

/**
 * @param {string} text
 * @param {string} name of an npm package, or another one that stands for itself
 * @param {string} other
 */
function replaced(text, name, other) {
  // In a regular expression a slash is escaped.
  const pattern = new RegExp(`(?<![\\w.@-])${literally(name).replaceAll("\\/", "(\\\\?)/")}(?![\\w-])`, "g");
  return text.replace(pattern, (_, escape) =>
    typeof escape === "string" && name.startsWith("@") ? other.replace("/", `${escape}/`) : other,
  );
}

/**
 * @param {string} text of a file
 * @param {Record<string, any>} from the names that it has
 * @param {Record<string, any>} to
 * @returns {string} the text with the others
 */
export function renamed(text, from, to) {
  let result = text;
  for (const name of ["library", "coordinator", "create"]) {
    if (from[name].startsWith("@")) result = replaced(result, from[name], to[name]);
    const versions = `(?:${literally(from.version)}|(?=VERSION))`;
    const packed = new RegExp(`(?<![\\w.@-])${literally(tarballPrefix(from[name]))}(${versions})`, "g");
    result = result.replace(packed, (_, version) => tarballPrefix(to[name]) + (version === "" ? "" : to.version));
  }
  for (const pattern of SHORT) {
    result = result.replace(pattern, (found, index, all) =>
      all[index + found.length] === "\\" ? to.library.replace("/", "\\/") : to.library,
    );
  }
  result = result.replace(new RegExp(`(?<![\\w.-])${literally(from.groupId)}(?![\\w-]|\\.\\w)`, "g"), () => to.groupId);
  result = replaced(result, from.repository, to.repository);
  return result.replace(
    /(<artifactId>sqlsync-parent<\/artifactId>\s*<version>)[^<]*(?=<\/version>)/g,
    (_, before) => before + to.version,
  );
}

/** Files that must say a name: where they say another one, `names.json` was changed by hand. */
const SAY = [
  ["library", "js-api/src/main/package/README.md"],
  ["library", "js-api/src/main/starter/create.js"],
  ["library", "README.md"],
  ["coordinator", "js-api/src/main/node/dev.js"],
  ["coordinator", "js-api/src/main/starter/create.js"],
  ["create", "js-api/src/main/starter/README.md"],
  ["groupId", "README.md"],
  ["repository", "pom.xml"],
];

/** What of the library is imported from a package of another name. Its entries `vite` and `node` are those of other packages, too. */
const ENTRY_OF_ANOTHER = /["'`](@[\w-]+\/[\w.-]+)\/(?:reducer|testing|react|vue|svelte|solid|kysely|drizzle)["'`]/g;

/** @param {{ path: string, text: string }[]} files */
export function nameOffences(files) {
  const source = files.find(({ path }) => path === "names.json");
  if (source === undefined) return [];
  const names = JSON.parse(source.text);
  const advice = "bin/rename changes all names; without options it mends the library's";
  const offences = [];
  for (const { path, text } of files.filter(({ path }) => !path.startsWith("rules/") && !path.endsWith(".java"))) {
    const lineOf = (/** @type {number} */ index) => text.slice(0, index).split("\n").length;
    if (names.library !== "sqlsync")
      for (const index of shortForms(text))
        offences.push(`${path}:${lineOf(index)}: names the package \`sqlsync\`, which is a stranger's: ${advice}.`);
    for (const { 1: name, index } of text.matchAll(ENTRY_OF_ANOTHER))
      if (name !== names.library)
        offences.push(`${path}:${lineOf(index)}: names ${name} instead of ${names.library}: ${advice}.`);
  }
  for (const [name, path] of SAY) {
    const text = files.find((file) => file.path === path)?.text;
    if (text !== undefined && !text.includes(names[name]))
      offences.push(`${path}: does not say ${names[name]}, the ${name} of names.json: ${advice}.`);
  }
  for (const { path, text } of files.filter(({ path }) => /^([^/]+\/)?pom\.xml$/.test(path))) {
    const [, groupId, version] =
      /<groupId>([^<]*)<\/groupId>\s*<artifactId>sqlsync-parent<\/artifactId>\s*<version>([^<]*)</.exec(text) ?? [];
    if (groupId !== names.groupId || version !== names.version)
      offences.push(`${path}: is of ${groupId} ${version}, not of ${names.groupId} ${names.version}: ${advice}.`);
    // Elsewhere it is ${project.groupId}.
    if (text.split(`>${names.groupId}`).length > 2) offences.push(`${path}: repeats ${names.groupId}.`);
  }
  return offences;
}

/** Names on npm that are, or may become, a stranger's. */
const STRANGERS = ["sqlsync", "create-sqlsync-app", "create-sqlsync", "sqlsync-app", "sqlsync-coordinator"];

/**
 * No reader is told to install a package of a stranger, or one that is not published.
 *
 * @param {{ path: string, text: string }[]} files
 */
export function installOffences(files) {
  const source = files.find(({ path }) => path === "names.json");
  if (source === undefined) return [];
  const { library, coordinator, create, published } = JSON.parse(source.text);
  const ours = published ? [] : [library, coordinator, create, create.replace("/create-", "/")];
  const refused = [...new Set([...STRANGERS, ...ours])].map(literally).join("|");
  const command = "(?:npm|pnpm|yarn|bun) (?:install|i|add|create|init|exec|dlx|x)|npx|pnpx|bunx";
  // With --no a command of npm installs nothing.
  const told = new RegExp(`(?<![\\w-])(?:${command})(?! --no )(?: [^\`|#;&\\n]*?)? (?:${refused})(?![\\w./-])`, "g");
  const offences = [];
  for (const { path, text } of files.filter(({ path }) =>
    /\.md$|^(js-api|demo-web|coordinator)\/src\/main\//.test(path),
  ))
    for (const { 0: found, index } of text.matchAll(told))
      offences.push(
        `${path}:${text.slice(0, index).split("\n").length}: "${found}" installs a package that is a stranger's or not published.`,
      );
  return offences;
}
