package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sqlsync.RecordedEngines;
import sqlsync.e2e.fixture.Document;
import sqlsync.e2e.fixture.Story;

/**
 * What a reducer finds in a browser, is refused there, and computes: the list that Node and the
 * coordinator go through, too.
 */
class ReducerRealmIT extends Story {
    private Document open() throws IOException {
        String id = newId("engines");
        return tab().open(
                        id, server().publish("engines.js", RecordedEngines.reducer(), "no-cache"));
    }

    private static void computes(Document document, String topic, List<String> expected) {
        List<?> computed = (List<?>) document.mutate("compute", Map.of("topic", topic)).result();
        assertEquals(expected.size(), computed.size(), topic);
        assertEquals(List.of(), RecordedEngines.differences(expected, computed), topic);
    }

    @Test
    void mutationsComputeWhatTheyDoOnTheCoordinator() throws IOException {
        Map<String, List<String>> recorded = RecordedEngines.topics();
        assertFalse(recorded.isEmpty());
        Document document = open();
        assertAll(
                recorded.entrySet().stream()
                        .map(each -> () -> computes(document, each.getKey(), each.getValue())));
    }

    /**
     * Clocks, the network and patches of the language, tried in one document and then in another.
     */
    @Test
    void whatOneDocumentTriesAnotherDoesNotSee() throws IOException {
        List<String> expected = RecordedEngines.topics().get("machine");
        computes(open(), "machine", expected);
        computes(open(), "machine", expected);
    }
}
