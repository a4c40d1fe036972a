package sqlsync.coordinator.reducer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import sqlsync.coordinator.script.ScriptLimits;
import sqlsync.coordinator.script.StoppableReducer;
import sqlsync.reducer.Reducer;
import sqlsync.reducer.Transaction;

/**
 * The reducers of a directory: JavaScript modules whose default export is one, and jars whose
 * services of {@link Reducer} are some. They are the operator's; nothing that a client says names a
 * file.
 *
 * <p>Every module is loaded to see what it exports. What is not used is a {@link Finding}, which is
 * logged: a file never vanishes without a word. What was loaded stays as it was until {@link
 * #reload}, whatever happens to the files. Any thread may call.
 */
public final class ReducerCatalog {
    /** The reducers of the directory can't be used. */
    public static final class UnusableException extends Exception {
        UnusableException(String message) {
            super(message);
        }
    }

    /**
     * A file that is not used as a reducer.
     *
     * @param file its name
     * @param expected whether that is usual: the file is a part of others
     * @param reason a sentence, with file and line where they are known
     */
    public record Finding(String file, boolean expected, String reason) {}

    private final Path directory;
    private final ScriptLimits limits;
    private volatile LoadedReducers loaded;

    private ReducerCatalog(Path directory, ScriptLimits limits, LoadedReducers loaded) {
        this.directory = directory;
        this.limits = limits;
        this.loaded = loaded;
    }

    /**
     * Loads every reducer once, to see that it can be.
     *
     * @param directory whose files are looked at, not those of directories in it: these are loaded
     *     where a module imports them
     */
    public static ReducerCatalog open(Path directory, ScriptLimits limits)
            throws IOException, UnusableException {
        return new ReducerCatalog(directory, limits, LoadedReducers.open(directory, limits));
    }

    /**
     * Loads the directory again. {@link #make} makes the new reducers from then on; those that were
     * made before go on until they are replaced.
     *
     * @throws UnusableException where one is wrong, with a sentence for operators: a file can't be
     *     used that could be before or was not there, a reducer is missing, or has fewer migrations
     *     than before. Then nothing has changed
     */
    public synchronized void reload() throws IOException, UnusableException {
        LoadedReducers next = LoadedReducers.open(directory, limits);
        for (Finding finding : next.findings()) {
            if (!finding.expected() && !loaded.findings().contains(finding)) {
                throw new UnusableException(finding.file() + " " + finding.reason());
            }
        }
        for (Map.Entry<String, Integer> each : loaded.schemaVersions().entrySet()) {
            String name = each.getKey();
            if (!next.has(name)) {
                throw new UnusableException(
                        "The reducer \""
                                + name
                                + "\" is missing. To take one away, start the coordinator again.");
            }
            int migrations = next.schemaVersions().get(name);
            if (migrations < each.getValue()) {
                throw new UnusableException(
                        "The reducer \""
                                + name
                                + "\" has "
                                + migrations
                                + " migrations, "
                                + each.getValue()
                                + " before: documents that ran them can't go back.");
            }
        }
        loaded = next;
    }

    /** Files that are not used as reducers, and why. */
    public List<Finding> findings() {
        return loaded.findings();
    }

    /** What there is, by name, and the file or class that it comes from. */
    public Map<String, String> sources() {
        return loaded.sources();
    }

    public boolean has(String name) {
        return loaded.has(name);
    }

    /** A reducer for one thread. */
    public StoppableReducer make(String name) {
        return loaded.make(name);
    }

    /** One of a jar. It is trusted to end when SQLite under it is stopped. */
    record Trusted(Reducer reducer) implements StoppableReducer {
        @Override
        public String name() {
            return reducer.name();
        }

        @Override
        public int schemaVersion() {
            return reducer.schemaVersion();
        }

        @Override
        public void migrate(int version, Transaction transaction) {
            reducer.migrate(version, transaction);
        }

        @Override
        public String migrationText(int version) {
            return reducer.migrationText(version);
        }

        @Override
        public Collection<String> mutationNames() {
            return reducer.mutationNames();
        }

        @Override
        public String apply(String name, String arguments, Transaction transaction) {
            return reducer.apply(name, arguments, transaction);
        }

        @Override
        public void stop() {}
    }
}
