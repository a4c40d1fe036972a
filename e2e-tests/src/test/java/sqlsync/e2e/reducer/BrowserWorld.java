package sqlsync.e2e.reducer;

import java.util.List;
import java.util.Map;
import sqlsync.e2e.fixture.Document;
import sqlsync.e2e.fixture.Server;
import sqlsync.e2e.fixture.Tab;

/** A browser's worker. The reducer it loads is the given one, pinned to the world of each call. */
final class BrowserWorld implements World {
    private final Document document;

    /**
     * @param name of this world
     * @param reducer URL of a reducer module
     */
    BrowserWorld(Server server, Tab tab, String name, String reducer) {
        String pinned =
                server.publish(
                        "pinned-" + name + ".js",
                        "import { pinned } from '/pinned.js';\nimport reducer from '"
                                + reducer
                                + "';\nexport default pinned(reducer);\n");
        document = tab.open(name, pinned, Map.of("storage", "memory", "durability", "relaxed"));
    }

    @Override
    @SuppressWarnings("unchecked")
    public List<String> make(List<Call> calls) {
        return (List<String>)
                document.evaluate(
                        "(await (await import('/pinned.js')).makeAll(it, JSON.parse(argument)))",
                        Call.json(calls));
    }

    @Override
    public String makeTogether(List<Call> calls) {
        return (String)
                document.evaluate(
                        "(await (await import('/pinned.js')).makeTogether(it,"
                                + " JSON.parse(argument)))",
                        Call.json(calls));
    }

    @Override
    public byte[] content() {
        return document.export();
    }
}
