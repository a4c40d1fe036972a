package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import sqlsync.e2e.fixture.Executables;
import sqlsync.e2e.fixture.Server;

/** Outside of a browser, importing is harmless, and what cannot work says so. */
class NodeIT {
    @Test
    void importingInNodeHasNoSideEffectAndOpeningIsUnsupported() throws Exception {
        assertEquals(
                List.of("globals: none", "version: string", "id: fine", "unsupported", "done"),
                node(
                        """
                        const before = new Set(Reflect.ownKeys(globalThis));
                        const sqlsync = await import(process.argv[1]);
                        const added = Reflect.ownKeys(globalThis).filter((key) => !before.has(key));
                        console.log("globals: " + (added.join() || "none"));
                        console.log("version: " + typeof sqlsync.version);
                        console.log("id: " + (/^[1-9A-HJ-NP-Za-km-z]{20,22}$/.test(sqlsync.newDocumentId()) ? "fine" : "odd"));
                        try {
                          await sqlsync.openDocument("letters", { reducer: "https://example.org/todo.js" });
                        } catch (error) {
                          console.log(error instanceof sqlsync.SqlSyncError && error.message.length > 20 ? error.code : error);
                        }
                        console.log("done");
                        """));
    }

    /** Its end without being told to is the proof that nothing was left running. */
    private static List<String> node(String script) throws IOException, InterruptedException {
        try (Server server = Server.start()) {
            Path module = server.packed().resolve("sqlsync.js").toRealPath();
            Process process =
                    new ProcessBuilder(
                                    Executables.required("node").toString(),
                                    "--input-type=module",
                                    "--eval",
                                    script,
                                    module.toUri().toString())
                            .redirectErrorStream(true)
                            .start();
            String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), said);
            return said.lines().toList();
        }
    }
}
