import { randomId } from "./base58.js";
import { createLibrary } from "./library.js";

export { SqlSyncError } from "./errors.js";
export { sql } from "./sql.js";
export { version } from "./version.js";

export const { configure, openDocument, importDocument, listDocuments, deleteDocument, storageInfo, persist } =
  createLibrary();

/** A new id, unguessable and unique: 128 random bits in base58. */
export const newDocumentId = randomId;
