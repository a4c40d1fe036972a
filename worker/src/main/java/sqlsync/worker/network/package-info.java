/** The coordinator of a network in one process, for tests in Node. It is part of no worker. */
package sqlsync.worker.network;
