package sqlsync.e2e.vite;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import sqlsync.e2e.fixture.NpmProject;

/** A project with Vite, and the release before it, with the package installed. */
final class ViteProject implements AutoCloseable {
    private final NpmProject project;

    /**
     * @param packed the folder of the package
     */
    static ViteProject with(Path packed) throws IOException, InterruptedException {
        return new ViteProject(NpmProject.with("vite", packed));
    }

    private ViteProject(NpmProject project) {
        this.project = project;
    }

    private static String vite(String name) {
        return "node_modules/" + name + "/bin/vite.js";
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
        Path site = project.file("site-" + name).resolve(root).normalize();
        project.node(
                vite(name),
                List.of(
                        "build",
                        root,
                        "--base=/app/",
                        "--outDir=" + site.resolve("app"),
                        "--emptyOutDir"));
        return site;
    }

    Path file(String path) {
        return project.file(path);
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
        project.delete("node_modules/.vite");
        int port = NpmProject.freePort();
        List<String> arguments =
                List.of(
                        root,
                        "--host=127.0.0.1",
                        "--port=" + port,
                        "--strictPort",
                        "--clearScreen=false",
                        "--base=" + base);
        BufferedReader said = project.start(vite(name), arguments, port).inputReader();
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

    @Override
    public void close() {
        project.close();
    }
}
