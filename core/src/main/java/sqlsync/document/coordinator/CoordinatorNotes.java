package sqlsync.document.coordinator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sqlsync.codec.ByteReader;
import sqlsync.codec.ByteWriter;
import sqlsync.codec.MalformedException;
import sqlsync.document.Outcome;
import sqlsync.document.OutcomeCodec;
import sqlsync.document.Sessions;
import sqlsync.document.SettledHeader;
import sqlsync.journal.JournalId;
import sqlsync.replication.Message;

/**
 * What only the coordinator knows of a document: timelines, rejections, recent sessions. It stands
 * in the device journal, as changes and now and then as a whole, in the flush of the layer that it
 * goes with.
 *
 * <pre>
 * u8 3 (changes) or 4 (all); 1 and 2 are the same with flags of 0 or 1 only
 * | varint n, n * (varint number, 16 bytes id, optional text user, varlong cursor, optional text
 *                  mutation at the cursor, varint gaps)
 * | varint n, n * (varint number, varlong storage LSN up to which its rejections are acknowledged)
 * | varint n, n * (varint number, varlong lsn, varlong storage LSN, text mutation, text code,
 *                  optional text reason, text message)
 * | varint n, n * (text key, varlong highest, varint flags,
 *                  with 1: outcomes, with 2: 8 bytes hash of the body, with 4: skipped sequences)
 * </pre>
 */
final class CoordinatorNotes {
    private static final int CHANGES_BEFORE = 1;
    private static final int ALL_BEFORE = 2;
    private static final int CHANGES = 3;
    private static final int ALL = 4;

    private static final int HAS_OUTCOME = 1;
    private static final int HAS_BODY = 2;
    private static final int HAS_SKIPPED = 4;

    /** A rejection, and whose it is. */
    record Refusal(KnownTimeline timeline, Message.Rejection rejection) {}

    /** That a device has flushed rejections. */
    record Acknowledged(KnownTimeline timeline, long storageLsn) {}

    private final Map<JournalId, KnownTimeline> byId = new LinkedHashMap<>();
    private final Map<Integer, KnownTimeline> byNumber = new LinkedHashMap<>();
    private final RecentSessions recent = new RecentSessions();
    private int nextNumber = 1;

    RecentSessions recent() {
        return recent;
    }

    Collection<KnownTimeline> timelines() {
        return byId.values();
    }

    KnownTimeline find(JournalId id) {
        return byId.get(id);
    }

    /** Gives a timeline its number. It is written down when something of it is settled. */
    KnownTimeline introduce(JournalId id, String user) {
        return add(new KnownTimeline(nextNumber, id, user));
    }

    /** Forgets a timeline of which nothing was settled. */
    void forgetUnused(KnownTimeline timeline) {
        if (timeline.cursor == 0 && timeline.rejections.isEmpty()) {
            byId.remove(timeline.id);
            byNumber.remove(timeline.number);
        }
    }

    private KnownTimeline add(KnownTimeline timeline) {
        byId.put(timeline.id, timeline);
        byNumber.put(timeline.number, timeline);
        nextNumber = Math.max(nextNumber, timeline.number + 1);
        return timeline;
    }

    /** How far layers have settled each timeline, as of the last one that was appended. */
    List<SettledHeader.Settled> settled() {
        List<SettledHeader.Settled> settled = new ArrayList<>();
        for (KnownTimeline timeline : byId.values()) {
            if (timeline.appended > 0) {
                settled.add(new SettledHeader.Settled(timeline.number, timeline.appended));
            }
        }
        return settled;
    }

    byte[] changes(
            Collection<KnownTimeline> touched,
            List<Acknowledged> acknowledged,
            List<Refusal> refusals,
            List<RecentSessions.Note> sessions) {
        ByteWriter out = new ByteWriter().u8(CHANGES);
        encode(out, touched, acknowledged, refusals, sessions);
        return out.toByteArray();
    }

    /** Everything, as it is now. */
    byte[] all() {
        List<KnownTimeline> used = new ArrayList<>();
        List<Refusal> refusals = new ArrayList<>();
        for (KnownTimeline timeline : byId.values()) {
            if (timeline.cursor > 0) {
                used.add(timeline);
                timeline.rejections.forEach(
                        rejection -> refusals.add(new Refusal(timeline, rejection)));
            }
        }
        ByteWriter out = new ByteWriter().u8(ALL);
        encode(out, used, List.of(), refusals, recent.all());
        return out.toByteArray();
    }

    private static void encode(
            ByteWriter out,
            Collection<KnownTimeline> timelines,
            List<Acknowledged> acknowledged,
            List<Refusal> refusals,
            List<RecentSessions.Note> sessions) {
        out.varint(timelines.size());
        for (KnownTimeline timeline : timelines) {
            out.varint(timeline.number).raw(timeline.id.toByteArray()).optionalText(timeline.user);
            out.varlong(timeline.cursor).optionalText(timeline.cursorMutation);
            out.varint(timeline.gaps);
        }
        out.varint(acknowledged.size());
        for (Acknowledged note : acknowledged) {
            out.varint(note.timeline.number).varlong(note.storageLsn);
        }
        out.varint(refusals.size());
        for (Refusal refusal : refusals) {
            Message.Rejection r = refusal.rejection;
            out.varint(refusal.timeline.number).varlong(r.lsn()).varlong(r.storageLsn());
            out.text(r.mutationId()).text(r.code()).optionalText(r.reason()).text(r.message());
        }
        out.varint(sessions.size());
        for (RecentSessions.Note note : sessions) {
            encode(out, note);
        }
    }

    private static void encode(ByteWriter out, RecentSessions.Note note) {
        out.text(note.key()).varlong(note.highest());
        out.varint(
                (note.outcome() == null ? 0 : HAS_OUTCOME)
                        | (note.body() == 0 ? 0 : HAS_BODY)
                        | (note.skipped().isEmpty() ? 0 : HAS_SKIPPED));
        if (note.outcome() != null) {
            OutcomeCodec.encode(List.of(new Sessions.Entry("", 1, note.outcome())), out);
        }
        if (note.body() != 0) {
            out.i64(note.body());
        }
        if (!note.skipped().isEmpty()) {
            note.skipped().encode(out);
        }
    }

    private static RecentSessions.Note decodeNote(ByteReader in) {
        String key = in.text();
        long highest = in.varlong();
        int flags = in.varint();
        Outcome outcome =
                (flags & HAS_OUTCOME) == 0 ? null : OutcomeCodec.decode(in).get(0).outcome();
        long body = (flags & HAS_BODY) == 0 ? 0 : in.i64();
        SkippedSequences skipped =
                (flags & HAS_SKIPPED) == 0 ? SkippedSequences.NONE : SkippedSequences.decode(in);
        return new RecentSessions.Note(key, highest, outcome, body, skipped);
    }

    /** Takes in an entry of the device journal. */
    void replay(ByteReader in) {
        int kind = in.u8();
        if (kind == ALL || kind == ALL_BEFORE) {
            byId.clear();
            byNumber.clear();
            recent.all().forEach(note -> recent.restore(note.key(), null));
        } else if (kind != CHANGES && kind != CHANGES_BEFORE) {
            throw new MalformedException("notes of kind " + kind);
        }
        for (int i = in.varint(); i > 0; i--) {
            replayTimeline(in);
        }
        for (int i = in.varint(); i > 0; i--) {
            numbered(in.varint()).acknowledged(in.varlong());
        }
        for (int i = in.varint(); i > 0; i--) {
            numbered(in.varint())
                    .rejections
                    .add(
                            new Message.Rejection(
                                    in.varlong(),
                                    in.varlong(),
                                    in.text(),
                                    in.text(),
                                    in.optionalText(),
                                    in.text()));
        }
        for (int i = in.varint(); i > 0; i--) {
            recent.put(decodeNote(in));
        }
        recent.trim();
    }

    private void replayTimeline(ByteReader in) {
        int number = in.varint();
        JournalId id = JournalId.of(in.raw(JournalId.BYTES));
        String user = in.optionalText();
        KnownTimeline known = byNumber.get(number);
        KnownTimeline timeline = known == null ? add(new KnownTimeline(number, id, user)) : known;
        timeline.cursor = in.varlong();
        timeline.cursorMutation = in.optionalText();
        timeline.gaps = in.varint();
        timeline.appended = timeline.cursor;
        timeline.durable = timeline.cursor;
    }

    private KnownTimeline numbered(int number) {
        KnownTimeline timeline = byNumber.get(number);
        if (timeline == null) {
            throw new MalformedException("timeline " + number + " is not known");
        }
        return timeline;
    }
}
