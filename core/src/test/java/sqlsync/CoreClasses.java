package sqlsync;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.function.BiPredicate;

/** Core's compiled classes, without its tests, for the rules about them. */
final class CoreClasses {
    static final JavaClasses ALL =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("sqlsync");

    private CoreClasses() {}

    /**
     * Where a class uses another and {@code offends(user, used)}, with the line of each use. Of an
     * array its elements count.
     */
    static List<String> usesThat(BiPredicate<JavaClass, JavaClass> offends) {
        return ALL.stream()
                .flatMap(user -> user.getDirectDependenciesFromSelf().stream())
                .filter(use -> offends.test(use.getOriginClass(), used(use)))
                .map(Dependency::getDescription)
                .sorted()
                .toList();
    }

    private static JavaClass used(Dependency use) {
        return use.getTargetClass().getBaseComponentType();
    }
}
