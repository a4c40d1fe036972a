/** Every rule must be seen to fail: a rule that catches nothing is no rule. Run with `node --test rules/`. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { rules } from "./rules.mjs";

const bug = (before) => `Bad.\ntest: ATest\nfile: core/A.java\n--- before\n${before}\n--- after\ny\n--- end\n`;
const manyLines = "x\n".repeat(601);
const manyFiles = (count, directory) =>
  Array.from({ length: count }, (_, i) => ({ path: `${directory}A${i}.java`, text: "" }));

const named = (library) => ({
  path: "names.json",
  text: JSON.stringify({
    library,
    coordinator: "@a/coordinator",
    create: "@a/create-app",
    groupId: "org.a",
    repository: "https://a.example/b",
    version: "1.0.0",
  }),
});

/** For each rule: a file, or several, that offend it, and such that do not. */
const samples = {
  lockFileNamesNoRegistry: [
    { path: "package-lock.json", text: '"resolved": "somewhere"' },
    { path: "package-lock.json", text: '"integrity": "sha512-q/JO"' },
  ],
  buildFilesNameNoForeignHost: [
    { path: "core/pom.xml", text: "<url>https://packages.example.org/maven</url>" },
    { path: "core/pom.xml", text: 'xmlns="http://maven.apache.org/POM/4.0.0"' },
  ],
  filesNameNoMachine: [
    { path: "docs/NOTES.md", text: `see ${["", "root", "x"].join("/")}` },
    { path: "docs/NOTES.md", text: "see src/home/x" },
  ],
  filesAreShort: [
    { path: "core/src/main/java/sqlsync/A.java", text: manyLines },
    { path: "docs/JOURNAL.md", text: manyLines },
  ],
  nothingIsLeftToDo: [
    { path: "js-api/src/main/web/a.js", text: `// ${"TO"}${"DO"} later` },
    { path: "js-api/src/main/web/a.js", text: "// the todo list" },
  ],
  javaPrintsInMainOnly: [
    { path: "core/src/main/java/sqlsync/A.java", text: "System.out.println(1);" },
    { path: "coordinator/src/main/java/sqlsync/coordinator/CoordinatorMain.java", text: "System.out.println(1);" },
  ],
  testsDoNotSleep: [
    { path: "core/src/test/java/sqlsync/ATest.java", text: `Thread.${"sleep"}(10);` },
    { path: "core/src/test/java/sqlsync/ATest.java", text: "clock.advance(10);" },
  ],
  classesAreNamedForWhatTheyAre: [
    { path: "core/src/main/java/sqlsync/journal/JournalManager.java", text: "" },
    { path: "core/src/main/java/sqlsync/journal/Journal.java", text: "" },
  ],
  packagesOfTheWorkerAreSmall: [
    manyFiles(16, "worker/src/main/java/sqlsync/worker/page/"),
    [...manyFiles(15, "worker/src/main/java/sqlsync/worker/page/"), ...manyFiles(2, "worker/src/main/java/sqlsync/")],
  ],
  packagesSayTheirContract: [
    { path: "core/src/main/java/sqlsync/journal/Journal.java", text: "" },
    { path: "core/src/main/java/sqlsync/journal/package-info.java", text: "" },
  ],
  pagesHoldNoJava: [
    { path: "js-api/src/main/java/sqlsync/A.java", text: "" },
    { path: "js-api/src/test/java/sqlsync/ATest.java", text: "" },
  ],
  scriptsStayInTheirModule: [
    { path: "js-api/src/main/web/a.js", text: 'import { b } from "../../../../worker/src/main/web/b.js";' },
    { path: "js-api/src/test/js/a.test.js", text: 'import { b } from "../../main/web/b.js";' },
  ],
  pagesObeyTheirContentSecurityPolicy: [
    { path: "demo-web/src/main/web/index.html", text: '<button onclick="go()">' },
    { path: "demo-web/src/main/web/index.html", text: '<script type="module" src="app.js"></script>' },
  ],
  seededBugsApply: [
    [
      { path: "core/src/test/mutants/a.mutant", text: bug("x") },
      { path: "core/A.java", text: "x; x;" },
    ],
    [
      { path: "core/src/test/mutants/a.mutant", text: bug("x") },
      { path: "core/A.java", text: "x;" },
    ],
  ],
  theCodeMapNamesWhatExists: [
    { path: "docs/ARCHITECTURE.md", text: "\n## Code map\n\n| a step | `Gone.run` |\n\n## Next\n" },
    { path: "docs/ARCHITECTURE.md", text: "\n## Code map\n\n| a step without a name | in words |\n\n## Next\n" },
  ],
  securityNamesItsTests: [
    [
      { path: "docs/SECURITY.md", text: "| promise | tests |\n|---|---|\n| It holds | `ATest.holds` |\n" },
      { path: "core/src/test/java/sqlsync/ATest.java", text: "void holdsNoMore() {}" },
    ],
    [
      { path: "docs/SECURITY.md", text: "| promise | tests |\n|---|---|\n| It holds | `ATest.holds` |\n" },
      { path: "core/src/test/java/sqlsync/ATest.java", text: "void holds() {}" },
    ],
  ],
  packagesHaveTheirNames: [
    [named("@a/lib"), { path: "docs/A.md", text: 'import { sql } from "sqlsync";' }],
    [named("@a/lib"), { path: "docs/A.md", text: 'import { sql } from "@a/lib"; // target/sqlsync/sqlsync.js' }],
  ],
  nobodyIsToldToInstallAStrangersPackage: [
    [named("@a/lib"), { path: "docs/A.md", text: "Do `npx sqlsync dev`." }],
    [named("@a/lib"), { path: "docs/A.md", text: "Do `npx --no sqlsync dev`, or npm install ./sqlsync-1.0.0.tgz." }],
  ],
  readmeShowsExamplesThatAreTested: [
    { path: "demo-web/src/main/web/first/page.js", text: "show();\n" },
    { path: "demo-web/src/main/web/app.js", text: "show();\n" },
  ],
};

test("every rule has its samples", () => {
  assert.deepEqual(Object.keys(samples).sort(), Object.keys(rules).sort());
});

for (const [name, [offending, innocent]] of Object.entries(samples)) {
  test(`${name} catches an offender and spares the innocent`, () => {
    assert.equal(rules[name]([offending].flat()).length, 1);
    assert.deepEqual(rules[name]([innocent].flat()), []);
  });
}
