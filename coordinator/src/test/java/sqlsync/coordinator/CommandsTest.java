package sqlsync.coordinator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sqlsync.coordinator.command.Commands;
import sqlsync.coordinator.files.DataDirectory;
import sqlsync.coordinator.limit.CoordinatorLimits;

class CommandsTest {
    private static final String REDUCER =
            "export default { name: 'r', migrations: ['CREATE TABLE t (a)'], mutations: {"
                    + " add(tx, { a }) { tx.run('INSERT INTO t VALUES (?)', [a]); } } };";

    /** Two pages: the schema, and the table. */
    private static final int DATABASE_BYTES = 8192;

    @TempDir Path directory;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void twoDocuments() throws Exception {
        Running.reducer(directory, REDUCER);
        try (CoordinatorServer server =
                Running.start(directory, List.of(), null, CoordinatorLimits.Tuning.DEFAULT)) {
            Running running = new Running(server.address());
            for (int i = 1; i <= 3; i++) {
                String calls = "[{\"name\":\"add\",\"args\":{\"a\":\"note " + i + "\"}}]";
                assertEquals(200, running.mutate("A", 'a', i, calls).statusCode());
                assertEquals(200, running.mutate("c", 'c', i, calls).statusCode());
            }
        }
    }

    private Path data() {
        return directory.resolve("data");
    }

    private int run(String... arguments) {
        out.reset();
        err.reset();
        return Commands.run(new PrintStream(out, true), new PrintStream(err, true), arguments);
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    private String complained() {
        return err.toString(StandardCharsets.UTF_8).strip();
    }

    private Path segment(String id) throws IOException {
        try (DataDirectory held = DataDirectory.open(data());
                Stream<Path> files = Files.list(held.ofDocument(id))) {
            return files.filter(file -> file.toString().endsWith(".segment"))
                    .sorted()
                    .toList()
                    .get(0);
        }
    }

    private Map<String, Integer> contents() throws IOException {
        Map<String, Integer> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(data().resolve("documents"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(file.toString(), Arrays.hashCode(Files.readAllBytes(file)));
            }
        }
        return contents;
    }

    @Test
    void listSaysWhatThereIs() throws IOException {
        assertEquals(0, run("list", "--data", data().toString()), complained());
        assertTrue(said().matches("(?s)(A|c)\tr\t8192\t\\d+\t20\\S+Z\n.*"), said());
        assertEquals(2, said().lines().count(), said());
    }

    @Test
    void checkFindsNothingAndChangesNothing() throws IOException {
        Map<String, Integer> before = contents();
        assertEquals(0, run("check", "--data", data().toString()), said());
        assertTrue(said().contains("ok\tA\tLSN 4\n"), said());
        assertTrue(said().contains("ok\tc\tLSN 4\n"), said());
        assertEquals(0, run("check", "--data", data().toString(), "c"));
        assertEquals("ok\tc\tLSN 4\n", said());
        assertEquals(before, contents());
    }

    @Test
    void deleteLeavesNothingButATombstone() throws Exception {
        assertEquals(0, run("delete", "--data", data().toString(), "c"), complained());
        assertEquals("deleted\tc\n", said());
        assertEquals(1, run("delete", "--data", data().toString(), "none"));
        assertTrue(complained().startsWith("There is no document \"none\""), complained());
        assertEquals(0, run("list", "--data", data().toString()));
        assertEquals(1, said().lines().count(), said());
        try (CoordinatorServer server =
                Running.start(directory, List.of(), null, CoordinatorLimits.Tuning.DEFAULT)) {
            String calls = "[{\"name\":\"add\",\"args\":{\"a\":1}}]";
            Running running = new Running(server.address());
            assertEquals(410, running.mutate("c", 'd', 1, calls).statusCode());
            assertEquals(200, running.mutate("A", 'd', 1, calls).statusCode());
        }
    }

    @Test
    void checkNamesADamagedDocument() throws IOException {
        Path segment = segment("c");
        byte[] bytes = Files.readAllBytes(segment);
        // In the text of the second note, whose layer others follow.
        int at = indexOf(bytes, "note 2");
        bytes[at] ^= 1;
        Files.write(segment, bytes);
        Map<String, Integer> before = contents();
        assertEquals(1, run("check", "--data", data().toString()));
        assertTrue(said().contains("ok\tA\t"), said());
        assertTrue(said().contains("damaged\tc\t"), said());
        assertEquals(1, run("export", "--data", data().toString(), "c", file("c.db").toString()));
        assertTrue(complained().contains("--damaged exports what can be read."), complained());
        assertTrue(Files.notExists(file("c.db")));
        assertEquals(
                0, run("export", "--data", data().toString(), "--damaged", "c", "" + file("c.db")));
        assertTrue(indexOf(Files.readAllBytes(file("c.db")), "note 1") > 0);
        assertEquals(before, contents());
    }

    @Test
    void checkNamesASegmentThatIsMissing() throws IOException {
        Files.delete(segment("c"));
        assertEquals(1, run("check", "--data", data().toString(), "c"));
        assertTrue(said().contains(".segment is missing"), said());
    }

    @Test
    void exportWritesASqliteFileAndNoFileTwice() throws IOException {
        String[] export = {"export", "--data", data().toString(), "A", "" + file("a.db")};
        assertEquals(0, run(export), complained());
        byte[] database = Files.readAllBytes(file("a.db"));
        assertEquals(DATABASE_BYTES, database.length);
        assertTrue(indexOf(database, "SQLite format 3") == 0);
        assertTrue(indexOf(database, "note 3") > 0);
        assertEquals(1, run(export));
        assertEquals("There is a file " + file("a.db") + " already.", complained());
        assertArrayEquals(database, Files.readAllBytes(file("a.db")));
    }

    @Test
    void whatCannotBeDoneIsASentence() throws IOException {
        assertEquals(1, run("check", "--data", data().toString(), "d"));
        assertEquals("There is no document \"d\" in " + data() + ".", complained());
        assertEquals(1, run("list", "--data", directory.resolve("reducers").toString()));
        assertTrue(complained().endsWith("is no data directory of a coordinator."), complained());
        try (DataDirectory held = DataDirectory.open(data())) {
            assertEquals(1, run("list", "--data", held.path().toString()));
            assertTrue(complained().startsWith("Another coordinator works on"), complained());
        }
        assertEquals(2, run("check"));
        assertTrue(complained().contains("--data"), complained());
        assertEquals(2, run("chekc", "--data", data().toString()));
        assertEquals("There is no command or option chekc. --help lists them.", complained());
        assertEquals(2, run("token", "--expires-in", "5"));
        assertEquals("--expires-in takes a time like 90s, 15m, 12h, 30d, not 5.", complained());
        assertEquals(0, run("check", "--help"));
        assertTrue(said().contains("Changes nothing."), said());
    }

    @Test
    void aTokenOpensWhatItNames() throws Exception {
        Path secret = Files.writeString(file("secret"), "s".repeat(40));
        String[] token = {
            "token", "--jwt-secret-file", secret.toString(), "--user", "ann", "--document", "A=read"
        };
        assertEquals(0, run(token), complained());
        CoordinatorLimits.Tuning tuning = CoordinatorLimits.Tuning.DEFAULT;
        try (CoordinatorServer server = Running.start(directory, List.of(), secret, tuning)) {
            Running running = new Running(server.address());
            String sql = "SELECT count(*) AS n FROM t";
            assertEquals(200, running.query("A", sql, null, said().strip()).statusCode());
            assertEquals(401, running.query("c", sql, null, said().strip()).statusCode());
        }
        token[token.length - 1] = "A=all";
        assertEquals(2, run(token));
        assertEquals("--document takes ID, ID=read or ID=write, not A=all.", complained());
        Files.writeString(secret, "short");
        assertEquals(1, run(token[0], token[1], token[2], token[3], token[4]));
        assertTrue(complained().contains("has 5 bytes; it needs 32."), complained());
    }

    private Path file(String name) {
        return directory.resolve(name);
    }

    private static int indexOf(byte[] bytes, String text) {
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
    }
}
