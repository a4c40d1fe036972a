package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import sqlsync.e2e.fixture.Document;
import sqlsync.e2e.fixture.Profile;
import sqlsync.e2e.fixture.Story;

/** Opening reads what the database is, not what has ever been done to it. */
class OpeningCostIT extends Story {
    private static final int FEW = 100;
    private static final int MANY = 100_000;

    @Test
    void aThousandTimesAsManyMutationsDoNotDoubleWhatIsReadAtOpen() {
        long few = bytesAfter(FEW);
        long many = bytesAfter(MANY);
        assertTrue(
                Math.max(few, many) < 2 * Math.min(few, many),
                () -> few + " bytes after " + FEW + " mutations, " + many + " after " + MANY);
    }

    /** The bytes of the storage journal, all of which is read, as the next browser opens it. */
    private long bytesAfter(int mutations) {
        Profile profile = newProfile();
        Document document = profile.tab().open("cells", "cells.js");
        document.evaluate(
                """
                (await (async () => {
                  for (let done = 0; done < argument; ) {
                    const batch = [];
                    for (; batch.length < 1000 && done < argument; done++) {
                      batch.push(it.mutate("put", { slot: done % 100, value: String(done).padStart(200) }));
                    }
                    await Promise.all(batch);
                  }
                })(), null)
                """,
                mutations);
        profile.restart();
        Document again = profile.tab().open("cells", "cells.js");
        return ((Number) again.stat("storage.bytes")).longValue();
    }
}
