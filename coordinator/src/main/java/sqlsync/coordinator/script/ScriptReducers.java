package sqlsync.coordinator.script;

import java.nio.file.Path;
import org.graalvm.polyglot.Engine;

/** Makes reducers of the modules of a directory. */
public final class ScriptReducers {
    private final Engine engine = ScriptContext.newEngine();
    private final Path directory;
    private final ScriptLimits limits;

    /**
     * @param directory by its real path
     */
    public ScriptReducers(Path directory, ScriptLimits limits) {
        this.directory = directory;
        this.limits = limits;
    }

    /**
     * A reducer for one thread.
     *
     * @throws RuntimeException what loading the module threw, with a sentence for the operator
     */
    public ScriptReducer load(String file) {
        return new ScriptReducer(engine, directory, file, limits);
    }
}
