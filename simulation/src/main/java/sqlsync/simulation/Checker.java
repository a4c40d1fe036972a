package sqlsync.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sqlsync.sqlite.Connection;
import sqlsync.timeline.Mutation;

/** Compares a database with what the ledger knows of it. */
final class Checker {
    private final Schema schema;
    private final Ledger ledger;

    Checker(Schema schema, Ledger ledger) {
        this.schema = schema;
        this.ledger = ledger;
    }

    /**
     * Everything in it was made, once, whole, in the order of its session and by whom it says; and
     * the rows are what that comes to.
     *
     * @return the ids of the mutations that can be seen
     */
    Set<String> check(Connection connection, String where) {
        int version = Contents.version(connection);
        if (version == 0) {
            return Set.of();
        }
        Replay replay = new Replay(schema);
        List<String> done = Contents.rows(connection, WorkloadSql.SELECT_DONE);
        Map<String, Long> lastOfSession = new HashMap<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < done.size(); ) {
            String row = done.get(i);
            int at = row.indexOf('@');
            int space = row.indexOf(' ', at);
            String id = row.substring(0, at);
            Ledger.Record record = ledger.record(id);
            require(record != null, Invariant.NOTHING_BREAKS, where, id + " was never made");
            require(
                    ledger.mayBeOf(record, row.substring(at + 1, space)),
                    Invariant.NOBODY_ELSE,
                    where,
                    row + " was made by " + record.user);
            int by = Integer.parseInt(row.substring(space + 1));
            for (Mutation.Call call : record.calls) {
                require(
                        i < done.size() && done.get(i).equals(row),
                        Invariant.ONCE,
                        where,
                        id + " took effect in part, for " + call);
                i++;
                require(
                        replay.apply(call, by),
                        Invariant.CONTENT_IS_REPLAY,
                        where,
                        id + " took effect where it had to be refused: " + call);
            }
            require(seen.add(id), Invariant.ONCE, where, id + " took effect twice");
            Long before = lastOfSession.put(record.session, record.sequence);
            require(
                    before == null || before < record.sequence,
                    Invariant.IN_ORDER,
                    where,
                    id + " took effect after " + before);
        }
        for (Schema.Table table : schema.tables(version)) {
            List<String> rows = Contents.rows(connection, WorkloadSql.selectAll(table, version));
            require(
                    rows.equals(replay.rows(table, version)),
                    Invariant.CONTENT_IS_REPLAY,
                    where,
                    table.name() + " differs from the replay");
        }
        ledger.seen(seen, where);
        return seen;
    }

    /** The same, and SQLite finds nothing wrong with the pages. */
    Set<String> checkSound(Connection connection, String where) {
        Set<String> seen = check(connection, where);
        List<String> sound = new ArrayList<>(Contents.rows(connection, WorkloadSql.INTEGRITY));
        require(sound.equals(List.of("ok")), Invariant.DATABASE_IS_SOUND, where, sound.toString());
        return seen;
    }

    static void require(boolean holds, Invariant invariant, String where, String what) {
        if (!holds) {
            throw new Violation(invariant, where + ": " + what);
        }
    }
}
