package sqlsync.e2e.vite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import sqlsync.e2e.fixture.Executables;

/**
 * A project in a folder of its own, with Vite as its lock file says, and the package as {@code npm
 * pack} makes it.
 */
final class ViteProject implements AutoCloseable {
    private final Path folder;
    private final List<Process> servers = new ArrayList<>();

    /**
     * @param packed the folder of the package
     */
    static ViteProject with(Path packed) throws IOException, InterruptedException {
        Path module = Path.of(System.getProperty("basedir", "."));
        Path folder = module.resolve("target/vite-project").toAbsolutePath().normalize();
        copy(module.resolve("src/test/resources/vite"), folder);
        ViteProject project = new ViteProject(folder);
        project.install(packed.toAbsolutePath().normalize());
        return project;
    }

    private ViteProject(Path folder) {
        this.folder = folder;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.write(copy, Files.readAllBytes(file));
            }
        }
    }

    private void install(Path packed) throws IOException, InterruptedException {
        Run clean = npm("ci");
        if (clean.status() != 0) {
            Assumptions.assumeTrue(
                    npm("ping").status() == 0,
                    "npm cannot be reached, and so there is no Vite to test with.\n"
                            + clean.said());
            assertEquals(0, clean.status(), clean.said());
        }
        List<String> lines = done(npm("pack", packed.toString(), "--loglevel=error"));
        done(npm("install", "--no-save", "--prefer-offline", "./" + lines.get(lines.size() - 1)));
    }

    /** What a program has come to. */
    private record Run(int status, String said) {}

    private Run npm(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Executables.required("npm").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--no-audit", "--no-fund"));
        return run(command);
    }

    private Run run(List<String> command) throws IOException, InterruptedException {
        Process process = start(command);
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), said);
    }

    private Process start(List<String> command) throws IOException {
        ProcessBuilder program = new ProcessBuilder(command);
        // Where the variable CI is set, Vite colours even what no terminal shows.
        program.environment().put("NO_COLOR", "1");
        program.environment().remove("FORCE_COLOR");
        return program.directory(folder.toFile()).redirectErrorStream(true).start();
    }

    private static List<String> done(Run run) {
        assertEquals(0, run.status(), run.said());
        return run.said().lines().filter(line -> !line.isBlank()).toList();
    }

    private List<String> vite(String name, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Executables.required("node").toString());
        command.add(folder.resolve("node_modules/" + name + "/bin/vite.js").toString());
        command.addAll(List.of(arguments));
        return command;
    }

    /** Builds for production, under {@code /app/}. Returns the folder in which {@code app} is. */
    Path build() throws IOException, InterruptedException {
        return build("vite", ".");
    }

    /**
     * @param name vite, or vite-before: the release before it
     * @param root the folder of the application within the project
     */
    Path build(String name, String root) throws IOException, InterruptedException {
        Path site = folder.resolve("site-" + name).resolve(root).normalize();
        done(
                run(
                        vite(
                                name,
                                "build",
                                root,
                                "--base=/app/",
                                "--outDir=" + site.resolve("app"),
                                "--emptyOutDir")));
        return site;
    }

    Path file(String path) {
        return folder.resolve(path);
    }

    /**
     * Starts a development server that knows nothing of earlier ones.
     *
     * @param name vite, or vite-before: the release before it
     * @return the address of the application
     */
    String serve(String name, String base) throws IOException {
        return serve(name, ".", base);
    }

    String serve(String name, String root, String base) throws IOException {
        delete(folder.resolve("node_modules/.vite"));
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = free.getLocalPort();
        }
        Process server =
                start(
                        vite(
                                name,
                                root,
                                "--host=127.0.0.1",
                                "--port=" + port,
                                "--strictPort",
                                "--clearScreen=false",
                                "--base=" + base));
        servers.add(server);
        BufferedReader said = server.inputReader();
        StringBuilder all = new StringBuilder();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            all.append(line).append('\n');
            if (line.contains("Local:")) {
                Thread drain = new Thread(() -> said.lines().forEach(more -> {}), "Vite's words");
                drain.setDaemon(true);
                drain.start();
                return "http://127.0.0.1:" + port + base;
            }
        }
        throw new IllegalStateException("Vite did not start:\n" + all);
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Override
    public void close() {
        for (Process server : servers) {
            server.destroyForcibly().onExit().join();
        }
    }
}
