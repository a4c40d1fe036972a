package sqlsync.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import sqlsync.Tally;

/** The conformance suite is run, and by every store there is. */
class BlockStoreSelectionTest {
    /** Classes of this package, of core and of its tests, that are of a type. */
    private static Set<String> concrete(Class<?> type) throws Exception {
        Set<String> names = new TreeSet<>();
        for (Class<?> beside : List.of(BlockStore.class, BlockStoreConformance.class)) {
            Path classes =
                    Path.of(beside.getProtectionDomain().getCodeSource().getLocation().toURI());
            try (Stream<Path> files = Files.list(classes.resolve("sqlsync/platform"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String name = file.getFileName().toString().replace(".class", "");
                    Class<?> found = Class.forName("sqlsync.platform." + name);
                    if (type.isAssignableFrom(found)
                            && !Modifier.isAbstract(found.getModifiers())) {
                        names.add(name);
                    }
                }
            }
        }
        return names;
    }

    @Test
    void everyStoreHasItsConformanceTest() throws Exception {
        Set<String> expected = new TreeSet<>();
        concrete(BlockStore.class).forEach(store -> expected.add(store + "Test"));
        assertTrue(expected.size() >= 4, "stores: " + expected);
        assertEquals(expected, concrete(BlockStoreConformance.class));
    }

    @Test
    void suiteHasStories() {
        int stories = BlockStoreConformance.stories().size();
        Tally.tell("promises of a block store", stories);
        assertTrue(stories >= 20, stories + " stories");
    }
}
