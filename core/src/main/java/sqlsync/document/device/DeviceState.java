package sqlsync.document.device;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sqlsync.codec.ByteReader;
import sqlsync.codec.ByteWriter;
import sqlsync.timeline.Mutation;
import sqlsync.timeline.MutationCodec;

/**
 * What a device knows of its coordinator beside the storage journal.
 *
 * @param met whether the coordinator has ever answered
 * @param user as the coordinator knows this device's, or null
 * @param timelineNumber by which layers speak of this device's timeline; 0 where not known
 * @param settled up to where the timeline was settled
 * @param settledMutation id of the mutation in that entry, or null
 * @param lastSyncedAt milliseconds since the epoch, 0 for never
 * @param refusals by mutation id, oldest first
 * @param terms what the coordinator said last of the document and the user
 */
record DeviceState(
        boolean met,
        String user,
        int timelineNumber,
        long settled,
        String settledMutation,
        long lastSyncedAt,
        Map<String, Refusal> refusals,
        Terms terms) {
    static final DeviceState EMPTY =
            new DeviceState(false, null, 0, 0, null, 0, Map.of(), Terms.NONE);

    /**
     * What the coordinator said last of the document and the user; each has notes of its own.
     *
     * @param documentBytesMax how large the document's database may become; 0 where the coordinator
     *     has not said so
     * @param readOnly whether this device's user may only read
     * @param claims of the user's token, an encoded value; null for none
     */
    record Terms(long documentBytesMax, boolean readOnly, String claims) {
        static final Terms NONE = new Terms(0, false, null);
    }

    long documentBytesMax() {
        return terms.documentBytesMax;
    }

    boolean readOnly() {
        return terms.readOnly;
    }

    String claims() {
        return terms.claims;
    }

    /**
     * What the coordinator said of one mutation.
     *
     * @param lsn in the timeline
     * @param storageLsn of the layer that settles it
     * @param settled whether that layer is here
     */
    record Refusal(
            Mutation mutation,
            long lsn,
            long storageLsn,
            String code,
            String message,
            boolean settled) {
        RejectedMutation told() {
            return new RejectedMutation(mutation, code, message);
        }

        Refusal confirmed() {
            return new Refusal(mutation, lsn, storageLsn, code, message, true);
        }

        void encode(ByteWriter out) {
            out.varlong(lsn).varlong(storageLsn).text(code).text(message).u8(settled ? 1 : 0);
            out.block(MutationCodec.encode(mutation));
        }

        static Refusal decode(ByteReader in) {
            long lsn = in.varlong();
            long storageLsn = in.varlong();
            String code = in.text();
            String message = in.text();
            boolean settled = in.u8() != 0;
            Mutation mutation = MutationCodec.decode(new ByteReader(in.block()));
            return new Refusal(mutation, lsn, storageLsn, code, message, settled);
        }
    }

    /** How a mutation was refused, or null. */
    RejectedMutation rejection(String mutationId) {
        Refusal refusal = refusals.get(mutationId);
        return refusal == null ? null : refusal.told();
    }

    /** What was refused for good, and can't be seen as pending any more. */
    List<RejectedMutation> rejected(UnsettledMutations pending) {
        List<RejectedMutation> all = new ArrayList<>();
        Set<String> seen = pending.ids();
        for (Refusal each : refusals.values()) {
            if (each.settled && !seen.contains(each.mutation.id())) {
                all.add(each.told());
            }
        }
        return all;
    }

    DeviceState welcomed(String newUser, int number) {
        return new DeviceState(
                true, newUser, number, settled, settledMutation, lastSyncedAt, refusals, terms);
    }

    DeviceState accessible(boolean write) {
        return with(new Terms(documentBytesMax(), !write, claims()));
    }

    DeviceState claimed(String said) {
        return with(new Terms(documentBytesMax(), readOnly(), said));
    }

    DeviceState limited(long bytesMax) {
        return with(new Terms(bytesMax, readOnly(), claims()));
    }

    /** Everything up to an LSN is settled, and the refusals among it with it. */
    DeviceState settledUpTo(long lsn, String mutationId, long at) {
        Map<String, Refusal> confirmed = new LinkedHashMap<>();
        refusals.forEach(
                (id, each) ->
                        confirmed.put(
                                id, !each.settled && each.lsn <= lsn ? each.confirmed() : each));
        return new DeviceState(met, user, timelineNumber, lsn, mutationId, at, confirmed, terms);
    }

    DeviceState refused(Refusal refusal) {
        Map<String, Refusal> more = new LinkedHashMap<>(refusals);
        more.put(refusal.mutation.id(), refusal);
        return with(more);
    }

    DeviceState dismissed(String mutationId) {
        Map<String, Refusal> fewer = new LinkedHashMap<>(refusals);
        fewer.remove(mutationId);
        return with(fewer);
    }

    /** Another timeline: the coordinator has not said anything of it yet. */
    DeviceState forked() {
        return new DeviceState(met, user, 0, 0, null, lastSyncedAt, confirmedOnly(), terms);
    }

    /**
     * Another connection, perhaps to another line of history: what was said of layers to come is
     * void.
     */
    DeviceState withoutUnconfirmed() {
        return with(confirmedOnly());
    }

    /** Whether something was said of layers that are not here. */
    boolean hasUnconfirmed() {
        for (Refusal each : refusals.values()) {
            if (!each.settled) {
                return true;
            }
        }
        return false;
    }

    private Map<String, Refusal> confirmedOnly() {
        Map<String, Refusal> confirmed = new LinkedHashMap<>(refusals);
        confirmed.values().removeIf(each -> !each.settled);
        return confirmed;
    }

    private DeviceState with(Terms others) {
        return new DeviceState(
                met,
                user,
                timelineNumber,
                settled,
                settledMutation,
                lastSyncedAt,
                refusals,
                others);
    }

    private DeviceState with(Map<String, Refusal> others) {
        return new DeviceState(
                met, user, timelineNumber, settled, settledMutation, lastSyncedAt, others, terms);
    }

    /** Everything but the terms. */
    void encode(ByteWriter out) {
        out.u8(met ? 1 : 0).optionalText(user).varint(timelineNumber).varlong(settled);
        out.optionalText(settledMutation).varlong(lastSyncedAt).varint(refusals.size());
        refusals.values().forEach(each -> each.encode(out));
    }

    static DeviceState decode(ByteReader in) {
        boolean met = in.u8() != 0;
        String user = in.optionalText();
        int number = in.varint();
        long settled = in.varlong();
        String settledMutation = in.optionalText();
        long at = in.varlong();
        Map<String, Refusal> refusals = new LinkedHashMap<>();
        for (int i = in.varint(); i > 0; i--) {
            Refusal refusal = Refusal.decode(in);
            refusals.put(refusal.mutation.id(), refusal);
        }
        return new DeviceState(
                met, user, number, settled, settledMutation, at, refusals, Terms.NONE);
    }
}
