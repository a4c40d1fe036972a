package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sqlsync.e2e.fixture.Document;
import sqlsync.e2e.fixture.Flood;
import sqlsync.e2e.fixture.Story;

/** The exported file is a SQLite file like any other. */
class ExportIT extends Story {
    @TempDir Path scratch;

    @Test
    void theExportedFileOpensInSqliteAndHasTheRows() throws Exception {
        Document document = tab().open(newId("letters"), "todo.js");
        for (String text : List.of("milk", "bread", "ümläut")) {
            document.mutate("add", Map.of("text", text));
        }
        document.mutate("finish", Map.of("id", 2));
        SqliteProgram file = SqliteProgram.on(document.export(), scratch.resolve("letters.db"));
        file.isSound();
        assertEquals(
                List.of("1|milk|0", "2|bread|1", "3|ümläut|0"),
                file.ask("SELECT id, text, done FROM todo ORDER BY id"));
        assertEquals(List.of("1"), file.ask("PRAGMA user_version"));
        assertEquals(List.of("1397838681"), file.ask("PRAGMA application_id"));
        assertEquals(List.of(0), document.column("PRAGMA application_id"));
    }

    @Test
    void aDocumentJustMadeIsASoundFileToo() throws Exception {
        byte[] exported = tab().open(newId("letters"), "todo.js").export();
        assertTrue(
                new String(exported, StandardCharsets.ISO_8859_1).startsWith("SQLite format 3\0"));
        SqliteProgram file = SqliteProgram.on(exported, scratch.resolve("new.db"));
        file.isSound();
        assertEquals(List.of("0"), file.ask("SELECT count(*) FROM todo"));
    }

    @Test
    void exportingWhileOthersMutateGivesOneStateOfTheDatabase() throws Exception {
        String id = newId("pairs");
        Document reader = tab().open(id, "entries.js");
        Document writer = tab().open(id, "entries.js");
        Flood flood = writer.flood("w", 1, 100, null).awaitMore(500);
        for (int i = 0; i < 5; i++) {
            SqliteProgram file =
                    SqliteProgram.on(reader.export(), scratch.resolve("state-" + i + ".db"));
            file.isSound();
            assertEquals(
                    file.ask("SELECT count(*) FROM entries"),
                    file.ask("SELECT max(n) FROM entries"));
        }
        flood.stop();
    }
}
