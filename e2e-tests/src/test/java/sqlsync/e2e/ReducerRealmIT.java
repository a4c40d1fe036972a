package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sqlsync.e2e.fixture.Document;
import sqlsync.e2e.fixture.Story;

/**
 * What a reducer finds in a browser, is refused there, and computes: the list that Node and the
 * coordinator go through, too.
 */
class ReducerRealmIT extends Story {
    private static final Path ENGINES = Path.of("../worker/src/test/web/engines");
    private static final String MISSING = " ⇒ missing";

    private static Map<String, List<String>> recorded() throws IOException {
        Map<String, List<String>> topics = new LinkedHashMap<>();
        List<String> lines = null;
        for (String line : Files.readString(ENGINES.resolve("golden.txt")).split("\n")) {
            if (line.startsWith("# ")) {
                lines = new ArrayList<>();
                topics.put(line.substring(2), lines);
            } else {
                lines.add(line);
            }
        }
        return topics;
    }

    private Document open() throws IOException {
        String id = newId("engines");
        String cases = Files.readString(ENGINES.resolve("cases.js"));
        return tab().open(id, server().publish("engines.js", cases, "no-cache"));
    }

    private static void computes(Document document, String topic, List<String> expected) {
        List<?> computed = (List<?>) document.mutate("compute", Map.of("topic", topic)).result();
        assertEquals(expected.size(), computed.size(), topic);
        List<String> different = new ArrayList<>();
        for (int i = 0; i < computed.size(); i++) {
            String line = computed.get(i).toString();
            if (!line.endsWith(MISSING) && !line.equals(expected.get(i))) {
                different.add(line + ", recorded is " + expected.get(i));
            }
        }
        assertEquals(List.of(), different, topic);
    }

    @Test
    void mutationsComputeWhatTheyDoOnTheCoordinator() throws IOException {
        Map<String, List<String>> recorded = recorded();
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
        List<String> expected = recorded().get("machine");
        computes(open(), "machine", expected);
        computes(open(), "machine", expected);
    }
}
