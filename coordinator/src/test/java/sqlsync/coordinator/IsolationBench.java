package sqlsync.coordinator;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import sqlsync.coordinator.limit.CoordinatorLimits;

/** Ten documents that are written to, and another one, whose mutations need not end. */
final class IsolationBench implements AutoCloseable {
    static final int DOCUMENTS = 10;
    private static final int ROUNDS = 200;

    private final CoordinatorServer server;
    private final Running running;
    private long number;

    IsolationBench(Path directory) throws Exception {
        Path reducers = Files.createDirectory(directory.resolve("reducers"));
        Files.writeString(
                reducers.resolve("r.js"),
                """
                export default {
                  name: "r",
                  migrations: ["CREATE TABLE t (id INTEGER PRIMARY KEY, a)"],
                  mutations: {
                    add(tx, { a }) { tx.run("INSERT INTO t (a) VALUES (?)", [a]); },
                    forever(tx) { for (;;) {} },
                    deep(tx) { const f = (n) => f(n + 1) + 1; f(0); },
                  },
                };
                """);
        CoordinatorOptions plain =
                Running.options("127.0.0.1", 0, directory.resolve("data"), reducers, null);
        server =
                CoordinatorServer.start(
                        new CoordinatorOptions(
                                plain.host(),
                                plain.port(),
                                plain.data(),
                                plain.reducers(),
                                plain.serve(),
                                plain.origins(),
                                plain.insecure(),
                                plain.jwtSecretFile(),
                                new CoordinatorLimits.Tuning(2, 250, 3_000, 600_000)));
        running = new Running(server.address());
        for (int document = 0; document < DOCUMENTS; document++) {
            add(document);
        }
    }

    private HttpResponse<String> mutate(String document, String call) throws Exception {
        return running.mutate(document, 'a', ++number, "[" + call + "]");
    }

    HttpResponse<String> add(int document) throws Exception {
        return mutate("good-" + document, "{\"name\":\"add\",\"args\":{\"a\":1}}");
    }

    HttpResponse<String> forever() throws Exception {
        return running.mutate("bad", 'b', System.nanoTime(), "[{\"name\":\"forever\"}]");
    }

    HttpResponse<String> recurse() throws Exception {
        return running.mutate("bad", 'b', System.nanoTime(), "[{\"name\":\"deep\"}]");
    }

    /** Until the endless mutation runs where it harms nobody. */
    void awaitCutOff() throws Exception {
        while (!running.text("/metrics").contains("sqlsync_mutations_cut_off_total 1.0\n")) {
            Thread.onSpinWait();
        }
    }

    /** Of one mutation after the other, on each document in turn, in nanoseconds. */
    long p99() throws Exception {
        long[] nanos = new long[ROUNDS * DOCUMENTS];
        for (int i = 0; i < nanos.length; i++) {
            long begun = System.nanoTime();
            add(i % DOCUMENTS);
            nanos[i] = System.nanoTime() - begun;
        }
        Arrays.sort(nanos);
        return nanos[nanos.length * 99 / 100];
    }

    @Override
    public void close() {
        server.close();
    }
}
