/** `sqlsync/testing`: documents in memory, for tests of reducers in Node. */
export { createTestDocument } from "./test-document.js";
export { createTestNetwork } from "./test-network.js";
