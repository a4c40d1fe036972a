package sqlsync.reactive;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sqlsync.sqlite.Connection;
import sqlsync.storage.PageChanges;
import sqlsync.storage.Pages;

/** The queries of one document that somebody watches, each once. */
public final class LiveQueries<R extends LiveResult> {
    private final PageChanges changes;
    private final Connection reader;
    private final SchemaPages schema;
    private final Map<String, LiveQuery<R>> byKey = new LinkedHashMap<>();
    private int runs;
    private int skips;

    /**
     * @param reader that the queries run on; nothing may be running on it when one is asked for
     */
    public LiveQueries(Pages pages, Connection reader) {
        this.changes = pages.changes();
        this.reader = reader;
        this.schema = new SchemaPages(changes, reader);
    }

    /**
     * One more watches a query; {@link #unwatch} when it does not any more.
     *
     * @param key equal for what gives equal results: text, parameters, and how to read the values
     * @param run used where nobody watches a query of that key yet
     */
    public LiveQuery<R> watch(String key, String sql, LiveRun<R> run) {
        LiveQuery<R> query = byKey.get(key);
        if (query == null) {
            query = new LiveQuery<>(this, key, sql, run);
            byKey.put(key, query);
        }
        query.watched();
        return query;
    }

    public void unwatch(LiveQuery<R> query) {
        if (query.unwatched()) {
            byKey.remove(query.key());
        }
    }

    /** All that are watched, in the order in which they were first. */
    public List<LiveQuery<R>> all() {
        return new ArrayList<>(byKey.values());
    }

    /** How often any of them was run. */
    public int queriesRun() {
        return runs;
    }

    /** How often one needed not be run, after something had changed. */
    public int queriesSkipped() {
        return skips;
    }

    PageChanges changes() {
        return changes;
    }

    Connection reader() {
        return reader;
    }

    SchemaPages schema() {
        return schema;
    }

    void ran() {
        runs++;
    }

    void skipped() {
        skips++;
    }
}
