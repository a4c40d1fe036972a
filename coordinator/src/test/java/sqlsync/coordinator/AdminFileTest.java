package sqlsync.coordinator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
        CoordinatorOptions options =
                Running.options(
                        "127.0.0.1",
                        0,
                        directory.resolve("data"),
                        directory.resolve("reducers"),
                        null);
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
                                                            entry.last(),
                                                            DatabaseFile.of(pages));
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
}
