package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sqlsync.e2e.fixture.Bundler;
import sqlsync.e2e.fixture.CoordinatorJar;
import sqlsync.e2e.fixture.Tab;

/** {@code sqlsync/drizzle} in pages, and in a reducer on devices and on the coordinator. */
class DrizzleIT extends SyncStory {
    @TempDir static Path directory;

    private String reducer;

    @Override
    CoordinatorJar start(List<String> reducers, String origin) {
        String code = Bundler.run("reducer.mjs", server().packed(), "drizzle-notes");
        reducer = server().publish("drizzle-notes.js", code);
        Path file = directory.resolve("drizzle-notes.js");
        try {
            Files.writeString(file, code);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return super.start(List.of(file.toAbsolutePath().toString()), origin);
    }

    private Tab app(String id) {
        Tab tab = tab().namespace(newId("device-of-drizzle"));
        String bundle = Bundler.run("framework-app.mjs", server().packed(), "drizzle");
        tab.evaluate("(await import(argument), null)", server().publish("drizzle-app.js", bundle));
        tab.evaluate(
                "(await app.mount(...argument), null)",
                List.of(id, Map.of("reducer", reducer, "coordinator", coordinator().url())));
        return tab;
    }

    @Test
    void whatDrizzleWritesOnDevicesTheCoordinatorWritesAndAllQueriesAreTyped() {
        String id = newId("drizzle");
        Tab phone = app(id);
        Tab laptop = app(id);
        phone.await("app.related?.length === 0 && app.joined?.length === 0");
        laptop.evaluate("(await app.document.mutate('list', {id: 'l', name: 'Shopping'}), null)");
        laptop.evaluate("(await app.document.sync(), null)");
        phone.await("app.related.length === 1");

        phone.evaluate("(app.document.disconnect(), null)");
        assertEquals(
                "true,1180591620717411303424,4,7,255",
                phone.evaluate(
                        "(await app.document.mutate('note', {name: 'milk', listId: 'l', picture:"
                                + " Uint8Array.of(7, 255)})).result.map(each => each?.sides ?? each).join()"));
        laptop.evaluate("(await app.document.mutate('note', {name: 'bread'}), null)");
        laptop.evaluate("(await app.document.mutate('finish', 'l'), null)");
        laptop.evaluate("(await app.document.sync(), null)");
        phone.evaluate("(app.document.connect(), await app.document.sync(), null)");
        phone.evaluate("(await app.document.mutate('finish', 'l'), null)");
        phone.evaluate("(await app.document.sync(), null)");
        assertEquals(0, phone.evaluate("(await app.document.rejected()).length"));

        laptop.await("app.joined.length === 2 && app.joined[1].notes.done");
        List<String> shown =
                List.of(
                        "bread,,true,false,1180591620717411303424,4,",
                        "milk,Shopping of 0 of 1,true,true,1180591620717411303424,4,7,255");
        for (Tab tab : List.of(phone, laptop)) {
            assertEquals(shown, tab.evaluate("await app.shown()"));
            tab.await("app.joined[0].lists === null && app.joined[1].lists.id === 'l'");
            tab.await("app.related[0].notes[0].made instanceof Date");
            assertEquals(
                    List.of("Shopping of 0 of 1", false),
                    tab.evaluate("app.related[0].notes[0].tags"));
        }
        areTheSame(open(phone, id, reducer), open(laptop, id, reducer));
        areTheSame(open(phone, id, reducer), device(id, reducer).sync());
    }

    @Test
    void aWriteInAPageSaysWhichWayLeadsToAMutation() {
        Tab tab = app(newId("drizzle"));
        for (int write = 0; write < 2; write++) {
            Object message =
                    tab.evaluate("await app.writes[" + write + "]().catch(error => error.message)");
            assertTrue(((String) message).contains("document.mutate()"), () -> (String) message);
        }
    }
}
