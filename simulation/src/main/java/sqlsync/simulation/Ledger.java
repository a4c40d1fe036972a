package sqlsync.simulation;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sqlsync.SqlSyncException;
import sqlsync.timeline.Mutation;

/** What pages made and were told, kept outside of the world: what it is compared with. */
final class Ledger {
    enum State {
        UNANSWERED,
        ACKNOWLEDGED,
        /** It did not happen. */
        REJECTED,
        /** Storage failed: it is not there, unless the machine stopped before the disk knew. */
        TAKEN_BACK
    }

    /** One mutation. */
    static final class Record {
        final int device;
        final String session;
        final long sequence;

        /** Who was signed in, as the page says, until a document has shown whose it took it for. */
        String user;

        private boolean shown;
        final List<Mutation.Call> calls;
        State state = State.UNANSWERED;

        /** The coordinator has told its device that it does not take effect. */
        boolean refused;

        /** The coordinator has told its device that it took effect. */
        boolean accepted;

        /** A coordinator that was set back may not have it any more. */
        boolean mayBeLost;

        Record(int device, String session, long sequence, String user, List<Mutation.Call> calls) {
            this.device = device;
            this.session = session;
            this.sequence = sequence;
            this.user = user;
            this.calls = calls;
        }

        /** Whether it may be seen as this user's: what is seen first stays. */
        boolean mayBeOf(String seen, boolean strangerWasThere) {
            boolean may =
                    seen.equals(String.valueOf(user))
                            || !shown && strangerWasThere && seen.equals(STRANGER);
            shown = true;
            user = may && user != null ? seen : user;
            return may;
        }
    }

    /** Who signs in on devices of others. */
    static final String STRANGER = "stranger";

    private final Set<Integer> strangerWasAt = new HashSet<>();

    void strangerSignsIn(int device) {
        strangerWasAt.add(device);
    }

    boolean mayBeOf(Record record, String seen) {
        return record.mayBeOf(seen, strangerWasAt.contains(record.device));
    }

    private final Map<String, Record> records = new LinkedHashMap<>();
    private final Coverage coverage;

    Ledger(Coverage coverage) {
        this.coverage = coverage;
    }

    private static String id(String session, long sequence) {
        return session + "-" + sequence;
    }

    Record record(String id) {
        return records.get(id);
    }

    void made(int device, String session, long sequence, String user, List<Mutation.Call> calls) {
        records.put(id(session, sequence), new Record(device, session, sequence, user, calls));
        coverage.count("mutation made");
    }

    void acknowledged(String session, long sequence) {
        records.get(id(session, sequence)).state = State.ACKNOWLEDGED;
        coverage.count("mutation acknowledged");
    }

    void failed(String session, long sequence, SqlSyncException error) {
        Record record = records.get(id(session, sequence));
        coverage.count("mutation failed: " + error.code().text());
        record.state =
                switch (error.code()) {
                    case MUTATION_REJECTED, UNKNOWN_MUTATION, SCHEMA_TOO_NEW -> State.REJECTED;
                    case STORAGE_FAILED, QUOTA_EXCEEDED, STORAGE_UNAVAILABLE -> State.TAKEN_BACK;
                    default ->
                            throw new Violation(
                                    Invariant.NOTHING_BREAKS,
                                    "mutation " + sequence + " failed with " + error);
                };
    }

    /** The coordinator's outcome has come to the device that made it. */
    void settled(String id, boolean refused) {
        Record record = records.get(id);
        Checker.require(record != null, Invariant.NOTHING_BREAKS, id, "settled, but not made");
        // A worker that starts anew may say it again.
        Checker.require(
                record.mayBeLost || !(refused ? record.accepted : record.refused),
                Invariant.ONCE,
                id,
                "was settled in two ways");
        record.refused = refused;
        record.accepted = !refused;
        coverage.count(refused ? "settled: refused" : "settled: accepted");
    }

    /** Whether the coordinator has settled anything of a device, and so knows whose it is. */
    boolean knowsOutcomeOf(int device) {
        return records.values().stream()
                .anyMatch(record -> record.device == device && (record.accepted || record.refused));
    }

    /** These can be seen somewhere. */
    void seen(Set<String> ids, String where) {
        for (String id : ids) {
            Record record = records.get(id);
            Checker.require(
                    record.state != State.REJECTED && (!record.refused || record.mayBeLost),
                    Invariant.FAILED_IS_NOTHING,
                    where,
                    id + " was answered with a failure, and is there");
        }
    }

    /** The coordinator is not what it was: what it settled may be gone, or settled otherwise. */
    void setBack(Set<String> unsettled) {
        records.forEach(
                (id, record) -> {
                    if (!unsettled.contains(id) || record.accepted || record.refused) {
                        record.mayBeLost = true;
                    }
                });
    }

    /**
     * What was acknowledged is on its device, unless it was refused.
     *
     * @param elsewhere pending there, or shown as refused
     */
    void requireKept(int device, Set<String> seen, Set<String> elsewhere, String where) {
        records.forEach(
                (id, record) -> {
                    boolean owed =
                            record.device == device
                                    && record.state == State.ACKNOWLEDGED
                                    && !record.refused
                                    && !record.mayBeLost;
                    Checker.require(
                            !owed || seen.contains(id) || elsewhere.contains(id),
                            Invariant.ACKNOWLEDGED_IS_KEPT,
                            where,
                            id + " was acknowledged, and is nowhere");
                });
    }

    /**
     * Nothing is open any more: what was acknowledged took effect, or was refused.
     *
     * @param known what the coordinator has, and what devices show as refused
     */
    void requireSettled(Set<String> known) {
        records.forEach(
                (id, record) ->
                        Checker.require(
                                record.state != State.ACKNOWLEDGED
                                        || record.refused
                                        || record.mayBeLost
                                        || known.contains(id),
                                Invariant.ACKNOWLEDGED_IS_KEPT,
                                "coordinator",
                                id + " was acknowledged, and is nowhere"));
    }
}
