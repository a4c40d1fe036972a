package sqlsync.e2e.vite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.TimeoutError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sqlsync.e2e.fixture.Engine;
import sqlsync.e2e.fixture.Profile;
import sqlsync.e2e.fixture.Server;

/**
 * An application that Vite serves or builds, with nothing configured for the package. It uses the
 * package as it is, and the hooks for React. Another one, {@code typed}, has a reducer in
 * TypeScript, and the package's plugin.
 */
class ViteIT {
    private static final int SAVES_MAX = 6;
    private static final int SAVED_MILLIS_MAX = 30_000;

    private static final List<String> BESIDE =
            List.of("favicon.ico", "sqlsync/storage-host.js", "sqlsync/worker.js");

    private static ViteProject project;

    @BeforeAll
    static void installVite() throws Exception {
        try (Server server = Server.start()) {
            project = ViteProject.with(server.packed());
        }
    }

    @AfterAll
    static void end() throws Exception {
        if (project != null) {
            project.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"vite, /", "vite, /app/", "vite-before, /app/"})
    void theDevelopmentServerWorksWithItsDependencyOptimisation(String vite, String base)
            throws Exception {
        List<String> requests = worksIn(project.serve(vite, base));
        assertTrue(
                requests.stream().anyMatch(url -> url.contains("/.vite/deps/sqlsync.js")),
                () -> "sqlsync.js was not optimised: " + requests);
    }

    @Test
    void theProductionBuildWorksUnderASubPathWithHashedNamesAndAStrictPolicy() throws Exception {
        Path site = project.build();
        for (String name : List.of("worker", "storage-host", "sql-wasm", "notes", "index")) {
            isHashed(site.resolve("app/assets"), name);
        }
        try (Server server = Server.of(site)) {
            worksIn(server.origin() + "/app/index.html");
            assertEquals(List.of(), server.takeViolations());
        }
    }

    @Test
    void theReleaseBeforeBuildsWithReact18() throws Exception {
        Path site = project.build("vite-before", "react-18");
        try (Server server = Server.of(site);
                Profile profile = new Profile(Engine.underTest().get(0), null)) {
            String url = server.origin() + "/app/index.html";
            assertTrue(notes(profile, url, new ArrayList<>(), new ArrayList<>()) == 1);
            Page page = profile.visit(url, new ArrayList<>());
            page.waitForFunction("() => document.documentElement.dataset.react");
            assertEquals("18.3.1", page.evaluate("document.documentElement.dataset.react"));
        }
    }

    @Test
    void thePageOfTheReadmeRunsWithoutABundlerFromWhatNpmInstalled() throws Exception {
        Path site = Path.of(System.getProperty("basedir", "."), "../demo-web/src/main/web/first");
        List<String> errors = new ArrayList<>();
        List<String> requests = new ArrayList<>();
        try (Server server = Server.of(site, project.file("node_modules/sqlsync"));
                Profile profile = new Profile(Engine.underTest().get(0), null)) {
            Page left = profile.visit("about:blank", errors);
            left.onRequest(request -> requests.add(request.url()));
            left.navigate(server.origin() + "/index.html");
            Page right = profile.visit(server.origin() + "/index.html", errors);
            left.fill("input", "milk");
            left.click("button");
            for (Page page : List.of(left, right)) {
                page.waitForFunction("() => document.querySelector('li')?.textContent === 'milk'");
            }
            assertEquals(List.of(), errors);
            assertEquals(List.of(), server.takeViolations());
            assertEquals(
                    List.of("index.html", "page.js", "sqlsync/sqlsync.js"),
                    requests.stream()
                            .map(url -> url.substring(server.origin().length() + 1))
                            .filter(path -> !BESIDE.contains(path))
                            .sorted()
                            .toList(),
                    "what the page loads, beside workers, which are whichever tab's");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vite", "vite-before"})
    void aReducerInTypeScriptIsServedAndItsChangesRunInTheOpenPage(String vite) throws Exception {
        Path label = project.file("typed/src/label.ts");
        Path reducer = project.file("typed/src/notes.reducer.ts");
        Path forCoordinator = project.file("typed/reducers/notes.js");
        List<String> originals = List.of(Files.readString(label), Files.readString(reducer));
        List<String> errors = new ArrayList<>();
        try (Profile profile = new Profile(Engine.underTest().get(0), null)) {
            Page page = profile.visit("about:blank", errors);
            page.navigate(project.serve(vite, "typed", "/app/"));
            awaitTitle(page, "first F: 1 of 1");
            save(
                    label,
                    originals.get(0).replace("first", "second"),
                    () -> shows(page, "second", 1));
            String migrated =
                    originals.get(1).replace("/* more */", ", 'ALTER TABLE notes ADD done TEXT'");
            save(reducer, migrated, () -> shows(page, "second", 2));
            assertTrue(Files.readString(forCoordinator).contains("ALTER TABLE notes ADD done"));
            assertEquals(List.of(), errors);

            String fault = "src/label.ts:1:30: window is not available";
            save(
                    label,
                    "export const label: string = window.name;\n",
                    () ->
                            is(
                                    page,
                                    "document.querySelector('vite-error-overlay')?.shadowRoot"
                                            + ".textContent.includes('"
                                            + fault
                                            + "')"));
            save(label, originals.get(0).replace("first", "third"), () -> shows(page, "third", 2));
        } finally {
            Files.writeString(label, originals.get(0));
            Files.writeString(reducer, originals.get(1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vite", "vite-before"})
    void aReducerInTypeScriptIsBuiltUnderASubPathForAStrictPolicy(String vite) throws Exception {
        Path site = project.build(vite, "typed");
        Path built = isHashed(site.resolve("app/assets"), "notes");
        assertEquals(-1, Files.mismatch(built, project.file("typed/reducers/notes.js")));
        List<String> errors = new ArrayList<>();
        try (Server server = Server.of(site);
                Profile profile = new Profile(Engine.underTest().get(0), null)) {
            Page page = profile.visit("about:blank", errors);
            page.navigate(server.origin() + "/app/index.html");
            awaitTitle(page, "first F: 1 of 1");
            assertEquals(List.of(), errors);
            assertEquals(List.of(), server.takeViolations());
        }
    }

    /**
     * Saves a file until that has been noticed: Vite's watcher drops a change that follows another
     * one within 50 milliseconds.
     */
    private static void save(Path file, String text, BooleanSupplier noticed) throws Exception {
        StringBuilder saved = new StringBuilder(text);
        for (int attempt = 0; attempt < SAVES_MAX; attempt++) {
            Files.writeString(file, saved.append('\n'));
            if (noticed.getAsBoolean()) {
                return;
            }
        }
        throw new AssertionError(file + " was saved " + SAVES_MAX + " times, and not noticed.");
    }

    private static boolean shows(Page page, String label, int migrations) {
        return is(
                page,
                String.format("/^%s F: \\d+ of %d$/.test(document.title)", label, migrations));
    }

    /** Whether it becomes true within a time in which a page has long been loaded again. */
    private static boolean is(Page page, String fact) {
        try {
            page.waitForFunction(
                    "() => " + fact,
                    null,
                    new Page.WaitForFunctionOptions().setTimeout(SAVED_MILLIS_MAX));
            return true;
        } catch (TimeoutError late) {
            return false;
        }
    }

    private static void awaitTitle(Page page, String title) {
        page.waitForFunction("title => document.title === title", title);
    }

    private static Path isHashed(Path folder, String name) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.toList();
            return all.stream()
                    .filter(
                            each ->
                                    each.getFileName()
                                            .toString()
                                            .matches(name + "-[\\w-]{8}\\.\\w+"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(name + " is not among " + all));
        }
    }

    /** Two tabs share a database, which outlives the browser. Returns what was fetched. */
    private static List<String> worksIn(String url) {
        List<String> requests = new ArrayList<>();
        List<String> errors = new ArrayList<>();
        try (Profile profile = new Profile(Engine.underTest().get(0), null)) {
            int first = notes(profile, url, errors, requests);
            int second = notes(profile, url, errors, requests);
            assertEquals(first + 1, second);
            profile.restart();
            assertEquals(second + 1, notes(profile, url, errors, requests));
        }
        assertEquals(List.of(), errors);
        return requests;
    }

    private static int notes(
            Profile profile, String url, List<String> errors, List<String> requests) {
        Page page = profile.visit("about:blank", errors);
        page.onRequest(request -> requests.add(request.url()));
        page.navigate(url);
        page.waitForFunction("() => document.title.endsWith(' in opfs')");
        String count = page.title().split(" ")[0];
        page.waitForFunction("n => document.querySelector('output')?.textContent === n", count);
        return Integer.parseInt(count);
    }
}
