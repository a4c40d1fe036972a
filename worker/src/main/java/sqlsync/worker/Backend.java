package sqlsync.worker;

import sqlsync.document.DocumentServices;

/**
 * Where documents lie.
 *
 * @param name opfs, indexeddb or memory
 * @param durable whether anything is left when the worker ends
 * @param reason why a better one is not in use, in one sentence; null where there is none better
 */
record Backend(String name, boolean durable, String reason, DocumentServices services) {}
