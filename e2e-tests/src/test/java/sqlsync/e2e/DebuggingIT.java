package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import sqlsync.e2e.fixture.Document;
import sqlsync.e2e.fixture.Profile;
import sqlsync.e2e.fixture.SourceMap;
import sqlsync.e2e.fixture.WorkerDebugger;

/**
 * The worker of a release is minified, and is debugged in Java all the same: the source map that
 * the build makes beside the package leads from a line of Java to the place in the script.
 */
class DebuggingIT extends SyncStory {
    private static final Path ROOT = Path.of(System.getProperty("basedir", "."), "..");

    private static Path sourceOf(String name) throws IOException {
        try (Stream<Path> all = Files.walk(ROOT.resolve("core/src/main/java"))) {
            return all.filter(each -> each.endsWith(name)).findFirst().orElseThrow();
        }
    }

    private static int lineWith(Path source, String code) throws IOException {
        List<String> lines = Files.readAllLines(source);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(code)) {
                return i;
            }
        }
        throw new AssertionError(source + " has no line with " + code);
    }

    private static SourceMap map() {
        return SourceMap.read(ROOT.resolve("js-api/target/sqlsync-maps/worker.js.map"));
    }

    /** A message that no page of ours sends. */
    private static final String BREAK =
            "{ const {port1, port2} = new MessageChannel(); onconnect({ports: [port1]});"
                    + " port2.postMessage([null]); }";

    @Test
    void anErrorThatNobodyForesawIsLoggedWithItsStack() {
        Profile profile = newProfile();
        Document document = profile.tab().open("broken", "todo.js");
        document.mutate("add", Map.of("text", "milk"));
        String logged;
        try (WorkerDebugger debugger = profile.debugger("/worker.js")) {
            debugger.evaluate(BREAK);
            logged = debugger.awaitError();
            assertEquals(List.of("milk"), document.column("SELECT text FROM todo"));
        }
        assertTrue(logged.startsWith("SQLSync's worker failed and starts anew: "), logged);
        Matcher frame = Pattern.compile("worker\\.js:(\\d+):(\\d+)").matcher(logged);
        assertTrue(frame.find(), logged);
        SourceMap.Mapping origin =
                map().originOf(
                                Integer.parseInt(frame.group(1)) - 1,
                                Integer.parseInt(frame.group(2)) - 1);
        assertTrue(origin.source().endsWith(".java"), () -> origin + " of " + logged);
    }

    @Test
    void aBreakpointInJavaStopsTheWorkerWhereAMutationIsReplayed() throws IOException {
        SourceMap map = SourceMap.read(ROOT.resolve("js-api/target/sqlsync-maps/worker.js.map"));
        int javaLine = lineWith(sourceOf("Rebase.java"), "runner.run(");
        SourceMap.Mapping place = map.generatedFrom("/Rebase.java", javaLine);

        String id = newId("debugged");
        Profile debugged = newProfile();
        SyncedDevice here = open(debugged.tab(), id, "todo.js").sync().disconnect();
        SyncedDevice there = device(id, "todo.js");
        there.begin("add", Map.of("text", "milk"));
        there.sync();
        here.begin("add", Map.of("text", "bread"));
        try (WorkerDebugger debugger = debugged.debugger("/worker.js")) {
            String breakpoint = debugger.breakAt("/worker\\.js$", place.line(), place.column());
            here.connect();
            WorkerDebugger.Stop stop = debugger.awaitStop();
            SourceMap.Mapping origin = map.originOf(stop.line(), stop.column());
            assertTrue(origin.source().endsWith("/Rebase.java"), origin::toString);
            assertEquals(javaLine, origin.sourceLine());
            debugger.remove(breakpoint);
            debugger.resume();
        }
        here.sync();
        there.sync();
        areTheSame(here, there);
    }
}
