package sqlsync.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that was deleted while the coordinator was stopped. */
class LostSegmentTest {
    private static final String COUNT = "SELECT count(*) AS n FROM t";

    @TempDir Path directory;

    private interface Work {
        void with(Running running) throws Exception;
    }

    private void started(Work work) throws Exception {
        try (CoordinatorServer server =
                CoordinatorServer.start(
                        Running.options(
                                "127.0.0.1", 0, directory.resolve("data"), directory, null))) {
            work.with(new Running(server.address()));
        }
    }

    @Test
    void whicheverIsLostTheDocumentIsSaidToBeDamaged() throws Exception {
        Files.writeString(
                directory.resolve("r.js"),
                """
                export default {
                  name: "r",
                  migrations: ["CREATE TABLE t (a)"],
                  mutations: { big(tx) { tx.run("INSERT INTO t VALUES (randomblob(700000))"); } },
                };
                """);
        started(
                running -> {
                    for (int i = 1; i <= 5; i++) {
                        assertEquals(
                                200,
                                running.mutate("d", 'a', i, "[{\"name\":\"big\"}]").statusCode());
                    }
                });
        List<Path> segments;
        try (Stream<Path> files = Files.walk(directory.resolve("data/documents"))) {
            segments = files.filter(file -> file.toString().endsWith(".segment")).toList();
        }
        assertTrue(segments.size() >= 4, segments.toString());
        Path elsewhere = directory.resolve("elsewhere");
        for (Path segment : segments) {
            Files.move(segment, elsewhere);
            started(
                    running -> {
                        HttpResponse<String> answer = running.query("d", COUNT, null, "ann");
                        String body = answer.body();
                        assertTrue(body.contains("\"storage-corrupt\""), segment + ": " + body);
                        assertTrue(body.contains(segment.getFileName().toString()), body);
                        assertEquals(
                                answer.statusCode(),
                                running.mutate("d", 'b', 1, "[{\"name\":\"big\"}]").statusCode());
                    });
            Files.move(elsewhere, segment);
        }
        started(running -> assertEquals("{\"rows\":[{\"n\":5}]}", running.rows("d", COUNT)));
    }
}
