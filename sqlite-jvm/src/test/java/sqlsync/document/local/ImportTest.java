package sqlsync.document.local;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.document.DocumentServices;
import sqlsync.journal.JournalLimits;
import sqlsync.journal.SegmentPool;
import sqlsync.jvm.SeededRandomness;
import sqlsync.jvm.TestDatabase;
import sqlsync.page.Page;
import sqlsync.platform.Answer;
import sqlsync.platform.BlockStore;
import sqlsync.platform.Completion;
import sqlsync.platform.EventQueue;
import sqlsync.platform.Fault;
import sqlsync.platform.FaultyBlockStore;
import sqlsync.platform.FaultyDisk;
import sqlsync.platform.MemoryBlockStore;
import sqlsync.platform.PowerCut;
import sqlsync.reducer.Reducer;
import sqlsync.reducer.Transaction;
import sqlsync.sqlite.Sqlite;

/** A SQLite file becomes a document, or nothing is left of it. */
class ImportTest {
    private static final int UNSAID = -1;
    private static final int OURS = 0x53515359;

    private final EventQueue events = new EventQueue();
    private final MemoryBlockStore store = new MemoryBlockStore(events);
    private final Sqlite sqlite = TestDatabase.newSqlite();
    private DocumentServices services = services();

    /** Adds one column a migration; the first makes the table unless it is there. */
    private record Notes(int schemaVersion) implements Reducer {
        @Override
        public String name() {
            return "notes";
        }

        @Override
        public void migrate(int version, Transaction transaction) {
            transaction.run(
                    version == 0
                            ? "CREATE TABLE notes (text TEXT)"
                            : "ALTER TABLE notes ADD COLUMN c" + version,
                    null);
        }

        @Override
        public List<String> mutationNames() {
            return List.of();
        }

        @Override
        public String apply(String name, String arguments, Transaction transaction) {
            throw new IllegalStateException(name);
        }
    }

    private static final class Outcome implements Completion<LocalDocument, SqlSyncException> {
        LocalDocument document;
        SqlSyncException failure;

        @Override
        public void succeeded(LocalDocument made) {
            document = made;
        }

        @Override
        public void failed(SqlSyncException why) {
            failure = why;
        }
    }

    private DocumentServices services() {
        return services(store);
    }

    private DocumentServices services(BlockStore store) {
        Answer<SegmentPool> pool = new Answer<>();
        SegmentPool.open(store, new SeededRandomness(1), JournalLimits.DEFAULT, pool);
        events.run();
        return new DocumentServices(pool.get(), sqlite, events, new SeededRandomness(2), events);
    }

    private Outcome importFile(String id, int schemaVersion, long sequence, byte[] file) {
        return importFile(id, schemaVersion, new ImportRequest("page", sequence, file, UNSAID));
    }

    private Outcome importFile(String id, int schemaVersion, ImportRequest request) {
        Outcome outcome = new Outcome();
        LocalDocument.importFile(services, id, new Notes(schemaVersion), request, outcome);
        events.run();
        return outcome;
    }

    private LocalDocument imported(String id, int schemaVersion, byte[] file) {
        Outcome outcome = importFile(id, schemaVersion, 1, file);
        assertEquals(null, outcome.failure);
        return outcome.document;
    }

    private void refused(ErrorCode code, String mentioned, byte[] file) {
        Outcome outcome = importFile("refused", 1, 1, file);
        assertEquals(code, outcome.failure.code(), outcome.failure::getMessage);
        assertTrue(outcome.failure.getMessage().contains(mentioned), outcome.failure.getMessage());
        assertFalse(services.pool().has("refused"));
    }

    /** As a document exports it. */
    private static byte[] notes(String text) {
        return notes(text, 1, OURS);
    }

    private static byte[] notes(String text, int userVersion, int applicationId) {
        TestDatabase made = new TestDatabase();
        made.run("CREATE TABLE notes (text TEXT)");
        made.run("INSERT INTO notes VALUES ('" + text + "')");
        made.run("CREATE INDEX by_text ON notes (text)");
        made.writer.execute("PRAGMA user_version = " + userVersion);
        made.writer.execute("PRAGMA application_id = " + applicationId);
        return file(made);
    }

    private static byte[] file(TestDatabase made) {
        byte[] file = new byte[made.pages.pageCount() * Page.BYTES];
        for (int number = 1; number <= made.pages.pageCount(); number++) {
            int at = (number - 1) * Page.BYTES;
            System.arraycopy(made.pages.page(number), 0, file, at, Page.BYTES);
        }
        return file;
    }

    private static String read(LocalDocument document, String sql) {
        return TestDatabase.read(document.reader(), sql);
    }

    private void close(LocalDocument document) {
        document.close(
                Completion.of(
                        ignored -> {},
                        failure -> {
                            throw failure;
                        }));
        events.run();
    }

    @Test
    void theFileIsTheFirstLayerAndSurvives() {
        byte[] file = notes("milk");
        LocalDocument document = imported("a", 1, file);
        assertEquals("milk", read(document, "SELECT text FROM notes"));
        assertEquals(1, document.log().storage().range().last());
        assertArrayEquals(file, document.export());
        close(document);
        services = services();
        Outcome again = new Outcome();
        LocalDocument.open(services, "a", new Notes(1), false, again);
        events.run();
        assertEquals("milk", read(again.document, "SELECT text FROM notes"));
    }

    @Test
    void missingMigrationsRunAndTooNewOnesAreRefused() {
        LocalDocument moved = imported("a", 3, notes("milk"));
        assertEquals("milk", read(moved, "SELECT text FROM notes WHERE c1 IS NULL AND c2 IS NULL"));
        assertEquals("3", read(moved, "PRAGMA user_version"));
        byte[] newer = moved.export();
        refused(ErrorCode.SCHEMA_TOO_NEW, "version 3", newer);
    }

    @Test
    void anotherProgramsFileIsAtVersionZeroWhateverItsUserVersionSays() {
        for (int applicationId : new int[] {0, 1, ~OURS}) {
            for (int userVersion : new int[] {0, 1, 2, 7, -1}) {
                TestDatabase made = new TestDatabase();
                made.run("CREATE TABLE other (a)");
                made.writer.execute("PRAGMA user_version = " + userVersion);
                made.writer.execute("PRAGMA application_id = " + applicationId);
                LocalDocument document = imported(applicationId + "-" + userVersion, 2, file(made));
                assertEquals("0", read(document, "SELECT count(c1) FROM notes"));
                assertEquals("2", read(document, "PRAGMA user_version"));
                assertEquals(applicationId + "", read(document, "PRAGMA application_id"));
            }
        }
        String advice = "Migration 0 of the reducer \"notes\" failed on document \"refused\": ";
        refused(ErrorCode.REDUCER_LOAD_FAILED, advice, notes("milk", 1, 0));
        refused(ErrorCode.REDUCER_LOAD_FAILED, "say so with `schemaVersion`", notes("milk", 1, 0));
    }

    @Test
    void theRequestMaySayTheSchemaVersion() {
        for (int applicationId : new int[] {0, OURS}) {
            for (int userVersion : new int[] {0, 1, 7}) {
                byte[] file = notes("milk", userVersion, applicationId);
                String id = applicationId + "-" + userVersion;
                Outcome outcome = importFile(id, 2, new ImportRequest("page", 1, file, 1));
                assertEquals(null, outcome.failure);
                assertEquals("milk", read(outcome.document, "SELECT text FROM notes"));
                assertEquals("0", read(outcome.document, "SELECT count(c1) FROM notes"));
                assertEquals("2", read(outcome.document, "PRAGMA user_version"));
                Outcome higher = importFile("no", 2, new ImportRequest("page", 1, file, 3));
                assertEquals(ErrorCode.INVALID_ARGUMENT, higher.failure.code());
                assertTrue(
                        higher.failure
                                .getMessage()
                                .contains("`schemaVersion` is 3, and the reducer has 2 migrations"),
                        higher.failure.getMessage());
                assertFalse(services.pool().has("no"));
            }
        }
        byte[] file = notes("milk", 1, OURS);
        Outcome zero = importFile("zero", 1, new ImportRequest("page", 1, file, 0));
        assertEquals(ErrorCode.REDUCER_LOAD_FAILED, zero.failure.code());
        assertFalse(zero.failure.getMessage().contains("schemaVersion"));
    }

    @Test
    void theExportedCopyIsMarkedAndThePagesAreNot() {
        LocalDocument document = imported("a", 1, notes("milk"));
        byte[] exported = document.export();
        assertEquals("0", read(document, "PRAGMA application_id"));
        assertEquals("SQSY", new String(exported, 68, 4, StandardCharsets.ISO_8859_1));
        LocalDocument copy = imported("copy", 1, exported);
        assertEquals("0", read(copy, "PRAGMA application_id"));
        assertArrayEquals(exported, copy.export());
        LocalDocument marked =
                importFile("own", 1, new ImportRequest("page", 1, notes("milk", 1, 5), 1)).document;
        assertEquals(5, marked.export()[71]);
    }

    @Test
    void bytesBehindTheLastPageAreNotLookedAt() {
        byte[] file = notes("milk");
        for (int extra : new int[] {1, 100, Page.BYTES, Page.BYTES + 100}) {
            byte[] longer = Arrays.copyOf(file, file.length + extra);
            LocalDocument document = imported("longer-" + extra, 1, longer);
            assertEquals("milk", read(document, "SELECT text FROM notes"));
            assertArrayEquals(file, document.export());
        }
        refused(
                ErrorCode.INVALID_ARGUMENT,
                "cut short",
                Arrays.copyOf(file, file.length - Page.BYTES + 100));
    }

    @Test
    void whatTheEngineLacksIsSaidWithItsName() {
        TestDatabase made = new TestDatabase();
        made.run("CREATE TABLE words (text TEXT COLLATE NOCASE)");
        lacks("words", "no such collation sequence", replaced(file(made), "NOCASE", "LOCALE"));
        made = new TestDatabase();
        made.run("CREATE VIRTUAL TABLE docs USING fts4(body)");
        lacks("docs", "no such module", replaced(file(made), "USING fts4", "USING fts5"));
        made = new TestDatabase();
        made.run("CREATE TABLE t (a)");
        made.run("CREATE TRIGGER twice AFTER INSERT ON t BEGIN SELECT upper('a'); END");
        lacks("t", "no such function", replaced(file(made), "SELECT upper(", "SELECT other("));
    }

    private void lacks(String table, String what, byte[] file) {
        refused(ErrorCode.INVALID_ARGUMENT, "\"" + table + "\" needs", file);
        refused(ErrorCode.INVALID_ARGUMENT, what, file);
    }

    private static byte[] replaced(byte[] file, String what, String by) {
        assertEquals(what.length(), by.length());
        String text = new String(file, StandardCharsets.ISO_8859_1);
        assertTrue(text.contains(what));
        return text.replace(what, by).getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void aFileWithAWriteAheadLogInItsHeaderIsWrittenToLikeAnyOther() {
        byte[] file = notes("milk");
        file[18] = 2;
        file[19] = 2;
        LocalDocument document = imported("a", 2, file);
        assertEquals("milk", read(document, "SELECT text FROM notes"));
        assertEquals(1, document.export()[18]);
        assertEquals(1, document.export()[19]);
    }

    @Test
    void anIdThatIsTakenIsRefusedUnlessThisVeryRequestTookIt() {
        byte[] file = notes("milk");
        close(imported("a", 1, file));
        assertEquals(
                ErrorCode.ALREADY_EXISTS, importFile("a", 1, 2, notes("bread")).failure.code());
        LocalDocument again = importFile("a", 1, 1, file).document;
        assertEquals("milk", read(again, "SELECT text FROM notes"));
    }

    /** A worker that dies in the middle of it, at any operation of storage; the page asks again. */
    @Test
    void whatWasInterruptedIsMadeWhenItIsAskedForAgain() {
        byte[] file = notes("milk");
        int interrupted = 0;
        boolean whole = false;
        for (int operation = 0; !whole; operation++) {
            FaultyDisk disk = new FaultyDisk();
            services = services(new FaultyBlockStore(disk, events));
            disk.failAfter(operation, Fault.POWER_CUT);
            try {
                importFile("a", 1, 1, file);
                whole = !disk.faultHappened();
            } catch (PowerCut cut) {
                interrupted++;
            }
            events.clear();
            disk.crash(new Random(operation));
            services = services(new FaultyBlockStore(disk, events));
            Outcome again = importFile("a", 1, 1, file);
            assertEquals(null, again.failure, "interrupted at " + operation);
            assertEquals("milk", read(again.document, "SELECT text FROM notes"));
            close(again.document);
            assertEquals(ErrorCode.ALREADY_EXISTS, importFile("a", 1, 2, file).failure.code());
        }
        assertTrue(interrupted > 5, interrupted + " operations");
    }

    @Test
    void badFilesLeaveNothingBehind() {
        byte[] file = notes("milk");
        refused(ErrorCode.INVALID_ARGUMENT, "no SQLite file", new byte[0]);
        refused(ErrorCode.INVALID_ARGUMENT, "no SQLite file", new byte[8192]);
        refused(
                ErrorCode.INVALID_ARGUMENT,
                "cut short",
                java.util.Arrays.copyOf(file, file.length - 1));
        refused(
                ErrorCode.INVALID_ARGUMENT,
                "cut short",
                java.util.Arrays.copyOf(file, file.length - Page.BYTES));
        byte[] small = file.clone();
        small[16] = 4;
        refused(ErrorCode.INVALID_ARGUMENT, "1024 bytes", small);
        byte[] large = file.clone();
        large[16] = 0;
        large[17] = 1;
        refused(ErrorCode.INVALID_ARGUMENT, "65536 bytes", large);
        byte[] unknown = file.clone();
        unknown[19] = 3;
        refused(ErrorCode.INVALID_ARGUMENT, "not known", unknown);
        byte[] index = file.clone();
        index[3 * Page.BYTES - 3] ^= 1;
        refused(ErrorCode.INVALID_ARGUMENT, "integrity check", index);
    }

    @Test
    void rottenBytesAreRefusedOrDoNoHarm() {
        Random random = new Random(4711);
        byte[] file = notes("milk");
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            byte[] rotten = file.clone();
            for (int k = 0; k < 8; k++) {
                int at = 20 + random.nextInt(random.nextBoolean() ? 100 : rotten.length - 20);
                rotten[at] = (byte) random.nextInt();
            }
            Outcome outcome = importFile("rotten-" + i, 1, 1, rotten);
            if (outcome.failure == null) {
                assertEquals("ok", read(outcome.document, "PRAGMA integrity_check"));
                close(outcome.document);
            } else {
                refused++;
                assertFalse(services.pool().has("rotten-" + i));
            }
        }
        assertTrue(refused > 100, refused + " of 300 were refused");
    }
}
