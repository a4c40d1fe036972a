package sqlsync.simulation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.timeline.Mutation;

/** What pages made and were told, kept outside of the world: what the content is compared with. */
final class Ledger {
    private enum State {
        UNANSWERED,
        ACKNOWLEDGED,
        REJECTED,
        /** Storage failed: it is not there, unless the machine stopped before the disk knew. */
        TAKEN_BACK
    }

    private static final class Record {
        final List<Mutation.Call> calls;
        State state = State.UNANSWERED;
        boolean doubtful;

        Record(List<Mutation.Call> calls) {
            this.calls = calls;
        }
    }

    private final Map<String, Record> records = new HashMap<>();
    private final Coverage coverage;

    Ledger(Coverage coverage) {
        this.coverage = coverage;
    }

    private static String id(String session, long sequence) {
        return session + "-" + sequence;
    }

    void made(String session, long sequence, List<Mutation.Call> calls) {
        records.put(id(session, sequence), new Record(calls));
        coverage.count("mutation made");
    }

    void acknowledged(String session, long sequence) {
        records.get(id(session, sequence)).state = State.ACKNOWLEDGED;
        coverage.count("mutation acknowledged");
    }

    void failed(String session, long sequence, SqlSyncException error) {
        Record record = records.get(id(session, sequence));
        coverage.count("mutation failed: " + error.code().text());
        if (error.code() == ErrorCode.MUTATION_REJECTED) {
            record.state = State.REJECTED;
            return;
        }
        boolean storage =
                error.code() == ErrorCode.STORAGE_FAILED
                        || error.code() == ErrorCode.QUOTA_EXCEEDED
                        || error.code() == ErrorCode.STORAGE_UNAVAILABLE;
        if (!storage) {
            throw new Violation(
                    Invariant.NOTHING_BREAKS,
                    "mutation " + sequence + " failed with " + error.code() + ": " + error);
        }
        record.state = State.TAKEN_BACK;
        record.doubtful = true;
    }

    /** Something was made durable after it: what was taken back before can't come back. */
    void durableNow() {
        records.values().forEach(record -> record.doubtful = false);
    }

    /**
     * Compares with what a document says was done, in its order.
     *
     * @param done the id of its mutation for every call
     * @return the items that these mutations come to
     */
    TreeMap<Integer, String> check(List<String> done) {
        TreeMap<Integer, String> items = new TreeMap<>();
        Map<String, Long> lastOfSession = new HashMap<>();
        Map<String, Boolean> seen = new HashMap<>();
        for (int i = 0; i < done.size(); ) {
            String id = done.get(i);
            Record record = records.get(id);
            require(record != null, Invariant.NOTHING_BREAKS, id + " was never made");
            for (Mutation.Call call : record.calls) {
                require(
                        i < done.size() && done.get(i++).equals(id),
                        Invariant.ONCE,
                        id + " took effect in part, for " + call);
            }
            require(seen.put(id, true) == null, Invariant.ONCE, id + " took effect twice");
            int dash = id.lastIndexOf('-');
            long sequence = Long.parseLong(id.substring(dash + 1));
            Long before = lastOfSession.put(id.substring(0, dash), sequence);
            require(
                    before == null || before < sequence,
                    Invariant.IN_ORDER,
                    id + " took effect after " + before);
            require(
                    record.state != State.REJECTED
                            && (record.state != State.TAKEN_BACK || record.doubtful),
                    Invariant.FAILED_IS_NOTHING,
                    id + " was answered with " + record.state + ", and is there");
            for (Mutation.Call call : record.calls) {
                require(
                        Workload.apply(call, items),
                        Invariant.CONTENT_IS_REPLAY,
                        id + " took effect where it had to be refused");
            }
        }
        records.forEach(
                (id, record) ->
                        require(
                                record.state != State.ACKNOWLEDGED || seen.containsKey(id),
                                Invariant.ACKNOWLEDGED_IS_KEPT,
                                id + " was acknowledged, and is not there"));
        return items;
    }

    private static void require(boolean holds, Invariant invariant, String what) {
        if (!holds) {
            throw new Violation(invariant, what);
        }
    }
}
