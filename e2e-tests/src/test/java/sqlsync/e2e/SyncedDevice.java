package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sqlsync.e2e.fixture.Document;
import sqlsync.e2e.fixture.Tab;

/** What stories say of a document that has a coordinator. */
final class SyncedDevice {
    private final Document document;

    private SyncedDevice(Document document) {
        this.document = document;
    }

    static SyncedDevice of(Document document) {
        return new SyncedDevice(document);
    }

    static SyncedDevice open(Tab tab, String id, String reducer, String coordinator) {
        return open(tab, id, reducer, coordinator, Map.of());
    }

    static SyncedDevice open(
            Tab tab, String id, String reducer, String coordinator, Map<String, ?> more) {
        Map<String, Object> options = new HashMap<>(more);
        options.put("coordinator", coordinator);
        return of(tab.open(id, reducer, options));
    }

    Document document() {
        return document;
    }

    /** The barrier: all that was made here is decided, and visible here. */
    SyncedDevice sync() {
        document.evaluate("(await it.sync(), null)");
        return this;
    }

    /** Synchronisation is stopped, and the status says so. */
    SyncedDevice disconnect() {
        document.evaluate("(it.disconnect(), null)");
        return await("connection === 'disconnected'");
    }

    SyncedDevice connect() {
        document.evaluate("(it.connect(), null)");
        return this;
    }

    /** The browser says so, and this device waits no longer before it tries again. */
    SyncedDevice thereIsANetwork() {
        document.evaluate("(dispatchEvent(new Event('online')), null)");
        return this;
    }

    /** Waits until the status is like this: {@code pending === 0}. */
    SyncedDevice await(String fact) {
        Object wait =
                document.evaluate(
                        "(await new Promise((done) => { const look = () => { const {connection,"
                                + " pending, parked, heldForUser, synced, problem, lastSyncedAt} ="
                                + " it.status; if ("
                                + fact
                                + ") { it.removeEventListener('status', look); done('there'); } };"
                                + " it.addEventListener('status', look); look(); }))");
        assertEquals("there", wait);
        return this;
    }

    Object status(String field) {
        return document.evaluate("it.status." + field);
    }

    @SuppressWarnings("unchecked")
    List<Map<String, Object>> pending() {
        return (List<Map<String, Object>>)
                document.evaluate("(await it.pending()).map(({settled, ...rest}) => rest)");
    }

    @SuppressWarnings("unchecked")
    List<Map<String, Object>> rejected() {
        return (List<Map<String, Object>>) document.evaluate("(await it.rejected())");
    }

    /** Makes a mutation; its outcome can be waited for by {@link #outcome}. */
    String begin(String name, Object args) {
        return (String)
                document.evaluate(
                        "(await it.mutate(...argument).then((receipt) => { (globalThis.outcomes ??="
                                + " {})[receipt.id] = receipt.settled; return receipt.id; }))",
                        List.of(name, args));
    }

    /** Makes many mutations at once, in this order; see {@link #outcomes}. */
    SyncedDevice beginAll(List<?> calls) {
        document.evaluate(
                "(await Promise.all(argument.map((call) => it.mutate(...call).then((receipt) => {"
                        + " (globalThis.outcomes ??= {})[receipt.id] = receipt.settled; }))), null)",
                calls);
        return this;
    }

    /** Waits for the outcomes of all that was begun, and gives them by their ids, as texts. */
    @SuppressWarnings("unchecked")
    Map<String, String> outcomes() {
        Map<String, String> texts = new LinkedHashMap<>();
        List<List<String>> pairs =
                (List<List<String>>)
                        document.evaluate(
                                "(await Promise.all(Object.entries(globalThis.outcomes ?? {})"
                                        + ".map(([id, settled]) => settled.then(({outcome, code}) =>"
                                        + " [id, code ? outcome + ' ' + code : outcome]))))");
        pairs.forEach(pair -> texts.put(pair.get(0), pair.get(1)));
        return texts;
    }

    /** Notes the outcomes of what is pending, for {@link #outcome}. */
    SyncedDevice keepOutcomesOfPending() {
        document.evaluate(
                "((await it.pending()).forEach(({id, settled}) => { (globalThis.outcomes ??="
                        + " {})[id] = settled; }), null)");
        return this;
    }

    /** Waits for the outcome of a mutation, as text: {@code rejected no-such-item}. */
    String outcome(String mutation) {
        return (String)
                document.evaluate(
                        "(await outcomes[argument].then(({outcome, code}) => code ? outcome + ' ' +"
                                + " code : outcome))",
                        mutation);
    }

    /** All rows of all tables, in a form that differs where anything does. */
    String content() {
        return (String)
                document.evaluate(
                        "(await (async () => { let text = ''; for (const {name, sql} of await"
                                + " it.query(\"SELECT name, sql FROM sqlite_schema ORDER BY name\"))"
                                + " { text += name + sql; if (/^CREATE TABLE/.test(sql)) text +="
                                + " describe(await it.query('SELECT * FROM \"' + name + '\" ORDER BY"
                                + " rowid')); } return text; })())");
    }
}
