/** Tokens for coordinators: pages are asked for them, one after the other, until one answers. */
package sqlsync.worker.tokens;
