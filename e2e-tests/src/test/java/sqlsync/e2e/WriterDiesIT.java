package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sqlsync.e2e.fixture.Document;
import sqlsync.e2e.fixture.Ledger;
import sqlsync.e2e.fixture.Patience;
import sqlsync.e2e.fixture.Story;
import sqlsync.e2e.fixture.Tab;

/** The tab that mutates goes in the middle of it: what it saw acknowledged is there. */
class WriterDiesIT extends Story {
    private static final int IN_FLIGHT = 200;

    enum End {
        CLOSED,
        CRASHED,
        RELOADED;

        void of(Tab tab) {
            switch (this) {
                case CLOSED -> tab.close();
                case RELOADED -> tab.reload();
                case CRASHED -> {
                    tab.crashRenderer();
                    tab.close();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatTheDeadTabSawAcknowledgedIsReadInAnother(End end) throws InterruptedException {
        for (int round = 0; round < setting("rounds", 10); round++) {
            String id = newId("stream");
            Tab tab = tab();
            Document reader = tab().open(id, "entries.js");
            Ledger ledger = server().ledger(id);
            tab.open(id, "entries.js").flood("w", 1, IN_FLIGHT, id);
            ledger.awaitSize(IN_FLIGHT, Patience.FOR_A_FACT);
            end.of(tab);
            Entries.of(reader).holdAtLeast("w", ledger.highest());
            reader.mutate("append", Map.of("writer", "r", "n", 1));
            assertEquals(1, Entries.of(reader).countInOrderAndOnce("r"));
        }
    }

    /** Nobody else has the document open: the next tab that opens it finds everything. */
    @ParameterizedTest
    @EnumSource
    void whatTheOnlyTabSawAcknowledgedIsThereForTheNext(End end) throws InterruptedException {
        for (int round = 0; round < setting("rounds", 10); round++) {
            String id = newId("stream");
            Tab tab = tab();
            Ledger ledger = server().ledger(id);
            tab.open(id, "entries.js").flood("w", 1, IN_FLIGHT, id);
            ledger.awaitSize(IN_FLIGHT, Patience.FOR_A_FACT);
            end.of(tab);
            Tab next = tab();
            Document document = next.open(id, "entries.js");
            Entries.of(document).holdAtLeast("w", ledger.highest());
            next.close();
            tab.close();
        }
    }
}
