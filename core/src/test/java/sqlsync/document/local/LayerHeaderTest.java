package sqlsync.document.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import sqlsync.ErrorCode;
import sqlsync.codec.ByteReader;
import sqlsync.codec.ByteWriter;
import sqlsync.document.Outcome;
import sqlsync.document.Sessions;

/** What the header of a layer, or of a fold, keeps of page sessions. */
class LayerHeaderTest {
    private static final Outcome DONE = new Outcome.Accepted(List.of("1", ""));
    private static final Outcome NO =
            new Outcome.Rejected(ErrorCode.MUTATION_REJECTED, "taken", "That name is taken.");

    private final Sessions sessions = new Sessions();

    @Test
    void survivesTheJournal() {
        sessions.replay(
                List.of(
                        new Sessions.Entry("a", 1, DONE),
                        new Sessions.Entry("a", 2, NO),
                        new Sessions.Entry("b", 9, DONE)));
        sessions.acknowledged("b", 9);
        ByteWriter out = new ByteWriter();
        LayerHeader.encodeFold(77, sessions, out);

        Sessions read = new Sessions();
        long modified = LayerHeader.decode(new ByteReader(out.toByteArray()), read);

        assertEquals(77, modified);
        assertEquals(DONE, read.outcome("a", 1));
        assertEquals(NO, read.outcome("a", 2));
        assertEquals(9, read.highest("b"));
        assertNull(read.outcome("b", 9));
    }

    @Test
    void aLayerBringsItsOutcomes() {
        ByteWriter out = new ByteWriter();
        LayerHeader.encodeLayer(5, List.of(new Sessions.Entry("a", 4, NO)), out);

        LayerHeader.decode(new ByteReader(out.toByteArray()), sessions);

        assertEquals(NO, sessions.outcome("a", 4));
        assertEquals(4, sessions.highest("a"));
    }

    @Test
    void aRefusalThatWasCarriedDoesNotComeBeforeWhatWentBeforeIt() {
        List<Sessions.Entry> entries =
                List.of(
                        new Sessions.Entry("a", 3, NO),
                        new Sessions.Entry("b", 7, DONE),
                        new Sessions.Entry("a", 1, DONE),
                        new Sessions.Entry("a", 2, DONE));
        ByteWriter out = new ByteWriter();
        LayerHeader.encodeLayer(77, entries, out);

        Sessions read = new Sessions();
        LayerHeader.decode(new ByteReader(out.toByteArray()), read);

        assertEquals(3, read.highest("a"));
        assertEquals(7, read.highest("b"));
        read.acknowledged("a", 2);
        assertNull(read.outcome("a", 2));
        assertEquals(NO, read.outcome("a", 3));
    }

    @Test
    void aThousandOutcomesWithoutResultsWeighAFewBytesEach() {
        List<Sessions.Entry> entries = new ArrayList<>();
        for (int i = 1; i <= 1000; i++) {
            entries.add(new Sessions.Entry("a", i, new Outcome.Accepted(List.of(""))));
        }
        ByteWriter out = new ByteWriter();
        LayerHeader.encodeLayer(77, entries, out);

        assertTrue(out.size() < 2100, () -> out.size() + " bytes");
    }
}
