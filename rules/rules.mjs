/**
 * What holds for every file of the repository. A rule takes the files, as `{ path, text }` with `/` in the paths, and
 * returns a sentence for each offence. Rules on classes and packages are tests (`CorePackagesTest`, `CorePurityTest`,
 * `PackagesTest`); rules on modules are in the poms (execution `module-dependencies`).
 */

import { parseMutant, places } from "./mutants.mjs";
import { installOffences, nameOffences } from "./names.mjs";

const linesMax = 600;

/** Files of one package of the worker. */
const packageFilesMax = 15;

/** Hosts that a build file may name: XML namespaces, the licence, and this machine. Registries come from the client's own settings. */
const namedHosts = new Set(["maven.apache.org", "www.w3.org", "www.apache.org", "localhost", "127.0.0.1"]);

const isSource = (path) => /\.(java|js|mjs|ts|css|html|sh)$|^bin\/|^\.ci\//.test(path);
const isBuildFile = (path) =>
  /(^|\/)(pom\.xml|package(-lock)?\.json|\.npmrc|settings\.xml)$|^bin\/|^\.ci\/|^\.mvn\//.test(path);
const moduleOf = (path) => path.slice(0, path.indexOf("/"));
const directoryOf = (path) => path.slice(0, path.lastIndexOf("/"));

function matches(files, among, pattern, complaint) {
  const offences = [];
  for (const { path, text } of files.filter((file) => among(file.path))) {
    text.split("\n").forEach((line, index) => {
      if (pattern.test(line)) offences.push(`${path}:${index + 1}: ${complaint}`);
    });
  }
  return offences;
}

export const rules = {
  lockFileNamesNoRegistry: (files) =>
    matches(
      files,
      (path) => /(^|\/)package-lock\.json$/.test(path),
      /"resolved"|:\/\//,
      "a lock file names packages and their hashes, never where they were fetched from. Remove the line.",
    ),

  buildFilesNameNoForeignHost(files) {
    const names = files.find((file) => file.path === "names.json");
    const ours = names && new URL(JSON.parse(names.text).repository).host;
    const offences = [];
    for (const { path, text } of files.filter((file) => isBuildFile(file.path))) {
      for (const [, host] of text.matchAll(/[a-z]+:\/\/([A-Za-z0-9.-]+)/g)) {
        if (!namedHosts.has(host) && host !== ours)
          offences.push(`${path}: names the host ${host}; a build file names none.`);
      }
    }
    return offences;
  },

  filesNameNoMachine: (files) =>
    matches(files, () => true, /(^|[\s"'`=(])\/(work|root|home)\//, "names a path of one machine."),

  filesAreShort: (files) =>
    files
      .filter((file) => isSource(file.path))
      .map((file) => ({ path: file.path, lines: file.text.split("\n").length - 1 }))
      .filter((file) => file.lines > linesMax)
      .map((file) => `${file.path}: ${file.lines} lines, more than ${linesMax}. Make it a package, or two files.`),

  nothingIsLeftToDo: (files) =>
    matches(files, isSource, /\b(TOD[O]|FIXM[E]|XX[X])\b/, "is left to do. Do it, or say so in docs/GAPS.md."),

  javaPrintsInMainOnly: (files) =>
    matches(
      files,
      (path) => path.endsWith(".java") && !path.endsWith("Main.java"),
      /System\.(out|err)\b/,
      "prints; only a ...Main.java may.",
    ),

  testsDoNotSleep: (files) =>
    matches(
      files,
      (path) => /(^|\/)src\/test\/|^e2e-tests\/|\.test\.m?js$/.test(path),
      /Thread\.slee[p]|waitForTimeou[t]/,
      "sleeps; wait for a fact instead.",
    ),

  classesAreNamedForWhatTheyAre: (files) =>
    files
      .filter((file) => /(Utils?|Manager|Helpers?|Impl)\.java$/.test(file.path))
      .map((file) => `${file.path}: name a class by what it is, not Util, Manager, Helper or Impl.`),

  packagesSayTheirContract(files) {
    const paths = files
      .map((file) => file.path)
      .filter((path) => /^(core|worker)\/src\/main\/java\/.*\.java$/.test(path));
    const described = new Set(paths.filter((path) => path.endsWith("/package-info.java")).map(directoryOf));
    return [...new Set(paths.map(directoryOf))]
      .filter((directory) => !described.has(directory))
      .map((directory) => `${directory}: has no package-info.java that says its contract.`);
  },

  packagesOfTheWorkerAreSmall(files) {
    const counts = new Map();
    for (const { path } of files.filter((file) => /^worker\/src\/main\/java\/.*\.java$/.test(file.path))) {
      const directory = directoryOf(path);
      counts.set(directory, (counts.get(directory) ?? 0) + 1);
    }
    return [...counts]
      .filter(([, count]) => count > packageFilesMax)
      .map(([directory, count]) => `${directory}: ${count} files, more than ${packageFilesMax}. Make it two packages.`);
  },

  pagesHoldNoJava: (files) =>
    files
      .filter((file) => /^(js-api|demo-web)\/src\/main\/java\//.test(file.path))
      .map((file) => `${file.path}: js-api and demo-web talk to the worker by messages only and hold no Java.`),

  scriptsStayInTheirModule(files) {
    const offences = [];
    for (const { path, text } of files.filter((file) => /^[^/]+\/src\/(main|test)\/.*\.(m?js|ts)$/.test(file.path))) {
      for (const [, target] of text.matchAll(/(?:\bfrom|\bimport)[\s(]*"(\.\.?\/[^"]*)"/g)) {
        const reached = new URL(target, `file:///${path}`).pathname.slice(1);
        if (moduleOf(reached) !== moduleOf(path)) {
          offences.push(`${path}: imports ${reached} by a relative path. Import what is shared as #shared/...`);
        }
      }
    }
    return offences;
  },

  pagesObeyTheirContentSecurityPolicy: (files) =>
    matches(
      files,
      (path) => /^demo-web\/.*\.html$/.test(path),
      /<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:/i,
      "an inline script or style, which the server's Content-Security-Policy blocks.",
    ),

  theCodeMapNamesWhatExists(files) {
    const document = files.find((file) => file.path === "docs/ARCHITECTURE.md");
    const map = document?.text.match(/\n## Code map\n([^]*?)\n## /)?.[1] ?? "";
    /** By the name of the file; files of one name count as one. */
    const sources = new Map();
    for (const { path, text } of files.filter((file) => /\/src\/main\/.*\.(java|js)$/.test(file.path))) {
      const name = path.slice(path.lastIndexOf("/") + 1);
      sources.set(name, (sources.get(name) ?? "") + text);
    }
    const has = (file, name) => new RegExp(`(?<![\\w#])${name}\\b`).test(sources.get(file) ?? "");
    const offences = [];
    for (const [, names] of map.matchAll(/^\| [^|]* \| ([^|]*) \|$/gm)) {
      let script;
      for (const [, name] of names.matchAll(/`([^`]*)`/g)) {
        const [owner, member] = name.split(".");
        if (name.endsWith(".js")) script = name;
        const found = name.endsWith(".js")
          ? sources.has(name)
          : /^[A-Z]/.test(name) && sources.has(`${owner}.java`)
            ? member === undefined || has(`${owner}.java`, member)
            : script !== undefined && has(script, name);
        if (!found) offences.push(`${document.path}: the code map names ${name}, which is not there any more.`);
      }
    }
    return offences;
  },

  securityNamesItsTests(files) {
    const page = files.find((file) => file.path === "docs/SECURITY.md");
    /** By the name of the class; classes of one name count as one. */
    const tests = new Map();
    for (const { path, text } of files.filter((file) => /\/src\/test\/java\/.*\.java$/.test(file.path))) {
      const name = path.slice(path.lastIndexOf("/") + 1, -".java".length);
      tests.set(name, (tests.get(name) ?? "") + text);
    }
    const rows = (page?.text ?? "").split("\n").filter((line) => /^\| (?!promise \|)/.test(line));
    return rows.flatMap((row) => {
      const [promise, named = ""] = row.split(" | ");
      const names = [...named.matchAll(/`(\w+)\.(\w+)`/g)];
      if (names.length === 0) return [`${page.path}: no test holds this: ${promise}`];
      return names
        .filter(([, owner, method]) => !new RegExp(`void ${method}\\(`).test(tests.get(owner) ?? ""))
        .map(([, owner, method]) => `${page.path}: there is no test ${owner}.${method}.`);
    });
  },

  packagesHaveTheirNames: nameOffences,

  nobodyIsToldToInstallAStrangersPackage: installOffences,

  seededBugsApply(files) {
    const texts = new Map(files.map((file) => [file.path, file.text]));
    return files
      .filter(({ path }) => path.endsWith(".mutant"))
      .map(({ path, text }) => ({ path, mutant: parseMutant(path, text) }))
      .filter(({ mutant }) => places(mutant, texts.get(mutant.file) ?? "") !== 1)
      .map(({ path, mutant }) => `${path}: what it replaces must be in ${mutant.file} once, and is not.`);
  },

  readmeShowsExamplesThatAreTested(files) {
    const readme = files.find((file) => file.path === "README.md")?.text ?? "";
    return files
      .filter(
        ({ path, text }) =>
          (path.startsWith("demo-web/src/main/web/first/") || path === "js-api/src/test/types/notes-app.tsx") &&
          !readme.includes(`\n${text}\`\`\`\n`),
      )
      .map((file) => `${file.path}: is not word for word in README.md.`);
  },
};

/** Every offence against every rule, as `rule: sentence`. */
export function offences(files) {
  return Object.entries(rules).flatMap(([name, rule]) => rule(files).map((offence) => `${name}: ${offence}`));
}
