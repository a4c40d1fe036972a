/** What a page of the browser has, for Node: bundle.mjs makes one function of it and its surroundings, `createPage(scope)`. */
export { encodeValue } from "#shared/values.js";
export { createLibrary } from "../web/library.js";
export { SqlDocument } from "../web/document.js";
export { SqlSyncError, failure, invalid, kindOf, received } from "../web/errors.js";
export { fileBytes } from "../web/file.js";
export { checkedId, checkedOpenOptions, checkedSchemaVersion, checkedSignal, record } from "../web/options.js";
export { Session } from "../web/session.js";
