/** What the scripts of the worker meet and do not bring. Of sql.js: its module of C functions. */
declare module "sql.js/dist/sql-wasm.js" {
  type Initialize = (options: object) => Promise<Record<string, unknown>>;
  const initialize: Initialize & { Module?: Initialize };
  export default initialize;
}

/** What TeaVM makes of the worker's Java. */
declare module "*/worker-impl.js" {
  export function main(args: string[]): void;
}

/** The same for Node. */
declare module "*/node-impl.js" {
  export function main(args: string[]): void;
}
