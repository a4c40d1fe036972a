/**
 * Who lends a storage host to the worker: a tab, or the worker itself where the browser lets it
 * start workers.
 */
package sqlsync.worker.hosts;
