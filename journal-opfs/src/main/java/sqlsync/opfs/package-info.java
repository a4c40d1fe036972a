/**
 * The storage host: the dedicated worker that holds the OPFS handles and reads, writes and flushes
 * where it is told. It knows nothing of journals.
 *
 * <p>Files lie in {@code sqlsync/<namespace>/}, named by their number in base 36: names count
 * against Safari's limits. A handle is exclusive, and that is what keeps an earlier host's hands
 * off the files.
 */
package sqlsync.opfs;
