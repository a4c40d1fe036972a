package sqlsync;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** No package uses another that uses it, over however many others. */
public final class PackageCycles {
    private PackageCycles() {}

    /**
     * @param root the package of a module, with all beneath it
     */
    public static void assertNoneIn(String root) {
        slices().matching("sqlsync.(**)")
                .should()
                .beFreeOfCycles()
                .check(
                        new ClassFileImporter()
                                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                                .importPackages(root));
    }
}
