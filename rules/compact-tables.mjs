/**
 * A plugin for Prettier: tables in Markdown stay as narrow as their text. Prettier would pad every cell to the widest of its column, so
 * that a longer cell changes each line of a table.
 */
import { doc } from "prettier";
import * as markdown from "prettier/plugins/markdown";

const { hardline, join } = doc.builders;
const RULES = { left: ":--", center: ":-:", right: "--:" };
const builtIn = markdown.printers.mdast;

function print(path, options, printChild) {
  if (path.node.type !== "table") return builtIn.print(path, options, printChild);
  const [head, ...rows] = path.map(() => ["| ", join(" | ", path.map(printChild, "children")), " |"], "children");
  const rule = `|${path.node.align.map((each) => RULES[each] ?? "---").join("|")}|`;
  return join(hardline, [head, rule, ...rows]);
}

export const { languages, parsers } = markdown;
export const printers = { mdast: { ...builtIn, print } };
