package sqlsync.e2e.vite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sqlsync.e2e.fixture.Engine;
import sqlsync.e2e.fixture.Profile;
import sqlsync.e2e.fixture.Server;

/**
 * An application that Vite serves or builds, with nothing configured for the package. It uses the
 * package as it is, and the hooks for React.
 */
class ViteIT {
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

    private static void isHashed(Path folder, String name) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            List<String> names = files.map(file -> file.getFileName().toString()).toList();
            assertTrue(
                    names.stream().anyMatch(each -> each.matches(name + "-[\\w-]{8}\\.\\w+")),
                    () -> name + " is not among " + names);
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
