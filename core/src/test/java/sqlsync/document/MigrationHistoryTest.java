package sqlsync.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import sqlsync.application.JavaReducer;
import sqlsync.codec.ByteReader;
import sqlsync.codec.ByteWriter;
import sqlsync.journal.JournalLimits;

class MigrationHistoryTest {
    private static final class Migrating extends JavaReducer {
        Migrating(List<String> migrations) {
            super("migrating");
            for (String each : migrations) {
                if (each == null) {
                    migration(tx -> {});
                } else {
                    migration(each);
                }
            }
        }
    }

    /** Null is a migration in code. */
    private static Migrating reducer(String... migrations) {
        return new Migrating(Arrays.asList(migrations));
    }

    private static MigrationHistory after(String... migrations) {
        return MigrationHistory.NONE.upTo(migrations.length, reducer(migrations));
    }

    @Test
    void theFirstMigrationThatWasEditedIsFound() {
        MigrationHistory had = after("CREATE TABLE a (b)", null, "CREATE TABLE c (d)");
        assertEquals(-1, had.edited(reducer("CREATE TABLE a (b)", null, "CREATE TABLE c (d)")));
        assertEquals(0, had.edited(reducer("CREATE TABLE a (b, x)", null, "CREATE TABLE c (x)")));
        assertEquals(2, had.edited(reducer("CREATE TABLE a (b)", null, "CREATE TABLE c (x)")));
    }

    @Test
    void textThatBecameCodeIsEditedAndCodeIsNotRead() {
        assertEquals(0, after("CREATE TABLE a (b)").edited(reducer((String) null)));
        assertEquals(0, after((String) null).edited(reducer("CREATE TABLE a (b)")));
        assertEquals(-1, after((String) null).edited(reducer((String) null)));
    }

    @Test
    void whiteSpaceDoesNotCountButBetweenWords() {
        MigrationHistory had = after("CREATE TABLE a (\n    b\n)");
        assertEquals(-1, had.edited(reducer("CREATE  TABLE a (\r\n\tb\r\n)\n")));
        assertEquals(0, had.edited(reducer("CREATETABLE a ( b )")));
    }

    @Test
    void moreMigrationsAreNoEditAndFewerNeither() {
        MigrationHistory had = after("a", "b");
        assertEquals(-1, had.edited(reducer("a", "b", "c")));
        assertEquals(-1, had.edited(reducer("a")));
        assertEquals(had, had.upTo(2, reducer("a")));
    }

    @Test
    void whatAMigrationWasFirstIsKept() {
        MigrationHistory later = after("a").upTo(2, reducer("edited", "b"));
        assertEquals(0, later.edited(reducer("edited", "b")));
        assertEquals(1, later.edited(reducer("a", "edited")));
    }

    /** What a device had migrated by itself, and its coordinator never did, may be another one. */
    @Test
    void aMigrationThatTheDocumentDoesNotHaveAnyMoreIsForgotten() {
        MigrationHistory back = after("a", "b").upTo(1, reducer("a", "other"));
        assertEquals(-1, back.upTo(2, reducer("a", "other")).edited(reducer("a", "other")));
    }

    @Test
    void theLastOnesFitIntoALabelBesideTheLongestName() {
        String[] many = Collections.nCopies(500, "CREATE TABLE a (b)").toArray(new String[0]);
        MigrationHistory had = after(many);
        String[] edited = many.clone();
        edited[499] = "DROP TABLE a";
        assertEquals(499, had.edited(reducer(edited)));
        byte[] label =
                new DocumentLabel("\u20ac".repeat(128), 1L << 40, 1L << 42, true, 1L << 40, had)
                        .encode();
        assertTrue(label.length <= JournalLimits.LABEL_BYTES_MAX, label.length + " bytes");
        assertEquals(had, DocumentLabel.decode(label).migrations());
    }

    @Test
    void aLabelOfTheFormatBeforeSaysNothingOfThem() {
        ByteWriter before = new ByteWriter().u8(2).text("notes").varlong(8).varlong(9);
        DocumentLabel label = DocumentLabel.decode(before.u8(1).varlong(4).toByteArray());
        assertEquals(new DocumentLabel("notes", 8, 9, true, 3, MigrationHistory.NONE), label);
    }

    /** A device may go back to a release that reads labels of format 2. */
    @Test
    void aReaderOfTheFormatBeforeFindsWhatItKnows() {
        DocumentLabel label = new DocumentLabel("notes", 8, 9, true, 3, after("a"));
        ByteReader in = new ByteReader(label.encode());
        assertTrue(in.u8() >= 2);
        assertEquals("notes", in.text());
        assertEquals(8, in.varlong());
        assertEquals(9, in.varlong());
        assertEquals(1, in.u8());
        assertEquals(4, in.varlong());
    }
}
