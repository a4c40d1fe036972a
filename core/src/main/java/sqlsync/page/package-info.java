/**
 * Pages of a SQLite file as bytes: their size, sets of them, and how such a set is written.
 *
 * <p>Nothing here knows which pages belong to which document, or where they are kept.
 */
package sqlsync.page;
