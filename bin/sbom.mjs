/**
 * What the packages are made of, in CycloneDX (JSON, 1.6). Nothing is listed by hand: parts from npm and TeaVM are read from source maps and from
 * esbuild's list of inputs, parts from Maven are those of the Maven plugin; and what the coordinator's jar holds is compared with its list.
 */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { names } from "./manifest.mjs";
import { namesInZip } from "./zip.mjs";

/**
 * @typedef {object} Component
 * @property {string} type
 * @property {string} [group]
 * @property {string} name
 * @property {string} [version]
 * @property {string} [description]
 * @property {string} [scope]
 * @property {string} [purl]
 * @property {{ license: { id?: string, name?: string, url?: string } }[]} [licenses]
 *
 * @typedef {{ components: Component[], [key: string]: any }} Bom
 */

const root = fileURLToPath(new URL("../", import.meta.url));

/** Which of TeaVM's artifacts a class comes from, by the beginning of its path. */
const TEAVM = [
  ["org/teavm/classlib/", "teavm-classlib"],
  ["org/teavm/jso/impl/", "teavm-jso-impl"],
  ["org/teavm/jso/", "teavm-jso-apis"],
];

/** What every module compiled by TeaVM has, without a place in the source map. */
const TEAVM_RUNTIME = "teavm-core";

/**
 * The library's package: what its scripts were bundled of, by their source maps, the WebAssembly of SQLite, and what npm installs with it.
 *
 * @param {string} maps folder with a source map of each script
 * @param {Record<string, any>} manifest of the package
 * @returns {Promise<Bom>}
 */
export async function libraryBom(maps, manifest) {
  const sources = readdirSync(maps).flatMap((file) => JSON.parse(readFileSync(join(maps, file), "utf8")).sources);
  const components = [...fromNpm(sources), ...fromTeaVm(sources)];
  if (sources.some((source) => nameOfModule(source) === "sql.js")) components.push(await sqlite());
  for (const [name, range] of Object.entries(manifest.dependencies ?? {})) {
    components.push({ ...npmComponent(name), description: `Installed beside the package, ${range}; not part of it.` });
  }
  return bom({ ...own("library", manifest.name, `pkg:npm/${purlName(manifest.name)}`, manifest.version) }, components);
}

/**
 * The coordinator's jar.
 *
 * @param {Bom} maven the list of the Maven plugin
 * @param {string[]} inputs of the JavaScript that was bundled into the jar
 * @returns {Promise<Bom>}
 */
export async function coordinatorBom(maven, inputs) {
  const { version } = maven.metadata.component;
  const components = [
    // Artifacts that only name others hold nothing.
    ...maven.components.filter(({ purl }) => !purl?.endsWith("type=pom")).map(({ hashes: _, ...rest }) => rest),
    ...fromNpm(inputs),
    // sqlite-jvm is its WebAssembly, compiled to Java.
    npmComponent("sql.js"),
    await sqlite(),
  ];
  const purl = `pkg:maven/${names.groupId}/coordinator@${version}?type=jar`;
  return bom({ ...own("application", "coordinator", purl, version), group: names.groupId, purl }, components);
}

/**
 * Compares a list with what the jar holds.
 *
 * @param {Component[]} components
 * @param {string[]} entries of the jar
 * @param {Map<string, string[]>} parts entries of the jars that it was put together of, by path, without the module's own
 * @param {string[]} own entries of the module itself
 * @returns {string[]} a sentence for each difference
 */
export function differences(components, entries, parts, own) {
  const found = [];
  const listed = components.filter(({ purl }) => purl?.startsWith("pkg:maven/"));
  const isOf = (/** @type {Component} */ { group, name, version }, /** @type {string} */ path) => {
    const file = path.replaceAll("\\", "/");
    const beneath = `/${group?.replaceAll(".", "/")}/${name}/${version}/${name}-${version}.jar`;
    return (
      file.endsWith(beneath) || (group === names.groupId && file.endsWith(`/${name}/target/${name}-${version}.jar`))
    );
  };
  for (const path of parts.keys())
    if (!listed.some((component) => isOf(component, path))) found.push(`${path} is in the jar and not in the list.`);
  const classes = new Set(entries.filter((entry) => entry.endsWith(".class")));
  for (const component of listed) {
    const path = [...parts.keys()].find((each) => isOf(component, each));
    const held = path === undefined ? [] : (parts.get(path) ?? []);
    const wanted = held.filter((entry) => entry.endsWith(".class") && !entry.endsWith("module-info.class"));
    // A part without classes has other files, as web-shared.
    const there =
      wanted.length > 0
        ? wanted.every((entry) => classes.has(entry))
        : held.some((entry) => entries.includes(entry) && !entry.endsWith("/"));
    if (!there) found.push(`${component.purl} is in the list, and the jar does not hold it.`);
  }
  const known = new Set([...own, ...[...parts.values()].flat()]);
  const unknown = [...classes].filter((entry) => !known.has(entry));
  if (unknown.length > 0)
    found.push(`${unknown[0]} and ${unknown.length - 1} other classes of the jar are of no part.`);
  return found;
}

/** @param {string} file */
export const entriesOf = (file) => namesInZip(readFileSync(file));

/** @param {string[]} sources */
function fromNpm(sources) {
  const found = new Set(sources.map(nameOfModule).filter((name) => name !== undefined));
  return [...found].sort().map((name) => npmComponent(/** @type {string} */ (name)));
}

/** @param {string} source a path; @returns {string | undefined} the npm package that it is in */
const nameOfModule = (source) => /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source)?.[1];

/** @param {string[]} sources */
function fromTeaVm(sources) {
  const classes = sources.filter((source) => source.startsWith("java/") && !source.startsWith("java/sqlsync/"));
  if (classes.length === 0) return [];
  const artifacts = new Set([TEAVM_RUNTIME]);
  for (const source of classes) {
    const artifact = TEAVM.find(([beginning]) => source.startsWith(`java/${beginning}`))?.[1];
    if (artifact === undefined) throw new Error(`It is not known which artifact ${source} comes from.`);
    artifacts.add(artifact);
  }
  const version = /<teavm\.version>([^<]+)</.exec(readFileSync(join(root, "pom.xml"), "utf8"))?.[1];
  return [...artifacts].sort().map((name) => ({
    type: "library",
    group: "org.teavm",
    name,
    version,
    scope: "required",
    licenses: [{ license: { id: "Apache-2.0" } }],
    purl: `pkg:maven/org.teavm/${name}@${version}`,
  }));
}

/** @param {string} name of a package in the build's node_modules; @returns {Component} */
function npmComponent(name) {
  const { version, license, description } = JSON.parse(
    readFileSync(join(root, "node_modules", name, "package.json"), "utf8"),
  );
  if (typeof license !== "string") throw new Error(`The package ${name} does not say its licence.`);
  return {
    type: "library",
    name,
    version,
    description,
    scope: "required",
    licenses: [{ license: { id: license } }],
    purl: `pkg:npm/${purlName(name)}@${version}`,
  };
}

/** What sql.js is compiled of. @returns {Promise<Component>} */
async function sqlite() {
  const SQL = await createRequire(import.meta.url)("sql.js")();
  const version = String(new SQL.Database().exec("SELECT sqlite_version()")[0].values[0][0]);
  return {
    type: "library",
    name: "sqlite",
    version,
    description: "SQLite, compiled to WebAssembly by sql.js",
    scope: "required",
    licenses: [{ license: { id: "blessing" } }],
    purl: `pkg:generic/sqlite@${version}`,
  };
}

const purlName = (/** @type {string} */ name) => name.replace("@", "%40");

/**
 * @param {string} type
 * @param {string} name
 * @param {string} purl
 * @param {string} version
 */
const own = (type, name, purl, version) => ({
  type,
  name,
  version,
  licenses: [{ license: { id: "Apache-2.0" } }],
  purl: purl.includes("@") ? purl : `${purl}@${version}`,
  externalReferences: [{ type: "vcs", url: names.repository }],
});

/**
 * @param {Component} component
 * @param {Component[]} components
 * @returns {Bom}
 */
function bom(component, components) {
  const references = components.map((each) => ({ ...each, "bom-ref": each.purl }));
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: { component: { ...component, "bom-ref": component.purl } },
    components: references,
    dependencies: [{ ref: component.purl, dependsOn: references.map(({ purl }) => purl) }],
  };
}
