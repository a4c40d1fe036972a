package sqlsync.coordinator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sqlsync.codec.ByteReader;
import sqlsync.coordinator.files.CopyOnWriteStore;
import sqlsync.coordinator.files.DataDirectory;
import sqlsync.coordinator.limit.CoordinatorLimits;
import sqlsync.coordinator.loop.SystemRandomness;
import sqlsync.document.DatabaseFile;
import sqlsync.document.SettledHeader;
import sqlsync.journal.JournalKind;
import sqlsync.journal.SegmentPool;
import sqlsync.page.SerializedPages;
import sqlsync.platform.Completion;
import sqlsync.replication.Message;
import sqlsync.storage.Pages;

class AdminFileTest {
    private static final String REDUCER =
            """
            export default {
              name: "r",
              migrations: ["CREATE TABLE t (a)"],
              mutations: { add(tx, { a }) { tx.run("INSERT INTO t (a) VALUES (?)", [a]); } },
            };
            """;

    @TempDir Path directory;
    private CoordinatorServer server;
    private Running running;
    private AdminClient admin;

    @BeforeEach
    void start() throws Exception {
        Running.reducer(directory, REDUCER);
        start(directory.resolve("data"));
    }

    private void start(Path data) throws Exception {
        CoordinatorOptions options =
                Running.options("127.0.0.1", 0, data, directory.resolve("reducers"), null);
        server = CoordinatorServer.start(options.with(AdminClient.options(directory)));
        running = new Running(server.address());
        admin = new AdminClient(server.adminAddress());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void add(char session, long number) {
        String calls = "[{\"name\":\"add\",\"args\":{\"a\":" + number + "}}]";
        try {
            assertEquals(200, running.mutate("d", session, number, calls).statusCode());
        } catch (Exception problem) {
            throw new IllegalStateException(problem);
        }
    }

    @Test
    void aFileIsTheDatabaseAsOfOneLsnWhileOthersWrite() throws Exception {
        add('a', 1);
        AtomicBoolean enough = new AtomicBoolean();
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (char session : new char[] {'b', 'c', 'd', 'e'}) {
            writers.add(
                    CompletableFuture.runAsync(
                            () -> {
                                // Together less than would be folded, which keeps every layer.
                                for (int i = 1; i <= 12 && !enough.get(); i++) {
                                    add(session, i);
                                }
                            },
                            task -> new Thread(task).start()));
        }
        Map<Long, byte[]> files = new TreeMap<>();
        CompletableFuture<Void> written =
                CompletableFuture.allOf(writers.toArray(CompletableFuture[]::new));
        do {
            AdminClient.Answer answer = admin.get("/admin/documents/d/file");
            assertEquals(200, answer.status(), answer.text());
            long lsn = answer.response().headers().firstValueAsLong("SQLSync-LSN").orElseThrow();
            byte[] before = files.put(lsn, answer.response().body());
            assertTrue(before == null || java.util.Arrays.equals(before, files.get(lsn)));
        } while (!written.isDone());
        written.get();
        server.close();
        Map<Long, byte[]> layers = layers();
        files.forEach((lsn, file) -> assertArrayEquals(layers.get(lsn), file, "LSN " + lsn));
        assertTrue(files.size() > 1, files.keySet().toString());
    }

    /** The file after each layer. */
    private Map<Long, byte[]> layers() throws Exception {
        Map<Long, byte[]> layers = new TreeMap<>();
        try (DataDirectory data = DataDirectory.open(directory.resolve("data"));
                CopyOnWriteStore store = new CopyOnWriteStore(data.ofDocument("d"))) {
            Pages pages = new Pages(Pages.PAGES_MAX);
            SegmentPool.open(
                    store,
                    new SystemRandomness(),
                    CoordinatorLimits.JOURNAL,
                    Completion.of(
                            pool ->
                                    pool.openLog(
                                            "d",
                                            (kind, entry) -> {
                                                if (kind == JournalKind.STORAGE) {
                                                    ByteReader in =
                                                            new ByteReader(
                                                                    entry.array(),
                                                                    entry.offset(),
                                                                    entry.length());
                                                    SettledHeader.decode(in);
                                                    pages.apply(
                                                            SerializedPages.read(
                                                                    entry.array(),
                                                                    in.position(),
                                                                    in.remaining()));
                                                    layers.put(
                                                            entry.last(), DatabaseFile.of(pages));
                                                }
                                            },
                                            Completion.of(log -> {}, failure -> {})),
                            failure -> {}));
            store.settle();
        }
        assertNotNull(layers.get(1L));
        return layers;
    }

    @Test
    void aFileOfADocumentThatIsNotThereIsNotFound() throws Exception {
        assertEquals("404 not-found", admin.get("/admin/documents/none/file").code());
    }

    /** As the sqlite3 shell writes it. */
    private byte[] file(String sql) throws Exception {
        Path file = directory.resolve("file.db");
        Files.deleteIfExists(file);
        Process shell = new ProcessBuilder("sqlite3", file.toString(), sql).inheritIO().start();
        assertEquals(0, shell.waitFor());
        return Files.readAllBytes(file);
    }

    private static final String TABLE = "CREATE TABLE t (a); INSERT INTO t VALUES (7), (8);";

    @Test
    void aFileBecomesADocumentWhateverItsPages() throws Exception {
        int number = 0;
        for (String pragmas :
                List.of(
                        "PRAGMA page_size=4096;",
                        "PRAGMA page_size=512; PRAGMA auto_vacuum=1;",
                        "PRAGMA page_size=8192; PRAGMA journal_mode=WAL;",
                        "PRAGMA page_size=65536; PRAGMA auto_vacuum=2;",
                        "PRAGMA journal_mode=WAL;")) {
            String id = "new" + ++number;
            AdminClient.Answer answer =
                    admin.put(
                            "/admin/documents/" + id + "/file?reducer=r&schemaVersion=1",
                            file(pragmas + TABLE));
            assertEquals(201, answer.status(), answer.text());
            assertEquals(1, answer.json().get("lsn").getAsLong());
            assertEquals("{\"rows\":[{\"s\":15}]}", running.rows(id, "SELECT sum(a) AS s FROM t"));
            ScriptedDevice device = new ScriptedDevice(id, "ann");
            assertInstanceOf(Message.Welcome.class, device.connect(server.address()));
            device.mutate("add", "{\"a\":1}");
            assertTrue(device.settle(1));
            assertEquals("{\"rows\":[{\"s\":16}]}", running.rows(id, "SELECT sum(a) AS s FROM t"));
        }
        // What was downloaded is one, too, at the version that it says.
        byte[] downloaded = admin.get("/admin/documents/new2/file").response().body();
        assertEquals(201, admin.put("/admin/documents/copy/file?reducer=r", downloaded).status());
        assertEquals("{\"rows\":[{\"s\":16}]}", running.rows("copy", "SELECT sum(a) AS s FROM t"));
    }

    @Test
    void whereADocumentIsNothingIsTaken() throws Exception {
        add('a', 1);
        String path = "/admin/documents/d/file?reducer=r&schemaVersion=1";
        assertEquals("409 already-exists", admin.put(path, file(TABLE)).code());
        server.close();
        start(directory.resolve("data"));
        assertEquals("409 already-exists", admin.put(path, file(TABLE)).code());
        assertEquals("{\"rows\":[{\"n\":1}]}", running.rows("d", "SELECT count(*) AS n FROM t"));
    }

    @Test
    void whatIsNoFileMakesNothing() throws Exception {
        String path = "/admin/documents/x/file";
        byte[] good = file(TABLE);
        assertEquals("400 invalid-argument", admin.put(path, good).code());
        assertEquals("400 unknown-reducer", admin.put(path + "?reducer=none", good).code());
        assertEquals(
                "400 invalid-argument",
                admin.put(path + "?reducer=r&schemaVersion=2", good).code());
        byte[] broken = good.clone();
        java.util.Arrays.fill(broken, 4096, 4096 + 100, (byte) 0x55);
        for (byte[] bytes : List.of(new byte[0], new byte[5000], broken)) {
            assertEquals(
                    "400 invalid-argument",
                    admin.put(path + "?reducer=r&schemaVersion=1", bytes).code());
        }
        // Its migration fails, since the table is there.
        AdminClient.Answer unmigrated = admin.put(path + "?reducer=r", good);
        assertTrue(
                unmigrated.message().contains("say so with `schemaVersion`"), unmigrated.message());
        assertEquals("404 not-found", admin.get("/admin/documents/x").code());
        assertEquals(201, admin.put(path + "?reducer=r&schemaVersion=1", good).status());
    }
}
