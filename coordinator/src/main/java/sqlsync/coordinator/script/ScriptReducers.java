package sqlsync.coordinator.script;

import java.nio.file.Path;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.SourceSection;

/** Makes reducers of the modules of a directory. */
public final class ScriptReducers {
    /** What reading an export says of a module whose evaluation has not ended. */
    private static final String UNFINISHED = "ReferenceError: reducer is not defined";

    private final Engine engine = ScriptContext.newEngine();
    private final KeptFiles files;
    private final ScriptLimits limits;

    /**
     * @param directory by its real path
     */
    public ScriptReducers(Path directory, ScriptLimits limits) {
        files = new KeptFiles(directory);
        this.limits = limits;
    }

    /**
     * A reducer for one thread.
     *
     * @throws RuntimeException what loading the module threw, with a sentence for the operator
     */
    public ScriptReducer load(String file) {
        return new ScriptReducer(engine, files, file, limits);
    }

    /**
     * Why a module could not be loaded, with file and line where the fault lies in the operator's
     * own files.
     *
     * @param problem what {@link #load} threw
     */
    public static String reason(String file, RuntimeException problem) {
        String message = String.valueOf(problem.getMessage());
        String prefix = "UnusableReducer: The reducer " + file + " ";
        if (message.startsWith(prefix)) {
            return message.substring(prefix.length());
        }
        StringBuilder reason = new StringBuilder("cannot be loaded");
        SourceSection place = problem instanceof PolyglotException script ? place(script) : null;
        if (place == null && message.equals(UNFINISHED)) {
            return NoReducerException.WAITS;
        }
        if (place != null) {
            reason.append(" (")
                    .append(place.getSource().getPath().substring(ScriptFiles.REDUCERS.length()))
                    .append(", line ")
                    .append(place.getStartLine())
                    .append(')');
        }
        return reason.append(": ").append(message).toString();
    }

    /** The innermost place in the operator's files, or null. */
    private static SourceSection place(PolyglotException problem) {
        if (isTheirs(problem.getSourceLocation())) {
            return problem.getSourceLocation();
        }
        for (PolyglotException.StackFrame frame : problem.getPolyglotStackTrace()) {
            if (isTheirs(frame.getSourceLocation())) {
                return frame.getSourceLocation();
            }
        }
        return null;
    }

    private static boolean isTheirs(SourceSection place) {
        String path = place == null ? null : place.getSource().getPath();
        return path != null && path.startsWith(ScriptFiles.REDUCERS);
    }
}
