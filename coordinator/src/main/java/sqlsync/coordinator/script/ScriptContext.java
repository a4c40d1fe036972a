package sqlsync.coordinator.script;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Set;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.ResourceLimits;
import org.graalvm.polyglot.SandboxPolicy;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.IOAccess;

/** A world of JavaScript with one reducer in it. It belongs to one thread at a time. */
final class ScriptContext {
    /** Compiled code is shared by all contexts of an engine. */
    static Engine newEngine() {
        return Engine.newBuilder("js")
                .sandbox(SandboxPolicy.CONSTRAINED)
                .option("engine.WarnInterpreterOnly", "false")
                .out(OutputStream.nullOutputStream())
                .err(OutputStream.nullOutputStream())
                .build();
    }

    /** Bytes cross the border in bulk, as buffers; nothing else of Java's can be reached. */
    private static final HostAccess BUFFERS_ONLY =
            HostAccess.newBuilder(HostAccess.CONSTRAINED).allowBufferAccess(true).build();

    private final Context context;
    private final ScriptFiles files;
    private final Value reducer;

    /**
     * @param file of the reducers' directory
     * @param console where {@code console} writes
     * @throws PolyglotException what loading it threw
     */
    ScriptContext(
            Engine engine,
            KeptFiles reducers,
            String file,
            ScriptLimits limits,
            ScriptConsole console) {
        files = new ScriptFiles(reducers);
        context =
                Context.newBuilder("js")
                        .engine(engine)
                        .sandbox(SandboxPolicy.CONSTRAINED)
                        .allowHostAccess(BUFFERS_ONLY)
                        .allowIO(IOAccess.newBuilder().fileSystem(files).build())
                        .option("js.console", "false")
                        .option("js.esm-eval-returns-exports", "true")
                        .resourceLimits(
                                ResourceLimits.newBuilder()
                                        .statementLimit(limits.statementsMax(), null)
                                        .build())
                        .build();
        try {
            ScriptBytes.offerTo(context);
            console.offerTo(context);
            reducer = context.eval(entry(file)).getMember("reducer");
        } catch (RuntimeException problem) {
            context.close(true);
            throw problem;
        }
    }

    /** Our own modules come first: a reducer keeps the clock and the dice that it finds. */
    private static Source entry(String file) {
        String quoted = "\"" + file.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        String text =
                "import { reducerOf } from \""
                        + ScriptFiles.OURS
                        + "host.js\";\nimport * as module from \""
                        + ScriptFiles.REDUCERS
                        + "\" + "
                        + quoted
                        + ";\nexport const reducer = reducerOf(module, "
                        + quoted
                        + ");\n";
        text = text.replace("/\" + \"", "/");
        try {
            return Source.newBuilder("js", text, ScriptFiles.OURS + "entry-" + file + ".mjs")
                    .mimeType("application/javascript+module")
                    .build();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** What {@code reducerOf} of {@code host.js} returned. */
    Value reducer() {
        return reducer;
    }

    /** The files of the reducers' directory that were loaded for it. */
    Set<String> modules() {
        return files.read();
    }

    /** The next mutation has its statements to itself. */
    void resetLimits() {
        context.resetLimits();
    }

    /** Stops whatever runs in it, from any thread, and waits until it has stopped. */
    void cancel() {
        context.close(true);
    }
}
