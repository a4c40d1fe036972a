package sqlsync.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import sqlsync.codec.ByteWriter;
import sqlsync.page.Page;
import sqlsync.page.SerializedPages;

class PageChangesTest {
    private final Pages pages = new Pages(100);
    private final PageChanges changes = pages.changes();
    private int told;

    private void commit(int... numbers) {
        for (int number : numbers) {
            Arrays.fill(pages.replace(number), (byte) (fill(number) + 1));
        }
        pages.commitTransaction();
    }

    private int fill(int number) {
        return number > pages.pageCount() ? 0 : pages.page(number)[Page.BYTES - 1];
    }

    /** Commits page 1 with one of its bytes moved on. */
    private void commitFirst(int offset) {
        byte[] before = pages.page(1).clone();
        byte[] after = pages.replace(1);
        System.arraycopy(before, 0, after, 0, Page.BYTES);
        after[offset]++;
        pages.commitTransaction();
    }

    private boolean firstChangesWith(int offset) {
        int mark = changes.mark();
        commitFirst(offset);
        return changes.changedAfter(1, mark);
    }

    @Test
    void aCommitChangesThePagesItWrote() {
        commit(1, 2, 3);
        int mark = changes.mark();
        commit(3);
        assertTrue(changes.changedAfter(3, mark));
        assertFalse(changes.changedAfter(2, mark));
        assertFalse(changes.changedAfter(90, mark), "a page that never was");
        assertFalse(changes.changedAfter(3, changes.mark()));
    }

    @Test
    void aMarkStaysWhileNothingChanges() {
        commit(1);
        int mark = changes.mark();
        assertEquals(mark, changes.mark());
        commit(2);
        assertTrue(changes.mark() > mark);
    }

    @Test
    void aRollbackChangesNothing() {
        commit(1, 2);
        int mark = changes.mark();
        Arrays.fill(pages.replace(2), (byte) 9);
        pages.rollbackTransaction();
        assertEquals(mark, changes.mark());
        assertFalse(changes.changedAfter(2, mark));
    }

    @Test
    void countersOfPageOneAreNoChangeOfIt() {
        commit(1);
        for (int counter : new int[] {24, 27, 28, 31, 32, 36, 39, 92, 99}) {
            assertFalse(firstChangesWith(counter), "offset " + counter);
        }
        int mark = changes.mark();
        commitFirst(Page.CHANGE_COUNTER);
        assertTrue(changes.anyChangedAfter(mark));
    }

    @Test
    void theSchemaCookieAndTheNumbersOfUsersAre() {
        commit(1);
        for (int offset : new int[] {40, 43, 60, 63, 68, 71}) {
            assertTrue(firstChangesWith(offset), "offset " + offset);
        }
    }

    @Test
    void aRevertChangesWhatItTakesBackAndNothingElse() {
        commit(1, 2, 3, 4);
        pages.durable(pages.seal());
        commit(2);
        pages.seal();
        commit(3);
        int mark = changes.mark();
        pages.revert();
        assertTrue(changes.changedAfter(2, mark) && changes.changedAfter(3, mark));
        assertFalse(changes.changedAfter(4, mark) || changes.changedAfter(1, mark));
    }

    @Test
    void aRevertOfTheSchemaChangesPageOne() {
        commit(1);
        pages.durable(pages.seal());
        commitFirst(Page.SCHEMA_COOKIE);
        int mark = changes.mark();
        pages.revert();
        assertTrue(changes.changedAfter(1, mark));
    }

    @Test
    void pagesOfOthersAreCompared() {
        commit(1, 2, 3);
        pages.durable(pages.seal());
        Pages other = new Pages(100);
        other.apply(serialized(pages.freeze()));
        Arrays.fill(other.replace(2), (byte) 7);
        System.arraycopy(pages.page(1), 0, other.replace(1), 0, Page.BYTES);
        other.replace(1)[Page.CHANGE_COUNTER]++;
        other.commitTransaction();
        int mark = changes.mark();
        pages.apply(serialized(other.seal()));
        assertTrue(changes.changedAfter(2, mark));
        assertFalse(changes.changedAfter(1, mark) || changes.changedAfter(3, mark));
    }

    @Test
    void anotherSchemaUnderTheSameCookieIsAChangeWhenItComesFromOthers() {
        commit(1);
        pages.durable(pages.seal());
        Pages other = new Pages(100);
        other.apply(serialized(pages.freeze()));
        System.arraycopy(pages.page(1), 0, other.replace(1), 0, Page.BYTES);
        other.replace(1)[2000]++;
        other.commitTransaction();
        int mark = changes.mark();
        pages.apply(serialized(other.seal()));
        assertTrue(changes.changedAfter(1, mark));
    }

    @Test
    void pagesThatAreTakenAwayOrLoadedHaveChanged() {
        commit(1, 2, 3);
        pages.durable(pages.seal());
        int mark = changes.mark();
        pages.resize(2);
        pages.load(2, new byte[Page.BYTES], 0);
        assertTrue(changes.changedAfter(3, mark) && changes.changedAfter(2, mark));
        assertFalse(changes.changedAfter(1, mark));
    }

    @Test
    void oneIsToldOnceUntilOneLooksAgain() {
        changes.onChange(() -> told++);
        commit(1);
        commit(2);
        assertEquals(1, told);
        changes.mark();
        commit(2);
        assertEquals(2, told);
    }

    @Test
    void whileReadersAreHeldTheirMarkStaysAndNobodyIsTold() {
        commit(1, 2);
        int mark = changes.mark();
        changes.onChange(() -> told++);
        changes.hold();
        commit(2);
        assertEquals(mark, changes.mark());
        assertEquals(0, told);
        changes.release();
        assertEquals(1, told);
        assertTrue(changes.mark() > mark);
        assertTrue(changes.changedAfter(2, mark));
        changes.hold();
        changes.release();
        assertEquals(1, told);
    }

    private static SerializedPages serialized(sqlsync.page.SparsePages layer) {
        ByteWriter out = new ByteWriter();
        SerializedPages.write(out, layer, true);
        return SerializedPages.read(out.array(), 0, out.size());
    }
}
