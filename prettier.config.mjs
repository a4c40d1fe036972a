/** The format of JavaScript, TypeScript, CSS and Markdown; Java has google-java-format. `bin/format` applies both. */
export default {
  printWidth: 120,
  proseWrap: "always",
  embeddedLanguageFormatting: "off",
  plugins: [new URL("rules/compact-tables.mjs", import.meta.url).pathname],
};
