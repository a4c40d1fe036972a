/** node bundle.mjs: makes site/stories.js of what TeaVM compiled, as worker and journal-opfs make their scripts. */
import { bundle, COMPACT_JAVA, minifyFurther } from "../../../bin/bundle.mjs";

const target = new URL("../../target/", import.meta.url);

await bundle(
  new URL("web/stories-main.js", target),
  new URL("site/stories.js", target),
  new URL("stories.js.map", target),
  true,
  {
    external: ["node:fs", "node:crypto"],
    define: { __filename: "undefined", __dirname: "undefined", define: "undefined" },
    plugins: [COMPACT_JAVA],
  },
  minifyFurther,
);
