package sqlsync.coordinator.reducer;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Supplier;
import sqlsync.coordinator.script.ScriptLimits;
import sqlsync.coordinator.script.ScriptReducers;
import sqlsync.reducer.Reducer;
import sqlsync.reducer.Transaction;

/**
 * The reducers of a directory: JavaScript modules whose default export is one, and jars whose
 * services of {@link Reducer} are some. They are the operator's; nothing that a client says names a
 * file.
 */
public final class ReducerCatalog {
    /** A file that should hold a reducer and holds none; or two of one name. */
    public static final class UnusableException extends Exception {
        UnusableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private final Map<String, Supplier<StoppableReducer>> makers = new TreeMap<>();
    private final Map<String, String> sources = new TreeMap<>();

    private ReducerCatalog() {}

    /**
     * Loads every reducer once, to see that it can be.
     *
     * @param directory whose files are looked at, not those of directories in it. Modules without a
     *     default export are taken for parts of others
     */
    public static ReducerCatalog open(Path directory, ScriptLimits limits)
            throws IOException, UnusableException {
        Path real = directory.toRealPath();
        ReducerCatalog catalog = new ReducerCatalog();
        List<Path> jars = new ArrayList<>();
        List<String> modules = new ArrayList<>();
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(real)) {
            for (Path path : paths) {
                String name = path.getFileName().toString();
                if (name.endsWith(".jar")) {
                    jars.add(path);
                } else if (name.endsWith(".js") || name.endsWith(".mjs")) {
                    modules.add(name);
                }
            }
        }
        Collections.sort(modules);
        catalog.addModules(real, modules, limits);
        catalog.addJars(jars);
        return catalog;
    }

    private void addModules(Path directory, List<String> modules, ScriptLimits limits)
            throws IOException, UnusableException {
        ScriptReducers scripts = null;
        for (String file : modules) {
            if (!Files.readString(directory.resolve(file)).contains("export default")) {
                continue;
            }
            scripts = scripts == null ? new ScriptReducers(directory, limits) : scripts;
            ScriptReducers all = scripts;
            StoppableReducer first;
            try {
                first = all.load(file);
            } catch (RuntimeException problem) {
                throw new UnusableException(
                        "The reducer " + file + " cannot be used: " + problem.getMessage(),
                        problem);
            }
            add(first.name(), file, () -> all.load(file));
            first.stop();
        }
    }

    private void addJars(List<Path> jars) throws IOException, UnusableException {
        if (jars.isEmpty()) {
            return;
        }
        URL[] urls = new URL[jars.size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = jars.get(i).toUri().toURL();
        }
        // Open as long as the process: reducers load their classes when they need them.
        ClassLoader loader = new URLClassLoader(urls, Reducer.class.getClassLoader());
        try {
            for (ServiceLoader.Provider<Reducer> provider :
                    ServiceLoader.load(Reducer.class, loader).stream().toList()) {
                add(
                        provider.get().name(),
                        provider.type().getName(),
                        () -> new Trusted(provider.get()));
            }
        } catch (ServiceConfigurationError problem) {
            throw new UnusableException(problem.getMessage(), problem);
        }
    }

    private void add(String name, String source, Supplier<StoppableReducer> maker)
            throws UnusableException {
        if (makers.putIfAbsent(name, maker) != null) {
            String message =
                    "Two reducers are called \""
                            + name
                            + "\": "
                            + sources.get(name)
                            + " and "
                            + source
                            + ". Give one another name, or take it out of the directory.";
            throw new UnusableException(message, null);
        }
        sources.put(name, source);
    }

    /** What there is, by name, and the file or class that it comes from. */
    public Map<String, String> sources() {
        return Collections.unmodifiableMap(sources);
    }

    public boolean has(String name) {
        return makers.containsKey(name);
    }

    /** A reducer for one thread. */
    public StoppableReducer make(String name) {
        return makers.get(name).get();
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
