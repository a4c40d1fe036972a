package sqlsync.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sqlsync.SqlSyncException;
import sqlsync.application.JavaReducer;
import sqlsync.document.local.LocalDocument;
import sqlsync.journal.JournalLimits;
import sqlsync.journal.SegmentPool;
import sqlsync.jvm.CoordinatorWorld;
import sqlsync.jvm.SeededRandomness;
import sqlsync.jvm.TestDatabase;
import sqlsync.platform.Answer;
import sqlsync.platform.EventQueue;
import sqlsync.platform.FaultyBlockStore;
import sqlsync.platform.FaultyDisk;

/** Which migration is named when one fails, and what a migration may say of foreign keys. */
class MigrationsTest {
    private static final String PARENTS = "CREATE TABLE parents (id INTEGER PRIMARY KEY)";
    private static final String CHILDREN =
            "CREATE TABLE children (id INTEGER PRIMARY KEY,"
                    + " parent INTEGER REFERENCES parents DEFERRABLE INITIALLY DEFERRED)";
    private static final String SCHEMA = PARENTS + ";" + CHILDREN;
    private static final String ORPHAN = "INSERT INTO children VALUES (1, 7)";
    private static final String GOOD = "CREATE TABLE more (a)";

    /** The form in which generators rebuild a table. */
    private static final String REBUILD =
            "CREATE TABLE __new_children (id INTEGER PRIMARY KEY, parent INTEGER NOT NULL,"
                    + " FOREIGN KEY (parent) REFERENCES parents(id) ON DELETE CASCADE);"
                    + "--> statement-breakpoint\n"
                    + "INSERT INTO __new_children(id, parent) SELECT id, parent FROM children;"
                    + "--> statement-breakpoint\n"
                    + "DROP TABLE children;--> statement-breakpoint\n"
                    + "ALTER TABLE __new_children RENAME TO children;--> statement-breakpoint\n";

    private static final class Migrating extends JavaReducer {
        Migrating(List<String> migrations) {
            super("migrating");
            migrations.forEach(this::migration);
        }
    }

    private final EventQueue events = new EventQueue();
    private final FaultyDisk disk = new FaultyDisk();
    private LocalDocument document;

    /** Opens the document anew; why that failed, or null. */
    private String open(String... migrations) {
        Answer<SegmentPool> pool = new Answer<>();
        SeededRandomness bits = new SeededRandomness(1);
        SegmentPool.open(new FaultyBlockStore(disk, events), bits, JournalLimits.DEFAULT, pool);
        events.run();
        CoordinatorWorld.Told<LocalDocument> opened = new CoordinatorWorld.Told<>();
        LocalDocument.open(
                new DocumentServices(pool.get(), CoordinatorWorld.SQLITE, events, bits, events),
                "doc",
                new Migrating(List.of(migrations)),
                true,
                opened);
        events.run();
        try {
            document = opened.get();
            return null;
        } catch (SqlSyncException failure) {
            return failure.getMessage();
        }
    }

    private static String failed(int migration, String why) {
        return "Migration "
                + migration
                + " of the reducer \"migrating\" failed on document \"doc\": "
                + why;
    }

    private static final String DANGLING =
            "A row of \"children\" refers to a row of \"parents\" that does not exist.";

    @Test
    void theMigrationThatInsertsAnOrphanIsNamed() {
        assertEquals(failed(0, DANGLING), open(SCHEMA + ";" + ORPHAN, GOOD));
        assertEquals(failed(1, DANGLING), open(SCHEMA, ORPHAN, GOOD));
        assertEquals(failed(2, DANGLING), open(SCHEMA, GOOD, ORPHAN));
    }

    @Test
    void theMigrationWhoseStatementFailsIsNamed() {
        String bad = "INSERT INTO nowhere VALUES (1)";
        String why = open(SCHEMA, bad, GOOD);
        assertEquals(failed(1, "no such table: nowhere (in: " + bad + ")"), why);
    }

    @Test
    void whatALaterMigrationMendsIsNoFault() {
        assertNull(open(SCHEMA, ORPHAN, "INSERT INTO parents VALUES (7)", GOOD));
    }

    @Test
    void whatWasMendedOnceIsBlamedOnWhoBrokeItLast() {
        String again = "INSERT INTO children VALUES (2, 8)";
        assertEquals(
                failed(3, DANGLING), open(SCHEMA, ORPHAN, "DELETE FROM children", again, GOOD));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PRAGMA foreign_keys=OFF;--> statement-breakpoint\nREBUILD"
                        + "PRAGMA foreign_keys=ON;--> statement-breakpoint\n",
                "-- RedefineTables\nPRAGMA defer_foreign_keys=ON;\nPRAGMA foreign_keys=OFF;\n"
                        + "REBUILD\nPRAGMA foreign_keys=ON;\nPRAGMA defer_foreign_keys=OFF;"
            })
    void aGeneratedMigrationRebuildsATable(String generated) {
        String rows = "INSERT INTO parents VALUES (1); INSERT INTO children VALUES (1, 1)";
        assertNull(open(SCHEMA, rows, generated.replace("REBUILD", REBUILD)));
        assertEquals("1", TestDatabase.read(document.reader(), "SELECT parent FROM children"));
    }

    private static final String EDITED =
            "Migration 0 of the reducer \"migrating\" was edited after the document \"doc\" had run"
                    + " it, so its schema is that of the old text. Take the edit back and add a"
                    + " migration, or, in development, delete the document.";

    @Test
    void aMigrationThatWasEditedAfterItRanIsToldAtEveryOpening() {
        String edited = PARENTS.replace("id", "other");
        assertNull(open(PARENTS));
        assertNull(document.warning());
        for (int i = 0; i < 2; i++) {
            assertNull(open(edited, GOOD));
            assertEquals(EDITED, document.warning());
        }
        assertNull(open(PARENTS, GOOD));
        assertNull(document.warning());
    }

    @Test
    void aMigrationThatWasEditedWhileTheDocumentIsOpenIsToldThen() {
        assertNull(open(PARENTS));
        document.replaceReducer(new Migrating(List.of(PARENTS.replace("id", "other"))));
        assertEquals(EDITED, document.warning());
        document.replaceReducer(new Migrating(List.of(PARENTS, GOOD)));
        assertNull(document.warning());
    }

    @Test
    void aMigrationThatWasTakenBackIsToldWithItsCure() {
        assertNull(open(PARENTS, GOOD));
        assertEquals(
                "The document is at schema version 2, and this reducer knows 1 migrations only."
                        + " Load the newer version of the application; in development, where a"
                        + " migration was taken back, delete the document.",
                open(PARENTS));
    }

    @Test
    void foreignKeysThatAreTurnedOnInAMigrationAreCheckedAtItsEndAllTheSame() {
        assertEquals(
                failed(1, DANGLING), open(SCHEMA, "PRAGMA foreign_keys=ON;" + ORPHAN + ";" + GOOD));
        assertEquals(failed(1, DANGLING), open(SCHEMA, "PRAGMA foreign_keys=OFF;" + ORPHAN, GOOD));
    }
}
