package sqlsync.document.device;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import sqlsync.codec.ByteReader;
import sqlsync.journal.DocumentLog;
import sqlsync.journal.Entry;
import sqlsync.journal.JournalId;
import sqlsync.platform.Randomness;
import sqlsync.timeline.Mutation;
import sqlsync.timeline.MutationCodec;

/** The mutations of this device that no coordinator has settled, in the order of the timeline. */
final class UnsettledMutations {
    private final Randomness randomness;
    private List<Unsettled> all = new ArrayList<>();
    private long ordinals;
    private DocumentLog log;

    UnsettledMutations(Randomness randomness) {
        this.randomness = randomness;
    }

    /** One that is on disk. */
    void load(Entry entry) {
        ByteReader in = new ByteReader(entry.array(), entry.offset(), entry.length());
        all.add(new Unsettled(MutationCodec.decode(in), entry.length(), ++ordinals, entry.first()));
    }

    void writeTo(DocumentLog to) {
        log = to;
    }

    /** Appends one to the timeline. */
    void add(Mutation mutation) {
        byte[] encoded = MutationCodec.encode(mutation);
        long lsn = log.timeline().append(randomness.bits64(), encoded);
        all.add(new Unsettled(mutation, encoded.length, ++ordinals, lsn));
    }

    List<Unsettled> all() {
        return all;
    }

    int size() {
        return all.size();
    }

    /** Of the newest mutation ever made here. */
    long lastOrdinal() {
        return ordinals;
    }

    /** Whether every mutation up to an ordinal is settled. */
    boolean settledUpTo(long ordinal) {
        return all.isEmpty() || all.get(0).ordinal > ordinal;
    }

    /** The mutation at an LSN of the timeline, or null. */
    Unsettled at(long lsn) {
        for (Unsettled each : all) {
            if (each.lsn == lsn) {
                return each;
            }
        }
        return null;
    }

    boolean areOnDisk() {
        return all.isEmpty() || all.get(all.size() - 1).lsn <= log.timeline().durableRange().last();
    }

    Set<String> ids() {
        Set<String> ids = new HashSet<>();
        all.forEach(each -> ids.add(each.mutation.id()));
        return ids;
    }

    /** Takes out, and returns, what was settled. */
    List<Unsettled> removeUpTo(long lsn) {
        int count = 0;
        while (count < all.size() && all.get(count).lsn <= lsn) {
            count++;
        }
        List<Unsettled> settled = new ArrayList<>(all.subList(0, count));
        all = new ArrayList<>(all.subList(count, all.size()));
        return settled;
    }

    /** Begins another timeline with the same mutations; it is durable with the next flush. */
    void fork() {
        log.forkTimeline(JournalId.random(randomness));
        for (Unsettled each : all) {
            each.lsnBefore = each.lsn;
            byte[] encoded = MutationCodec.encode(each.mutation);
            each.lsn = log.timeline().append(randomness.bits64(), encoded);
        }
    }

    /** What was appended is on disk. */
    void written() {
        if (!all.isEmpty() && all.get(0).lsnBefore != 0) {
            all.forEach(each -> each.lsnBefore = 0);
        }
    }

    /** What is not on disk is gone. */
    void takeBack() {
        boolean forked = !all.isEmpty() && all.get(0).lsnBefore != 0;
        if (forked) {
            all.removeIf(each -> each.lsnBefore == 0);
            for (Unsettled each : all) {
                each.lsn = each.lsnBefore;
                each.lsnBefore = 0;
            }
        }
        long last = log.timeline().range().last();
        all.removeIf(each -> each.lsn > last);
    }

    /**
     * All, oldest first.
     *
     * @param user who is signed in, or null
     * @param sent up to which LSN of the timeline they are on their way; not behind one that is
     *     held
     */
    List<PendingMutation> pending(String user, long sent) {
        List<PendingMutation> pending = new ArrayList<>();
        long sentNow = sent;
        for (Unsettled each : all) {
            boolean held = each.isOfAnother(user);
            if (held) {
                sentNow = 0;
            }
            String state =
                    held
                            ? "held"
                            : each.parked ? "parked" : each.lsn <= sentNow ? "sent" : "unsent";
            pending.add(new PendingMutation(each.mutation, state));
        }
        return pending;
    }

    /** How many another user made than who is signed in. */
    int heldFor(String user) {
        int held = 0;
        for (Unsettled each : all) {
            held += each.isOfAnother(user) ? 1 : 0;
        }
        return held;
    }

    int parked() {
        int parked = 0;
        for (Unsettled each : all) {
            parked += each.parked ? 1 : 0;
        }
        return parked;
    }

    long bytes() {
        long bytes = 0;
        for (Unsettled each : all) {
            bytes += each.bytes;
        }
        return bytes;
    }
}
