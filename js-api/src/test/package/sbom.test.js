/** The list of what the coordinator's jar is made of, compared with a jar. Run in a build, which has the packages from npm. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { names } from "#release/manifest.mjs";
import { coordinatorBom, differences } from "#release/sbom.mjs";
import { namesInZip } from "#release/zip.mjs";

const component = (group, name, version) => ({
  type: "library",
  group,
  name,
  version,
  purl: `pkg:maven/${group}/${name}@${version}?type=jar`,
});
const json = component("org.json", "json", "1.0");
const core = component(names.groupId, "core", "0.1");
const scripts = component(names.groupId, "scripts", "0.1");
const npm = { type: "library", name: "a", version: "1", purl: "pkg:npm/a@1" };

const jsonPath = "/m2/org/json/json/1.0/json-1.0.jar";
const parts = new Map([
  [jsonPath, ["META-INF/MANIFEST.MF", "module-info.class", "json/A.class", "json/B.class"]],
  ["/src/core/target/core-0.1.jar", ["core/A.class"]],
  ["/src/scripts/target/scripts-0.1.jar", ["META-INF/", "scripts/a.js"]],
]);
const own = ["main/Main.class"];
const entries = ["main/Main.class", "json/A.class", "json/B.class", "core/A.class", "scripts/a.js"];

test("a true list has no difference", () => {
  assert.deepEqual(differences([json, core, scripts, npm], entries, parts, own), []);
});

for (const [what, components, held, sentence] of [
  ["a part that is not listed", [core, scripts], entries, /json-1\.0\.jar is in the jar and not in the list/],
  [
    "one of another version",
    [{ ...json, version: "1.1" }, core, scripts],
    entries,
    /json-1\.0\.jar is in the jar and not in the list/,
  ],
  [
    "one that is not in the jar",
    [json, core, scripts, component("org.b", "b", "1")],
    entries,
    /org\.b\/b@1.* the jar does not hold it/,
  ],
  [
    "one of which the jar has a half",
    [json, core, scripts],
    entries.filter((each) => each !== "json/B.class"),
    /json@1\.0.* the jar does not hold it/,
  ],
  [
    "one without classes of which nothing is there",
    [json, core, scripts],
    entries.filter((each) => each !== "scripts/a.js"),
    /scripts@0\.1.* the jar does not hold it/,
  ],
  [
    "a class of nobody",
    [json, core, scripts],
    [...entries, "evil/A.class"],
    /evil\/A\.class and 0 other classes of the jar are of no part/,
  ],
]) {
  test(`found: ${what}`, () => assert.match(differences(components, held, parts, own)[0] ?? "", sentence));
}

test("artifacts without files are left out, and what comes from npm is added", async () => {
  const only = { ...component("org.b", "b", "1"), purl: "pkg:maven/org.b/b@1?type=pom" };
  const maven = { metadata: { component: { version: "0.1" } }, components: [json, only] };
  const { components, metadata } = await coordinatorBom(maven, [
    "coordinator/src/build/url.js",
    "node_modules/whatwg-url/index.js",
    "node_modules/whatwg-url/lib/URL.js",
  ]);
  assert.deepEqual(
    components.map(({ name }) => name),
    ["json", "whatwg-url", "sql.js", "sqlite"],
  );
  assert.equal(metadata.component.purl, `pkg:maven/${names.groupId}/coordinator@0.1?type=jar`);
  assert.ok(components.slice(1).every(({ licenses }) => licenses[0].license.id));
});

test("the names in a zip file are read", () => {
  // A directory of two entries without data, and its end with a comment.
  const entry = (name) => {
    const head = Buffer.alloc(46);
    head.writeUInt32LE(0x02014b50);
    head.writeUInt16LE(name.length, 28);
    head.writeUInt16LE(2, 30);
    return Buffer.concat([head, Buffer.from(name), Buffer.alloc(2)]);
  };
  const directory = Buffer.concat([entry("a/B.class"), entry("c.txt")]);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt16LE(2, 10);
  end.writeUInt32LE(4, 16);
  const zip = Buffer.concat([Buffer.from("data"), directory, end, Buffer.from("comment")]);
  assert.deepEqual(namesInZip(zip), ["a/B.class", "c.txt"]);
  assert.throws(() => namesInZip(Buffer.from("no zip")), /no zip file/);
  zip.writeUInt32LE(0, 4);
  assert.throws(() => namesInZip(zip), /entry 0 is damaged/);
});
