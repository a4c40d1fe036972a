package sqlsync.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.jvm.TestDatabase;
import sqlsync.sqlite.Connection;
import sqlsync.sqlite.Sqlite;
import sqlsync.storage.Pages;

/** SQLite converts files whose pages have another size. */
class ImportedFileTest {
    private final Sqlite sqlite = TestDatabase.newSqlite();

    @TempDir Path directory;

    /** As the sqlite3 shell writes it. */
    private byte[] ofShell(String pragmas) throws Exception {
        Path file = directory.resolve("made.db");
        Files.deleteIfExists(file);
        String sql =
                pragmas
                        + "CREATE TABLE notes (text TEXT); CREATE INDEX by_text ON notes (text);"
                        + " INSERT INTO notes VALUES ('milk'), (hex(zeroblob(9000)));"
                        + " DELETE FROM notes WHERE text = '00';";
        Process shell = new ProcessBuilder("sqlite3", file.toString(), sql).start();
        assertEquals(0, shell.waitFor());
        return Files.readAllBytes(file);
    }

    private String read(byte[] file, String sql) {
        Pages pages = new Pages(Pages.PAGES_MAX);
        new ImportedFile(file, 1).converted(sqlite).load(1, pages);
        Connection reader = sqlite.openReader(pages);
        try {
            return TestDatabase.read(reader, sql);
        } finally {
            reader.close();
        }
    }

    @Test
    void pagesOfEverySizeAreTaken() throws Exception {
        for (int bytes = 512; bytes <= 65_536; bytes *= 2) {
            for (String more :
                    List.of("", "PRAGMA auto_vacuum = 1;", "PRAGMA journal_mode = WAL;")) {
                byte[] file = ofShell("PRAGMA page_size = " + bytes + ";" + more);
                assertEquals("18004", read(file, "SELECT sum(length(text)) FROM notes"));
                assertEquals("4096", read(file, "PRAGMA page_size"));
                assertEquals("ok", read(file, "PRAGMA integrity_check"));
            }
        }
    }

    @Test
    void rottenBytesAreRefusedOrDoNoHarm() throws Exception {
        Random random = new Random(4711);
        byte[] file = ofShell("PRAGMA page_size = 1024;");
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            byte[] rotten = file.clone();
            for (int k = 0; k < 8; k++) {
                int at = 20 + random.nextInt(random.nextBoolean() ? 100 : rotten.length - 20);
                rotten[at] = (byte) random.nextInt();
            }
            try {
                assertEquals("ok", read(rotten, "PRAGMA integrity_check"));
            } catch (SqlSyncException known) {
                assertEquals(ErrorCode.INVALID_ARGUMENT, known.code(), known.getMessage());
                refused++;
            }
        }
        assertTrue(refused > 100, refused + " of 300 were refused");
    }

    @Test
    void whatIsCutShortIsRefused() throws Exception {
        byte[] file = ofShell("PRAGMA page_size = 1024;");
        byte[] cut = java.util.Arrays.copyOf(file, file.length - 1);
        SqlSyncException why =
                assertThrows(
                        SqlSyncException.class, () -> new ImportedFile(cut, 1).converted(sqlite));
        assertTrue(why.getMessage().contains("cut short"), why.getMessage());
    }
}
