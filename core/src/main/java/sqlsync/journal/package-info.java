/**
 * The journals of a document, and the log of recycled segments that holds them.
 *
 * <p>What a flush acknowledged survives the death of the process and of the machine. What was
 * appended between two flushes comes back whole or not at all. Nothing torn and nothing rotten is
 * taken for data, and recovery deletes nothing that it cannot read. {@code docs/JOURNAL.md} has the
 * layout, the invariants, and the test that holds each.
 */
package sqlsync.journal;
