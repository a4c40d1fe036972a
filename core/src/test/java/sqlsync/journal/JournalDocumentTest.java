package sqlsync.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import sqlsync.platform.conformance.BlockStoreStories;

/** docs/JOURNAL.md says what the code says, and names only tests that are there. */
class JournalDocumentTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "JOURNAL.md");
    private static final Pattern OFFSET =
            Pattern.compile("\\| (\\d+) \\| (\\d*) ?\\| .* \\| ([A-Z_]+_AT) \\|");
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|Stories))\\.(\\w+)`");
    private static final List<String> PACKAGES =
            List.of(
                    "sqlsync.journal.",
                    "sqlsync.platform.",
                    "sqlsync.platform.conformance.",
                    "sqlsync.codec.",
                    "sqlsync.document.");
    private static final Set<String> STORIES = stories();

    private static Set<String> stories() {
        Set<String> names = new TreeSet<>();
        BlockStoreStories.all().forEach(story -> names.add("BlockStoreStories." + story.name()));
        return names;
    }

    /** A row of an offset table; without a size, the field goes on to the end. */
    private record Row(int at, int bytes, String constant) {}

    private static List<Row> rows() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String line : Files.readAllLines(DOCUMENT)) {
            Matcher match = OFFSET.matcher(line);
            if (match.matches()) {
                int bytes = match.group(2).isEmpty() ? -1 : Integer.parseInt(match.group(2));
                rows.add(new Row(Integer.parseInt(match.group(1)), bytes, match.group(3)));
            }
        }
        return rows;
    }

    private static Map<String, Integer> constants() throws IllegalAccessException {
        Map<String, Integer> constants = new TreeMap<>();
        for (Field field : SegmentFormat.class.getDeclaredFields()) {
            String name = field.getName();
            if (name.endsWith("_AT") && !name.equals("RECORDS_AT")) {
                constants.put(name, field.getInt(null));
            }
        }
        return constants;
    }

    @Test
    void offsetTablesAreTheConstants() throws Exception {
        Map<String, Integer> documented = new TreeMap<>();
        for (Row row : rows()) {
            documented.put(row.constant(), row.at());
        }
        assertEquals(constants(), documented);
        assertEquals(constants().size(), rows().size());
    }

    @Test
    void fieldsOfTheTablesLeaveNoGaps() throws Exception {
        Row before = null;
        for (Row row : rows()) {
            if (row.at() > 0) {
                assertNotNull(before);
                assertEquals(before.at() + before.bytes(), row.at(), row.constant());
            }
            before = row;
        }
        assertEquals(SegmentFormat.SUPERBLOCK_BYTES, SegmentFormat.SUPERBLOCK_CHECKSUM_AT + 4);
    }

    @Test
    void everyTestNamedIsThere() throws Exception {
        Set<String> named = new TreeSet<>();
        Matcher match = TEST.matcher(Files.readString(DOCUMENT));
        while (match.find()) {
            named.add(match.group(1) + "." + match.group(2));
            boolean isStory = STORIES.contains(match.group(1) + "." + match.group(2));
            assertTrue(isStory || isTest(type(match.group(1)), match.group(2)), match.group());
        }
        assertTrue(named.size() > 15, "only " + named.size());
    }

    private static boolean isTest(Class<?> type, String name) {
        for (Method method : type.getDeclaredMethods()) {
            if (method.getName().equals(name) && method.isAnnotationPresent(Test.class)) {
                return true;
            }
        }
        return false;
    }

    private static Class<?> type(String name) throws ClassNotFoundException {
        for (String prefix : PACKAGES) {
            try {
                return Class.forName(prefix + name);
            } catch (ClassNotFoundException elsewhere) {
                // The next package may have it.
            }
        }
        throw new ClassNotFoundException(name);
    }
}
