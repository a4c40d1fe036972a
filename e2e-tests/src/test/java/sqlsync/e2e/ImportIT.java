package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sqlsync.e2e.fixture.Document;
import sqlsync.e2e.fixture.Failure;
import sqlsync.e2e.fixture.Profile;
import sqlsync.e2e.fixture.Story;
import sqlsync.e2e.fixture.Tab;

/** A SQLite file becomes a document; one that cannot, leaves nothing. */
class ImportIT extends Story {
    private static final String LIST =
            "CREATE TABLE todo (id INTEGER PRIMARY KEY, text TEXT NOT NULL, done INTEGER NOT NULL"
                    + " DEFAULT 0); INSERT INTO todo (text) VALUES ('milk'), ('bread');";

    @TempDir Path scratch;

    /** A file that the {@code sqlite3} program makes. */
    private byte[] file(String sql) throws IOException, InterruptedException {
        Path path = scratch.resolve("made.db");
        Files.deleteIfExists(path);
        SqliteProgram.make(path, sql);
        return Files.readAllBytes(path);
    }

    private static void give(Tab tab, byte[] file) {
        tab.evaluate(
                "text => { globalThis.file = Uint8Array.from(atob(text), (c) => c.charCodeAt(0)) }",
                Base64.getEncoder().encodeToString(file));
    }

    /** A file whose program has made the tables of the reducer's first migration. */
    private static Document imported(Tab tab, String id, String reducer, byte[] file) {
        return imported(tab, id, reducer, file, ", schemaVersion: 1");
    }

    private static Document imported(
            Tab tab, String id, String reducer, byte[] file, String options) {
        give(tab, file);
        return tab.held(
                "sqlsync.importDocument('"
                        + id
                        + "', file, {reducer: reducerUrl('"
                        + reducer
                        + "')"
                        + options
                        + "})");
    }

    private static Failure failure(Tab tab, String id, String file) {
        return failure(tab, id, file, "");
    }

    private static Failure failure(Tab tab, String id, String file, String options) {
        return tab.failureOf(
                "sqlsync.importDocument('"
                        + id
                        + "', "
                        + file
                        + ", {reducer: reducerUrl('todo.js')"
                        + options
                        + "})");
    }

    @Test
    void aFileOfAnotherProgramIsADocumentLikeAnyOther() throws Exception {
        Profile profile = newProfile();
        Tab tab = profile.tab();
        Document document =
                imported(tab, "list", "todo.js", file(LIST + "PRAGMA user_version = 1;"));
        assertEquals("list", document.evaluate("it.id"));
        document.mutate("add", Map.of("text", "salt"));
        Document elsewhere = profile.tab().open("list", "todo.js", Map.of("create", false));
        assertEquals(
                List.of("milk", "bread", "salt"),
                elsewhere.column("SELECT text FROM todo ORDER BY id"));
        profile.kill();
        profile.start();
        Document again = profile.tab().open("list", "todo.js", Map.of("create", false));
        assertEquals(
                List.of("milk", "bread", "salt"),
                again.column("SELECT text FROM todo ORDER BY id"));
        assertEquals("ok", again.integrity());
    }

    @Test
    void userVersionOfAnotherProgramIsNotTheSchemaVersion() throws Exception {
        Tab tab = tab();
        for (int version : List.of(1, 7)) {
            byte[] file = file("CREATE TABLE other (a); PRAGMA user_version = " + version + ";");
            Document document = imported(tab, newId("foreign"), "todo.js", file, "");
            assertEquals(1, document.evaluate("it.status.schemaVersion"));
            document.mutate("add", Map.of("text", "salt"));
            assertEquals(List.of("salt"), document.column("SELECT text FROM todo"));
        }
        String id = newId("version");
        give(tab, file(LIST + "PRAGMA user_version = 1;"));
        failure(tab, id, "file").is("reducer-load-failed").mentions("schemaVersion");
        for (String wrong : List.of("2", "-1", "0.5", "'1'", "2 ** 32")) {
            failure(tab, id, "file", ", schemaVersion: " + wrong)
                    .is("invalid-argument")
                    .mentions("schemaVersion");
        }
        isNotThere(tab, id);
    }

    @Test
    void whatWasExportedIsImported() {
        Tab tab = tab();
        Document list = tab.open(newId("list"), "todo.js");
        list.mutate("add", Map.of("text", "milk"));
        String id = newId("copy");
        list.evaluate("void (globalThis.file = await it.export())");
        Document copy =
                tab.held(
                        "sqlsync.importDocument('"
                                + id
                                + "', new Blob([file]), {reducer: reducerUrl('todo.js')})");
        copy.mutate("add", Map.of("text", "bread"));
        assertEquals(List.of("milk", "bread"), copy.column("SELECT text FROM todo ORDER BY id"));
        assertEquals(List.of("milk"), list.column("SELECT text FROM todo"));
    }

    @Test
    void aFileThatWasInWalModeIsWrittenToAndMigrated() throws Exception {
        byte[] file = file("PRAGMA journal_mode = WAL; " + LIST + "PRAGMA user_version = 1;");
        assertEquals(2, file[18]);
        Document document = imported(tab(), newId("wal"), "todo-2.js", file);
        assertEquals(2, document.evaluate("it.status.schemaVersion"));
        document.mutate("prioritise", Map.of("id", 1, "priority", 9));
        assertEquals(List.of(9, 2), document.column("SELECT priority FROM todo ORDER BY id"));
    }

    @Test
    void anIdThatIsTakenIsRefusedWhereverItsDocumentLies() throws Exception {
        Tab tab = tab();
        String id = newId("taken");
        Document there = tab.open(id, "todo.js");
        there.mutate("add", Map.of("text", "salt"));
        give(tab, file(LIST + "PRAGMA user_version = 1;"));
        assertEquals(id, failure(tab, id, "file").is("already-exists").documentId());
        there.close();
        failure(tab, id, "file").is("already-exists");
        tab.failureOf(
                        "sqlsync.importDocument('"
                                + id
                                + "', file, {reducer: reducerUrl('todo.js'), storage: 'memory'})")
                .is("already-exists");
        assertEquals(List.of("salt"), tab.open(id, "todo.js").column("SELECT text FROM todo"));
    }

    @Test
    void whatCannotBeImportedSaysWhyAndLeavesNothing() throws Exception {
        Tab tab = tab();
        byte[] good = file(LIST + "PRAGMA user_version = 1;");
        byte[] rotten = good.clone();
        Arrays.fill(rotten, 4096, 4096 + 200, (byte) 0x5a);
        refused(tab, new byte[0], "no SQLite file");
        refused(tab, "name,text\n1,milk\n".repeat(1000).getBytes(), "no SQLite file");
        refused(tab, Arrays.copyOf(good, 5000), "cut short");
        refused(tab, Arrays.copyOf(good, 4096), "cut short");
        refused(tab, rotten, "integrity");
        refused(tab, file("PRAGMA page_size = 8192; " + LIST), "8192");
    }

    private void refused(Tab tab, byte[] file, String mentioned) {
        String id = newId("refused");
        give(tab, file);
        assertEquals(
                id,
                failure(tab, id, "file").is("invalid-argument").mentions(mentioned).documentId());
        isNotThere(tab, id);
    }

    private static void isNotThere(Tab tab, String id) {
        tab.failureOf(
                        "sqlsync.openDocument('"
                                + id
                                + "', {reducer: reducerUrl('todo.js'), create: false})")
                .is("not-found");
    }

    @Test
    void aSchemaThatDoesNotFitIsRefusedAndLeavesNothing() throws Exception {
        Tab tab = tab();
        String id = newId("schema");
        tab.open(newId("newer"), "todo-2.js")
                .evaluate("void (globalThis.file = await it.export())");
        failure(tab, id, "file").is("schema-too-new");
        isNotThere(tab, id);
        give(tab, file(LIST));
        failure(tab, id, "file").is("reducer-load-failed").mentions("todo");
        isNotThere(tab, id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"undefined", "null", "42", "'list.db'", "{}", "[1, 2]"})
    void whatIsNoFileIsAnInvalidArgument(String file) throws Exception {
        Tab tab = tab();
        give(tab, file(LIST));
        failure(tab, newId("bad"), file).is("invalid-argument");
        failure(tab, "a/b", "file").is("invalid-argument");
        tab.failureOf("sqlsync.importDocument('a', file)").is("invalid-argument");
        tab.failureOf(
                        "sqlsync.importDocument('a', file, {reducer: '/reducers/todo.js', create:"
                                + " false})")
                .is("invalid-argument");
    }

    @Test
    void anAbortedImportLeavesNothing() throws Exception {
        Tab tab = tab();
        String id = newId("aborted");
        give(tab, file(LIST + "PRAGMA user_version = 1;"));
        String signal = "', file, {reducer: reducerUrl('todo.js'), schemaVersion: 1, signal: ";
        tab.failureOf("sqlsync.importDocument('" + id + signal + "AbortSignal.abort()})")
                .is("aborted");
        tab.failureOf(
                        "{ const abort = new AbortController();"
                                + " queueMicrotask(() => setTimeout(() => abort.abort()));"
                                + " return sqlsync.importDocument('"
                                + id
                                + signal
                                + "abort.signal}) }")
                .is("aborted");
        tab.await(
                "sqlsync.listDocuments().then((all) => all.every(({ id }) => id !== '"
                        + id
                        + "'))");
        isNotThere(tab, id);
    }
}
