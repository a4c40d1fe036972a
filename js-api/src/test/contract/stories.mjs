/** The browser tests, as far as their sources tell: which there are, and what each of them runs. */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

/**
 * @param {string} module the folder of `e2e-tests`
 */
export function storiesOf(module) {
  const sources = files(join(module, "src/test/java")).filter((path) => path.endsWith(".java"));
  const scripts = new Map(
    files(join(module, "src/test/web")).map((path) => [basename(path), readFileSync(path, "utf8")]),
  );
  /** Name of a class to the text of each of its methods, with what stands above it. */
  const classes = new Map(sources.map((path) => [basename(path, ".java"), methodsOf(readFileSync(path, "utf8"))]));
  const fixture = sources.filter((path) => path.includes("/fixture/")).map((path) => basename(path, ".java"));

  return {
    /** @param {string} story "Class.method" */
    has(story) {
      const [type, method] = story.split(".");
      return /@(Parameterized)?Test\b/.test(classes.get(type)?.get(method)?.join("\n") ?? "");
    },
    /**
     * The text of the story, of the methods and constants of its class and of the fixture that it names, and of the scripts that these name.
     *
     * @param {string} story
     */
    runs(story) {
      const [type, method] = story.split(".");
      const own = classes.get(type);
      const seen = new Map();
      let text = "";
      const add = (name, among) => {
        const ofClass = seen.get(among) ?? new Set();
        if (ofClass.has(name)) return;
        seen.set(among, ofClass.add(name));
        for (const body of among.get(name) ?? []) {
          text += body;
          for (const [, called, constant] of body.matchAll(/\b([a-z]\w+)(?=\()|\b([A-Z][A-Z_]+)\b/g)) {
            const word = called ?? constant;
            if (own.has(word)) add(word, own);
            else if (called) for (const each of fixture) if (classes.get(each).has(word)) add(word, classes.get(each));
          }
          for (const [script] of body.matchAll(/[\w-]+\.js\b/g)) text += scripts.get(script) ?? "";
        }
      };
      add(method, own);
      return text;
    },
  };
}

const files = (folder) =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));

/** Members of a class by name. In formatted sources a blank line stands between them, and they are indented by four. */
function methodsOf(source) {
  const methods = new Map();
  for (const member of source.split(/\n(?= *\n)/)) {
    for (const [, name] of member.matchAll(/^ {4}(?! |\*|@|\/)[\w<>?,[\] .]*?(\w+)(?=\(| =|;)/gm)) {
      methods.set(name, [...(methods.get(name) ?? []), member]);
    }
  }
  return methods;
}
