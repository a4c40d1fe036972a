package sqlsync;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which of core's packages may use which. */
class CorePackagesTest {
    /** Kinds of documents: none uses another one. */
    private static final Set<String> DOCUMENTS =
            Set.of(
                    "sqlsync.document.local",
                    "sqlsync.document.device",
                    "sqlsync.document.coordinator");

    /** From the bottom. A package may use those of its own level and of the levels below it. */
    private static final List<Set<String>> LEVELS =
            List.of(
                    Set.of("sqlsync", "sqlsync.platform", "sqlsync.codec"),
                    Set.of(
                            "sqlsync.journal",
                            "sqlsync.page",
                            "sqlsync.storage",
                            "sqlsync.sqlite",
                            "sqlsync.hosting"),
                    Set.of("sqlsync.reducer"),
                    Set.of("sqlsync.timeline", "sqlsync.application"),
                    Set.of("sqlsync.replication", "sqlsync.reactive"),
                    Set.of("sqlsync.document"),
                    DOCUMENTS);

    private static final Set<String> ABOVE_THE_JOURNAL =
            Set.of("sqlsync.page", "sqlsync.storage", "sqlsync.sqlite");

    private final Map<String, Integer> levels = new HashMap<>();

    CorePackagesTest() {
        for (int level = 0; level < LEVELS.size(); level++) {
            for (String name : LEVELS.get(level)) {
                levels.put(name, level);
            }
        }
    }

    @Test
    void everyPackageHasALevel() {
        List<String> unknown =
                CoreClasses.ALL.stream()
                        .map(JavaClass::getPackageName)
                        .filter(name -> !levels.containsKey(name))
                        .distinct()
                        .toList();
        assertEquals(List.of(), unknown, "give these packages a level");
    }

    @Test
    void packagesUseOnlyWhatIsBesideOrBelowThem() {
        assertEquals(List.of(), CoreClasses.usesThat((user, used) -> level(user) < level(used)));
    }

    @Test
    void journalKnowsNothingOfWhatItsBytesMean() {
        assertEquals(
                List.of(),
                CoreClasses.usesThat(
                        (user, used) ->
                                user.getPackageName().equals("sqlsync.journal")
                                        && ABOVE_THE_JOURNAL.contains(used.getPackageName())));
    }

    @Test
    void kindsOfDocumentsDoNotUseEachOther() {
        assertEquals(
                List.of(),
                CoreClasses.usesThat(
                        (user, used) ->
                                DOCUMENTS.contains(user.getPackageName())
                                        && DOCUMENTS.contains(used.getPackageName())
                                        && !user.getPackageName().equals(used.getPackageName())));
    }

    @Test
    void packagesFormNoCycles() {
        slices().matching("sqlsync.(*)..").should().beFreeOfCycles().check(CoreClasses.ALL);
    }

    /** What is not core's is below everything; whether it may be used is another rule. */
    private int level(JavaClass type) {
        return levels.getOrDefault(type.getPackageName(), 0);
    }
}
