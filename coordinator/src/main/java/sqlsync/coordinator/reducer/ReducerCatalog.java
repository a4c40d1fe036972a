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
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.jar.JarFile;
import sqlsync.coordinator.log.EventLog;
import sqlsync.coordinator.script.NoReducerException;
import sqlsync.coordinator.script.ScriptLimits;
import sqlsync.coordinator.script.ScriptReducer;
import sqlsync.coordinator.script.ScriptReducers;
import sqlsync.coordinator.script.StoppableReducer;
import sqlsync.reducer.Reducer;
import sqlsync.reducer.Transaction;

/**
 * The reducers of a directory: JavaScript modules whose default export is one, and jars whose
 * services of {@link Reducer} are some. They are the operator's; nothing that a client says names a
 * file.
 *
 * <p>Every module is loaded to see what it exports. What is not used is a {@link Finding}, which is
 * logged: a file never vanishes without a word.
 */
public final class ReducerCatalog {
    /** Two reducers of one name: which one is meant cannot be known. */
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

    private static final String SERVICES = "META-INF/services/" + Reducer.class.getName();
    private static final int SERVICES_FAILING_MAX = 1_000;

    private record Module(ScriptReducer first, Set<String> imports) {}

    private final Map<String, Supplier<StoppableReducer>> makers = new TreeMap<>();
    private final Map<String, String> sources = new TreeMap<>();
    private final List<Finding> findings = new ArrayList<>();

    private ReducerCatalog() {}

    /**
     * Loads every reducer once, to see that it can be.
     *
     * @param directory whose files are looked at, not those of directories in it: these are loaded
     *     where a module imports them
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
                if (Files.isDirectory(path)) {
                    continue;
                }
                if (name.endsWith(".jar")) {
                    jars.add(path);
                } else if (name.endsWith(".js") || name.endsWith(".mjs")) {
                    modules.add(name);
                } else if (name.endsWith(".cjs")) {
                    catalog.findings.add(
                            new Finding(
                                    name,
                                    false,
                                    "is CommonJS; a reducer is an ES module, such as .js or .mjs."));
                }
            }
        }
        Collections.sort(modules);
        Collections.sort(jars);
        try {
            catalog.addModules(real, modules, limits);
            catalog.addJars(jars);
        } finally {
            catalog.log(real);
        }
        return catalog;
    }

    private void addModules(Path directory, List<String> files, ScriptLimits limits)
            throws UnusableException {
        if (files.isEmpty()) {
            return;
        }
        ScriptReducers scripts = new ScriptReducers(directory, limits);
        Map<String, Module> modules = new TreeMap<>();
        Map<String, Finding> unusable = new TreeMap<>();
        for (String file : files) {
            try {
                ScriptReducer first = scripts.load(file);
                modules.put(file, new Module(first, first.modules()));
                first.stop();
            } catch (NoReducerException none) {
                unusable.put(file, new Finding(file, none.isWithoutDefault(), none.getMessage()));
            } catch (RuntimeException problem) {
                unusable.put(file, new Finding(file, false, ScriptReducers.reason(file, problem)));
            }
        }
        unusable.values().forEach(each -> findings.add(asPart(each, modules)));
        for (Map.Entry<String, Module> each : modules.entrySet()) {
            String file = each.getKey();
            String name = each.getValue().first().name();
            String importer = importerOfThatName(file, name, modules);
            if (importer == null) {
                add(name, file, () -> scripts.load(file));
            } else {
                findings.add(
                        new Finding(
                                file,
                                true,
                                "is imported by " + importer + ", which exports its reducer."));
            }
        }
    }

    /** What a reducer imports need not be one. */
    private static Finding asPart(Finding finding, Map<String, Module> modules) {
        for (Module module : modules.values()) {
            if (module.imports().contains(finding.file())) {
                return new Finding(finding.file(), true, finding.reason());
            }
        }
        return finding;
    }

    /** The module that passes on the reducer of {@code file}, or null. */
    private static String importerOfThatName(
            String file, String name, Map<String, Module> modules) {
        for (Map.Entry<String, Module> each : modules.entrySet()) {
            if (!each.getKey().equals(file)
                    && each.getValue().first().name().equals(name)
                    && each.getValue().imports().contains(file)
                    && !modules.get(file).imports().contains(each.getKey())) {
                return each.getKey();
            }
        }
        return null;
    }

    private void addJars(List<Path> jars) throws IOException, UnusableException {
        if (jars.isEmpty()) {
            return;
        }
        List<URL> urls = new ArrayList<>();
        for (Path jar : jars) {
            String file = jar.getFileName().toString();
            try (JarFile opened = new JarFile(jar.toFile())) {
                urls.add(jar.toUri().toURL());
                if (opened.getEntry(SERVICES) == null) {
                    findings.add(new Finding(file, true, "names no reducer in " + SERVICES + "."));
                }
            } catch (IOException problem) {
                findings.add(
                        new Finding(file, false, "cannot be read: " + problem.getMessage() + "."));
            }
        }
        // Open as long as the process: reducers load their classes when they need them.
        ClassLoader loader =
                new URLClassLoader(urls.toArray(new URL[0]), Reducer.class.getClassLoader());
        Iterator<ServiceLoader.Provider<Reducer>> providers =
                ServiceLoader.load(Reducer.class, loader).stream().iterator();
        // Each failure of the iterator is that of one service, and the next call goes on behind it.
        for (int failures = 0; failures < SERVICES_FAILING_MAX; ) {
            String service = "a service of " + Reducer.class.getName();
            try {
                if (!providers.hasNext()) {
                    return;
                }
                ServiceLoader.Provider<Reducer> provider = providers.next();
                service = provider.type().getName();
                add(provider.get().name(), service, () -> new Trusted(provider.get()));
            } catch (ServiceConfigurationError | LinkageError problem) {
                failures++;
                Throwable cause = problem.getCause() == null ? problem : problem.getCause();
                findings.add(new Finding(service, false, "cannot be used: " + cause + "."));
            }
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
            throw new UnusableException(message);
        }
        sources.put(name, source);
    }

    private void log(Path directory) {
        for (Finding finding : findings) {
            (finding.expected() ? EventLog.atInfo() : EventLog.atWarn())
                    .addKeyValue("file", finding.file())
                    .addKeyValue("reason", finding.reason())
                    .log(finding.expected() ? "reducer-part" : "reducer-unusable");
        }
        if (makers.isEmpty()) {
            EventLog.atWarn()
                    .addKeyValue("directory", directory)
                    .addKeyValue(
                            "reason",
                            "No file here exports a reducer: devices are told unknown-reducer.")
                    .log("no-reducer");
        }
    }

    /** Files that are not used as reducers, and why. */
    public List<Finding> findings() {
        return Collections.unmodifiableList(findings);
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
