package sqlsync.reactive;

import sqlsync.codec.Ascii;
import sqlsync.storage.PageChanges;
import sqlsync.storage.PageSet;

/** A query that somebody watches. */
public final class LiveQuery<R extends LiveResult> {
    private final LiveQueries<R> owner;
    private final String key;
    private final String sql;
    private final LiveRun<R> run;

    /** Whether it may show what page 1 counts, like the size of the database. */
    private final boolean seesCounters;

    private int watchers;
    private int runs;
    private R result;
    private PageSet reads = new PageSet();

    /** {@link #result} is what a run would have given at this mark. */
    private int asOf;

    LiveQuery(LiveQueries<R> owner, String key, String sql, LiveRun<R> run) {
        this.owner = owner;
        this.key = key;
        this.sql = sql;
        this.run = run;
        this.seesCounters = Ascii.containsIgnoringCase(sql, "pragma");
    }

    String key() {
        return key;
    }

    public String sql() {
        return sql;
    }

    /** How it is run. */
    public LiveRun<R> run() {
        return run;
    }

    /** How many watch it. */
    public int watchers() {
        return watchers;
    }

    /** How often it was run. */
    public int runs() {
        return runs;
    }

    /** What the last run gave; null before the first. */
    public R last() {
        return result;
    }

    /** What a run gives now. It is run only if something has changed that it read. */
    public R result() {
        PageChanges changes = owner.changes();
        int now = changes.mark();
        if (result != null && asOf == now) {
            return result;
        }
        owner.schema().look();
        if (result == null || mayDiffer(changes)) {
            runAt(now);
        } else {
            asOf = now;
            owner.skipped();
        }
        return result;
    }

    private boolean mayDiffer(PageChanges changes) {
        if (result.failed() || seesCounters) {
            return changes.anyChangedAfter(asOf);
        }
        if (owner.schema().changedAfter(asOf)) {
            return true;
        }
        for (int i = 0; i < reads.size(); i++) {
            if (changes.changedAfter(reads.number(i), asOf)) {
                return true;
            }
        }
        return false;
    }

    private void runAt(int now) {
        PageSet seen = new PageSet();
        R before = result;
        owner.reader()
                .recording(
                        seen,
                        () -> {
                            result = run.run(owner.reader(), before);
                        });
        reads = seen;
        asOf = now;
        runs++;
        owner.ran();
    }

    void watched() {
        watchers++;
    }

    /** Whether nobody watches it any more. */
    boolean unwatched() {
        return --watchers == 0;
    }
}
