package sqlsync.e2e.frameworks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sqlsync.e2e.fixture.Engine;
import sqlsync.e2e.fixture.NpmProject;
import sqlsync.e2e.fixture.Profile;
import sqlsync.e2e.fixture.Server;

/**
 * Applications whose page a server renders, with rows that it has: built and started as their
 * makers would, with nothing configured for the packed package, and a reducer in TypeScript that
 * {@code sqlsync build-reducer} puts into their public folder.
 */
class ServerRenderingIT {
    private static final String NOTES =
            "[...document.querySelectorAll('li')].map(li => li.textContent)";

    /**
     * Remembers the form and the rows that the server sent, and counts what the page says to its
     * worker, which takes arrays of messages.
     */
    private static final String WATCHER =
            "new MutationObserver(() => {"
                    + "  window.served ??= document.querySelector('li')?.closest('form');"
                    + "  if (window.served) window.servedNotes ??= "
                    + NOTES
                    + ";"
                    + "}).observe(document, { childList: true, subtree: true });"
                    + "window.messages = 0;"
                    + "const post = MessagePort.prototype.postMessage;"
                    + "MessagePort.prototype.postMessage = function (message, ...more) {"
                    + "  if (Array.isArray(message)) window.messages += message.length;"
                    + "  return post.call(this, message, ...more);"
                    + "};";

    /** A project in {@code src/test/resources}, and what starts its server once it is built. */
    enum Framework {
        NEXT("node_modules/next/dist/bin/next", "start", "-H", "127.0.0.1"),
        SVELTEKIT("build/index.js");

        private final String script;
        private final List<String> arguments;

        Framework(String script, String... arguments) {
            this.script = script;
            this.arguments = List.of(arguments);
        }

        String project() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Returns the address of the application. */
        String serve(NpmProject project) throws IOException {
            int port = NpmProject.freePort();
            BufferedReader said = project.start(script, arguments, port).inputReader();
            StringBuilder all = new StringBuilder();
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                all.append(line).append('\n');
                if (line.contains("Ready in") || line.contains("Listening on")) {
                    Thread drain = new Thread(() -> said.lines().forEach(more -> {}), "words");
                    drain.setDaemon(true);
                    drain.start();
                    return "http://127.0.0.1:" + port + "/";
                }
            }
            throw new IllegalStateException(this + " did not start:\n" + all);
        }
    }

    @ParameterizedTest
    @EnumSource
    void rowsOfTheServerBecomeThoseOfTheDocumentWhichTabsShare(Framework framework)
            throws Exception {
        List<String> errors = new ArrayList<>();
        try (Server server = Server.start();
                NpmProject project = NpmProject.with(framework.project(), server.packed());
                Profile profile = new Profile(Engine.underTest().get(0), null)) {
            project.script("build");
            String url = framework.serve(project);
            assertTrue(textOf(url).contains("<li>From the server</li>"), "rendered by the server");

            Page left = hydrated(profile, url, List.of(), errors);
            add(left, "milk");
            await(left, List.of("milk"));
            Page right = hydrated(profile, url, List.of("milk"), errors);

            Map<?, ?> before = counts(left);
            add(right, "bread");
            await(left, List.of("milk", "bread"));
            await(right, List.of("milk", "bread"));
            assertEquals(
                    Map.of("renders", 1, "messages", 1),
                    Map.of(
                            "renders", difference(counts(left), before, "renders"),
                            "messages", difference(counts(left), before, "messages")),
                    "what another tab's mutation costs this one: the rows, and that it took them");
            assertEquals(
                    List.of(2),
                    left.evaluate(
                            "async () => (await notes.stats()).subscriptions"
                                    + ".map(({ listeners }) => listeners)"),
                    "one query, for both tabs");
            profile.restart();
            hydrated(profile, url, List.of("milk", "bread"), errors);
        }
        assertEquals(List.of(), errors);
    }

    /** A page whose document is open and shown, in the very elements that the server sent. */
    private static Page hydrated(
            Profile profile, String url, List<String> notes, List<String> errors) {
        Page page = profile.visit("about:blank", errors);
        page.addInitScript(WATCHER);
        page.navigate(url);
        page.waitForFunction("() => document.querySelector('button')?.disabled === false");
        await(page, notes);
        assertEquals(List.of("From the server"), page.evaluate("servedNotes"));
        assertEquals(true, page.evaluate("served === document.querySelector('form')"));
        return page;
    }

    private static void await(Page page, List<String> notes) {
        page.waitForFunction(
                "notes => JSON.stringify(" + NOTES + ") === JSON.stringify(notes)", notes);
    }

    private static void add(Page page, String note) {
        page.fill("input", note);
        page.click("button");
    }

    private static Map<?, ?> counts(Page page) {
        return (Map<?, ?>) page.evaluate("({ renders, messages })");
    }

    private static int difference(Map<?, ?> after, Map<?, ?> before, String name) {
        return (Integer) after.get(name) - (Integer) before.get(name);
    }

    private static String textOf(String url) throws IOException, InterruptedException {
        // Next ends a connection that asks for another version.
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url))
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }
}
