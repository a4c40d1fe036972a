package sqlsync.document.coordinator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import sqlsync.codec.ByteReader;
import sqlsync.codec.ByteWriter;
import sqlsync.codec.MalformedException;
import sqlsync.document.Outcome;
import sqlsync.document.OutcomeCodec;
import sqlsync.document.Sessions;
import sqlsync.document.SettledHeader;
import sqlsync.journal.JournalId;
import sqlsync.platform.SeededRandomness;
import sqlsync.replication.Message;

/** What a coordinator knows of a document beside its pages, written down and read again. */
class CoordinatorNotesTest {
    private final SeededRandomness randomness = new SeededRandomness(1);
    private final CoordinatorNotes notes = new CoordinatorNotes();

    private KnownTimeline timeline(String user, long cursor) {
        KnownTimeline timeline = notes.introduce(JournalId.random(randomness), user);
        timeline.cursor = cursor;
        timeline.appended = cursor;
        timeline.cursorMutation = "session-" + cursor;
        return timeline;
    }

    private static Message.Rejection rejection(long lsn, long storageLsn) {
        return new Message.Rejection(lsn, storageLsn, "s-" + lsn, "code", null, "Why.");
    }

    private static CoordinatorNotes read(byte[]... entries) {
        CoordinatorNotes read = new CoordinatorNotes();
        for (byte[] entry : entries) {
            ByteReader in = new ByteReader(entry);
            read.replay(in);
            in.end();
        }
        return read;
    }

    @Test
    void allThatIsWrittenIsRead() {
        KnownTimeline ann = timeline("ann", 7);
        KnownTimeline nobody = timeline(null, 300);
        ann.rejections.add(rejection(3, 10));
        ann.rejections.add(rejection(5, 11));
        nobody.gaps = 2;
        notes.recent().put(new RecentSessions.Note("k", 5, null));
        Outcome full = new Outcome.Rejected(sqlsync.ErrorCode.MUTATION_REJECTED, "full", "Full.");
        notes.recent().put(new RecentSessions.Note("post", 1, full));

        CoordinatorNotes read = read(notes.all());
        assertArrayEquals(notes.all(), read.all());
        KnownTimeline again = read.find(ann.id);
        assertEquals("ann", again.user);
        assertEquals(7, again.durable);
        assertEquals(List.of(rejection(3, 10), rejection(5, 11)), List.copyOf(again.rejections));
        assertEquals(2, read.find(nobody.id).gaps);
        assertEquals(full, read.recent().get("post").outcome());
        assertEquals(notes.settled(), read.settled());
        assertEquals(3, read.introduce(JournalId.random(randomness), null).number);
    }

    @Test
    void changesAddUp() {
        KnownTimeline ann = timeline("ann", 7);
        ann.rejections.add(rejection(3, 10));
        byte[] all = notes.all();
        ann.cursor = 8;
        byte[] changes =
                notes.changes(
                        List.of(ann),
                        List.of(new CoordinatorNotes.Acknowledged(ann, 10)),
                        List.of(new CoordinatorNotes.Refusal(ann, rejection(8, 12))),
                        List.of(new RecentSessions.Note("k", 9, null)));

        CoordinatorNotes read = read(all, changes);
        assertEquals(8, read.find(ann.id).cursor);
        assertEquals(List.of(rejection(8, 12)), List.copyOf(read.find(ann.id).rejections));
        assertTrue(read.recent().settled("k", 9));
        assertFalse(read.recent().settled("k", 10));
        assertArrayEquals(read.all(), read(all, changes, read.all()).all(), "a whole replaces");
    }

    @Test
    void notesOfAnOlderReleaseAreRead() {
        for (int kind = 1; kind <= 2; kind++) {
            ByteWriter out = new ByteWriter().u8(kind).varint(0).varint(0).varint(0);
            out.varint(2).text("page").varlong(5).varint(0).text("post").varlong(1).varint(1);
            Outcome outcome = new Outcome.Accepted(List.of("7"));
            OutcomeCodec.encode(List.of(new Sessions.Entry("", 1, outcome)), out);
            RecentSessions read = read(out.toByteArray()).recent();
            assertTrue(read.settled("page", 3), "what came before was not counted");
            assertFalse(read.skipped("page", 3));
            assertEquals(outcome, read.get("post").outcome());
            assertEquals(0, read.get("post").body());
        }
    }

    @Test
    void sequencesThatWerePassedOverAreKnown() {
        RecentSessions recent = notes.recent();
        for (long sequence : new long[] {2, 3, 7, 5}) {
            recent.put(recent.after("page", sequence));
        }
        recent.put(new RecentSessions.Note("post", 1, null, -5, SkippedSequences.NONE));
        RecentSessions read = read(notes.all()).recent();
        assertArrayEquals(notes.all(), read(notes.all()).all());
        String skipped = "";
        for (long sequence = 1; sequence <= 8; sequence++) {
            skipped += read.skipped("page", sequence) ? sequence : "";
            assertEquals(
                    sequence < 8 && !read.skipped("page", sequence),
                    read.settled("page", sequence));
        }
        assertEquals("146", skipped);
        assertEquals(-5, read.get("post").body());
    }

    @Test
    void ofManyGapsTheLowestAreForgotten() {
        RecentSessions recent = notes.recent();
        int gaps = SkippedSequences.RANGES_MAX + 1;
        for (int i = 1; i <= gaps; i++) {
            recent.put(recent.after("page", 2 * i));
        }
        assertTrue(recent.settled("page", 1));
        assertTrue(recent.skipped("page", 3));
        assertTrue(recent.skipped("page", 2 * gaps - 1));
        assertArrayEquals(notes.all(), read(notes.all()).all());
    }

    @Test
    void aTimelineOfWhichNothingWasSettledIsNotKept() {
        KnownTimeline idle = notes.introduce(JournalId.random(randomness), "ann");
        assertNull(read(notes.all()).find(idle.id));
        notes.forgetUnused(idle);
        assertNull(notes.find(idle.id));
        KnownTimeline used = timeline("ann", 1);
        notes.forgetUnused(used);
        assertNotNull(notes.find(used.id));
    }

    @Test
    void nobodyShortensTheMemoryOfAnotherUser() {
        String ann = RecentSessions.key("ann", "post:order-4711");
        notes.recent().put(new RecentSessions.Note(ann, 1, null));
        for (int i = 0; i < RecentSessions.PER_USER_MAX + 10; i++) {
            String bob = RecentSessions.key("bob", "post:" + i);
            notes.recent().put(new RecentSessions.Note(bob, 1, null));
        }
        notes.recent().trim();
        assertTrue(notes.recent().settled(ann, 1));
        assertFalse(notes.recent().settled(RecentSessions.key("bob", "post:9"), 1));
        assertTrue(notes.recent().settled(RecentSessions.key("bob", "post:10"), 1));
    }

    @Test
    void onlyRecentSessionsAreKept() {
        for (int i = 0; i < RecentSessions.PER_USER_MAX + 10; i++) {
            notes.recent().put(new RecentSessions.Note("k" + i, 1, null));
        }
        notes.recent().put(new RecentSessions.Note("k0", 2, null));
        notes.recent().trim();
        assertEquals(RecentSessions.PER_USER_MAX, notes.recent().all().size());
        assertTrue(notes.recent().settled("k0", 2), "it wrote again");
        assertFalse(notes.recent().settled("k1", 1));
    }

    @Test
    void sessionsOfTwoUsersAreTwo() {
        String ann = RecentSessions.key("ann", "page");
        assertFalse(ann.equals(RecentSessions.key("bob", "page")));
        assertFalse(ann.equals(RecentSessions.key(null, "page")));
    }

    @Test
    void headersOfLayersAndFoldsAreReadAsWritten() {
        for (boolean fold : new boolean[] {false, true}) {
            SettledHeader header =
                    new SettledHeader(
                            fold,
                            1_700_000_000_000L,
                            3,
                            List.of(
                                    new SettledHeader.Settled(1, 1L << 40),
                                    new SettledHeader.Settled(200, 5)));
            ByteWriter out = new ByteWriter();
            header.encode(out);
            assertEquals(fold ? 4 : 3, out.array()[0]);
            ByteReader in = new ByteReader(out.toByteArray());
            assertEquals(header, SettledHeader.decode(in));
            in.end();
        }
        ByteReader local = new ByteReader(new byte[] {1, 0, 0});
        assertThrows(MalformedException.class, () -> SettledHeader.decode(local));
    }
}
