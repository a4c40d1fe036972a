/** What lies beside these scripts in the package. */
declare module "*/sqlsync.js" {
  export { newDocumentId, sql, SqlSyncError, version } from "#contract";
}

/** The engine, as the worker's build has made it. */
declare module "*/node-engine.js" {
  export function startEngine(scope: object): void;
}

/** The storage host, in the same form. */
declare module "*/node-storage-host.js" {
  export function startStorageHost(scope: object): void;
}

/** What bundle-node.mjs makes of page.js. */
declare module "*/node-page.js" {
  export function createPage(scope: object): any;
}
