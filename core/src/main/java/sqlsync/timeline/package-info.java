/** The mutations that one device made to a document, as they stand in its journal. */
package sqlsync.timeline;
