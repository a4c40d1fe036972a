package sqlsync.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/PROTOCOL.md says what the code does. */
class ProtocolDocumentTest {
    private final String document = read();

    private static String read() {
        try {
            return Files.readString(Path.of("../docs/PROTOCOL.md"));
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    private Map<String, String> rows(String pattern) {
        Map<String, String> rows = new TreeMap<>();
        Matcher row = Pattern.compile(pattern, Pattern.MULTILINE).matcher(document);
        while (row.find()) {
            rows.put(row.group(1), row.group(2));
        }
        return rows;
    }

    @Test
    void theTableOfMessagesHasEveryTypeAndItsCode() {
        Map<String, String> expected = new TreeMap<>();
        for (MessageType type : MessageType.values()) {
            expected.put(Integer.toString(type.code()), type.name());
        }
        assertEquals(expected, rows("^\\| (\\d+) \\| ([A-Z]+) \\|"));
        assertEquals(MessageType.values().length, Message.class.getPermittedSubclasses().length);
    }

    @Test
    void theTableOfLimitsHasEveryLimitAndItsValue() throws IllegalAccessException {
        Map<String, String> expected = new TreeMap<>();
        for (Field field : ReplicationLimits.class.getFields()) {
            if (!field.getName().endsWith("VERSION")) {
                expected.put(field.getName(), Integer.toString(field.getInt(null)));
            }
        }
        assertEquals(expected, rows("^\\| ([A-Z_]+) \\| (\\d+) \\|"));
    }

    @Test
    void theDocumentIsOfTheVersionThatIsSpoken() {
        assertTrue(document.contains("version " + ReplicationLimits.VERSION + "\n"));
    }
}
