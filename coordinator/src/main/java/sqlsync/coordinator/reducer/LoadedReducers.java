package sqlsync.coordinator.reducer;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

/** The reducers of a directory, as it was at one moment. Any thread may call. */
final class LoadedReducers {
    private static final String SERVICES = "META-INF/services/" + Reducer.class.getName();
    private static final int SERVICES_FAILING_MAX = 1_000;

    private record Module(ScriptReducer first, Set<String> imports) {}

    private final Map<String, Supplier<StoppableReducer>> makers = new TreeMap<>();
    private final Map<String, String> sources = new TreeMap<>();
    private final Map<String, Integer> schemaVersions = new TreeMap<>();
    private final List<ReducerCatalog.Finding> findings = new ArrayList<>();

    private LoadedReducers() {}

    /**
     * Loads every reducer once, to see that it can be.
     *
     * @param directory whose files are looked at, not those of directories in it: these are loaded
     *     where a module imports them
     */
    static LoadedReducers open(Path directory, ScriptLimits limits)
            throws IOException, ReducerCatalog.UnusableException {
        Path real = directory.toRealPath();
        LoadedReducers catalog = new LoadedReducers();
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
                            new ReducerCatalog.Finding(
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
            throws ReducerCatalog.UnusableException {
        if (files.isEmpty()) {
            return;
        }
        ScriptReducers scripts = new ScriptReducers(directory, limits);
        Map<String, Module> modules = new TreeMap<>();
        Map<String, ReducerCatalog.Finding> unusable = new TreeMap<>();
        for (String file : files) {
            try {
                ScriptReducer first = scripts.load(file);
                modules.put(file, new Module(first, first.modules()));
                first.stop();
            } catch (NoReducerException none) {
                unusable.put(
                        file,
                        new ReducerCatalog.Finding(
                                file, none.isWithoutDefault(), none.getMessage()));
            } catch (RuntimeException problem) {
                unusable.put(
                        file,
                        new ReducerCatalog.Finding(
                                file, false, ScriptReducers.reason(file, problem)));
            }
        }
        unusable.values().forEach(each -> findings.add(asPart(each, modules)));
        for (Map.Entry<String, Module> each : modules.entrySet()) {
            String file = each.getKey();
            String name = each.getValue().first().name();
            String importer = importerOfThatName(file, name, modules);
            if (importer == null) {
                add(each.getValue().first(), file, () -> scripts.load(file));
            } else {
                findings.add(
                        new ReducerCatalog.Finding(
                                file,
                                true,
                                "is imported by " + importer + ", which exports its reducer."));
            }
        }
    }

    /** What a reducer imports need not be one. */
    private static ReducerCatalog.Finding asPart(
            ReducerCatalog.Finding finding, Map<String, Module> modules) {
        for (Module module : modules.values()) {
            if (module.imports().contains(finding.file())) {
                return new ReducerCatalog.Finding(finding.file(), true, finding.reason());
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

    private void addJars(List<Path> jars) throws IOException, ReducerCatalog.UnusableException {
        if (jars.isEmpty()) {
            return;
        }
        List<URL> urls = new ArrayList<>();
        for (Path jar : jars) {
            String file = jar.getFileName().toString();
            try (JarFile opened = new JarFile(jar.toFile())) {
                urls.add(jar.toUri().toURL());
                if (opened.getEntry(SERVICES) == null) {
                    findings.add(
                            new ReducerCatalog.Finding(
                                    file, true, "names no reducer in " + SERVICES + "."));
                }
            } catch (IOException problem) {
                findings.add(
                        new ReducerCatalog.Finding(
                                file, false, "cannot be read: " + problem.getMessage() + "."));
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
                add(provider.get(), service, () -> new ReducerCatalog.Trusted(provider.get()));
            } catch (ServiceConfigurationError | LinkageError problem) {
                failures++;
                Throwable cause = problem.getCause() == null ? problem : problem.getCause();
                findings.add(
                        new ReducerCatalog.Finding(
                                service, false, "cannot be used: " + cause + "."));
            }
        }
    }

    private void add(Reducer first, String source, Supplier<StoppableReducer> maker)
            throws ReducerCatalog.UnusableException {
        String name = first.name();
        if (makers.putIfAbsent(name, maker) != null) {
            String message =
                    "Two reducers are called \""
                            + name
                            + "\": "
                            + sources.get(name)
                            + " and "
                            + source
                            + ". Give one another name, or take it out of the directory.";
            throw new ReducerCatalog.UnusableException(message);
        }
        sources.put(name, source);
        schemaVersions.put(name, first.schemaVersion());
    }

    private void log(Path directory) {
        for (ReducerCatalog.Finding finding : findings) {
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

    List<ReducerCatalog.Finding> findings() {
        return Collections.unmodifiableList(findings);
    }

    /** By name, the file or class that it comes from. */
    Map<String, String> sources() {
        return Collections.unmodifiableMap(sources);
    }

    /** By name, how many migrations it has. */
    Map<String, Integer> schemaVersions() {
        return Collections.unmodifiableMap(schemaVersions);
    }

    boolean has(String name) {
        return makers.containsKey(name);
    }

    StoppableReducer make(String name) {
        return makers.get(name).get();
    }
}
