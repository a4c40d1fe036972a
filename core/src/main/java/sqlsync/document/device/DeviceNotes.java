package sqlsync.document.device;

import java.util.List;
import sqlsync.codec.ByteReader;
import sqlsync.codec.ByteWriter;
import sqlsync.codec.MalformedException;
import sqlsync.document.OutcomeCodec;
import sqlsync.document.Sessions;
import sqlsync.journal.Journal;
import sqlsync.platform.Randomness;

/**
 * A device's own journal: what became of mutations, as notes of what changed, and now and then one
 * of everything.
 *
 * <pre>
 * u8 1 | state ({@link DeviceState}) | the table of sessions
 * u8 2 | outcomes ({@link OutcomeCodec})
 * u8 3 | optional text user | varint timeline number          welcomed
 * u8 4 | varlong lsn | optional text mutation | varlong at     settled up to
 * u8 5 | refusal
 * u8 6 | text mutation                                         dismissed
 * u8 7                                                         the timeline was forked
 * u8 8                                                         refusals of layers to come are void
 * u8 9 | varlong bytes                                         limit of the database
 * u8 10 | u8 1 or 0                                            the user may write, or only read
 * u8 11 | optional text claims                                 of the user's token
 * </pre>
 */
final class DeviceNotes {
    private static final int SNAPSHOT = 1;
    private static final int OUTCOMES = 2;
    private static final int WELCOMED = 3;
    private static final int SETTLED = 4;
    private static final int REFUSED = 5;
    private static final int DISMISSED = 6;
    private static final int FORKED = 7;
    private static final int UNCONFIRMED_FORGOTTEN = 8;
    private static final int LIMITED = 9;
    private static final int ACCESSIBLE = 10;
    private static final int CLAIMED = 11;

    /** Notes that weigh less are never worth a snapshot, in bytes. */
    static final int NOTE_BYTES_MIN = 32 * 1024;

    private final Sessions sessions;
    private DeviceState state = DeviceState.EMPTY;
    private DeviceState appended = DeviceState.EMPTY;
    private DeviceState durable = DeviceState.EMPTY;
    private long noteBytes;
    private long snapshotBytes;
    private Journal journal;
    private Randomness randomness;

    DeviceNotes(Sessions sessions) {
        this.sessions = sessions;
    }

    /** What there is now, whether it is on disk or not. */
    DeviceState state() {
        return state;
    }

    /** What is on disk. */
    DeviceState durable() {
        return durable;
    }

    boolean areOnDisk() {
        return state == durable;
    }

    /** A note that is on disk. */
    void replay(ByteReader in, int bytes) {
        apply(in);
        noteBytes += bytes;
    }

    private void apply(ByteReader in) {
        int kind = in.u8();
        switch (kind) {
            case SNAPSHOT -> {
                state = DeviceState.decode(in);
                sessions.decode(in);
                noteBytes = 0;
                snapshotBytes = in.position();
            }
            case OUTCOMES -> sessions.replay(OutcomeCodec.decode(in));
            case WELCOMED -> state = state.welcomed(in.optionalText(), in.varint());
            case SETTLED ->
                    state = state.settledUpTo(in.varlong(), in.optionalText(), in.varlong());
            case REFUSED -> state = state.refused(DeviceState.Refusal.decode(in));
            case DISMISSED -> state = state.dismissed(in.text());
            case FORKED -> state = state.forked();
            case UNCONFIRMED_FORGOTTEN -> state = state.withoutUnconfirmed();
            case LIMITED -> state = state.limited(in.varlong());
            case ACCESSIBLE -> state = state.accessible(in.u8() != 0);
            case CLAIMED -> state = state.claimed(in.optionalText());
            default -> throw new MalformedException("device note of kind " + kind);
        }
    }

    /** From here on notes go to a journal. */
    void writeTo(Journal to, Randomness stamps) {
        journal = to;
        randomness = stamps;
        appended = state;
        durable = state;
    }

    void welcomed(String user, int timelineNumber) {
        note(new ByteWriter().u8(WELCOMED).optionalText(user).varint(timelineNumber));
    }

    void settledUpTo(long lsn, String mutationId, long at) {
        note(new ByteWriter().u8(SETTLED).varlong(lsn).optionalText(mutationId).varlong(at));
    }

    void refused(DeviceState.Refusal refusal) {
        ByteWriter out = new ByteWriter().u8(REFUSED);
        refusal.encode(out);
        note(out);
    }

    void dismissed(String mutationId) {
        note(new ByteWriter().u8(DISMISSED).text(mutationId));
    }

    void forked() {
        note(new ByteWriter().u8(FORKED));
    }

    void forgetUnconfirmed() {
        note(new ByteWriter().u8(UNCONFIRMED_FORGOTTEN));
    }

    void limited(long documentBytesMax) {
        note(limit(documentBytesMax));
    }

    void accessible(boolean write) {
        note(access(write));
    }

    void claimed(String claims) {
        note(claim(claims));
    }

    private static ByteWriter claim(String claims) {
        return new ByteWriter().u8(CLAIMED).optionalText(claims);
    }

    private static ByteWriter access(boolean write) {
        return new ByteWriter().u8(ACCESSIBLE).u8(write ? 1 : 0);
    }

    private static ByteWriter limit(long documentBytesMax) {
        return new ByteWriter().u8(LIMITED).varlong(documentBytesMax);
    }

    private void note(ByteWriter out) {
        byte[] note = out.toByteArray();
        append(note);
        apply(new ByteReader(note));
    }

    private void append(byte[] note) {
        journal.append(randomness.bits64(), note);
        noteBytes += note.length;
    }

    /** The last notes of a batch: outcomes, or everything where the notes weigh too much. */
    void endBatch(List<Sessions.Entry> outcomes) {
        if (noteBytes > Math.max(NOTE_BYTES_MIN, 2 * snapshotBytes)) {
            long before = journal.range().last();
            ByteWriter out = new ByteWriter(4096).u8(SNAPSHOT);
            state.encode(out);
            sessions.encode(out);
            append(out.toByteArray());
            if (state.documentBytesMax() > 0) {
                append(limit(state.documentBytesMax()).toByteArray());
            }
            if (state.readOnly()) {
                append(access(false).toByteArray());
            }
            if (state.claims() != null) {
                append(claim(state.claims()).toByteArray());
            }
            journal.dropPrefix(before);
            snapshotBytes = out.size();
            noteBytes = 0;
        } else if (!outcomes.isEmpty()) {
            ByteWriter out = new ByteWriter().u8(OUTCOMES);
            OutcomeCodec.encode(outcomes, out);
            append(out.toByteArray());
        }
        appended = state;
    }

    /** The batch that was ended last is on disk. */
    void written() {
        durable = appended;
    }

    /** What is not on disk is gone. */
    void takeBack() {
        state = durable;
        appended = durable;
    }
}
