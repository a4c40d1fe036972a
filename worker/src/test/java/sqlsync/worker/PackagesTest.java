package sqlsync.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import sqlsync.PackageCycles;

/** Which of the worker's packages may use which. */
class PackagesTest {
    private static final String ROOT = "sqlsync.worker";

    /** From the bottom. A package uses those of lower levels only. */
    private static final List<Set<String>> LEVELS =
            List.of(
                    Set.of(".async", ".messages", ".tokens", ".hosts", ".socket"),
                    Set.of(".sqlite"),
                    Set.of(".live", ".storage", ".reducer"),
                    Set.of(".documents", ".network"),
                    Set.of(".page"),
                    Set.of(""));

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages(ROOT);

    @Test
    void packagesFormNoCycles() {
        PackageCycles.assertNoneIn(ROOT);
    }

    @Test
    void packagesUseOnlyWhatIsBelowThem() {
        Set<String> wrong = new TreeSet<>();
        for (JavaClass each : CLASSES) {
            each.getDirectDependenciesFromSelf().stream()
                    .map(to -> to.getTargetClass().getPackageName())
                    .filter(to -> to.startsWith(ROOT) && !to.equals(each.getPackageName()))
                    .filter(to -> level(to) >= level(each.getPackageName()))
                    .forEach(to -> wrong.add(each.getName() + " uses " + to));
        }
        assertEquals(Set.of(), wrong);
    }

    private static int level(String name) {
        for (int level = 0; level < LEVELS.size(); level++) {
            if (LEVELS.get(level).contains(name.substring(ROOT.length()))) {
                return level;
            }
        }
        throw new AssertionError("Give the package " + name + " a level.");
    }

    @Test
    void documentsAndTokensKnowNoJavaScript() {
        noClasses()
                .that()
                .resideInAnyPackage("..worker.documents", "..worker.tokens")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.teavm..")
                .check(CLASSES);
    }
}
