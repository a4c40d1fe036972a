package sqlsync;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Calendar;
import java.util.Date;
import java.util.Formatter;
import java.util.List;
import java.util.Random;
import java.util.Scanner;
import java.util.Set;
import java.util.Timer;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * What core may use of Java's class library.
 *
 * <p>Core runs as JavaScript in a browser, on the JVM as a server, and fifty times in one process
 * in simulation. So it does no input or output of its own, starts no thread, and takes time and
 * chance from {@code sqlsync.platform}.
 */
class CorePurityTest {
    /**
     * The packages of the class library that core may use: allowed by name, not banned by name.
     * Charsets and streams are not among them, since they weigh 10 KB in the worker: see {@code
     * codec.Utf8}.
     */
    private static final Set<String> QUIET_PACKAGES =
            Set.of(
                    "java.lang",
                    "java.lang.annotation",
                    "java.lang.invoke",
                    "java.lang.runtime",
                    "java.io",
                    "java.util",
                    "java.util.function");

    private static final Set<String> LOUD_CLASSES =
            Set.of(
                    Thread.class.getName(),
                    ThreadLocal.class.getName(),
                    Runtime.class.getName(),
                    Process.class.getName(),
                    ProcessBuilder.class.getName(),
                    Timer.class.getName(),
                    Date.class.getName(),
                    Calendar.class.getName(),
                    Scanner.class.getName(),
                    Formatter.class.getName());

    @Test
    void coreUsesOnlyTheQuietPartsOfTheClassLibrary() {
        assertEquals(List.of(), CoreClasses.usesThat((user, used) -> !isQuiet(used)));
    }

    @Test
    void coreAsksNoClockAndNoChanceBehindThePlatformsBack() {
        noClasses()
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(System.class, "getProperty", String.class)
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(UUID.class, "randomUUID")
                .orShould()
                .callConstructor(Random.class)
                .orShould()
                .callMethod(Object.class, "wait")
                .orShould()
                .callMethod(Object.class, "notifyAll")
                .check(CoreClasses.ALL);
    }

    /** The formatter and regular expressions would come into the browser, and are slow there. */
    @Test
    void coreUsesNoFormatterAndNoRegularExpressions() {
        noClasses()
                .should()
                .callMethod(String.class, "format", String.class, Object[].class)
                .orShould()
                .callMethod(String.class, "formatted", Object[].class)
                .orShould()
                .callMethod(String.class, "matches", String.class)
                .orShould()
                .callMethod(String.class, "split", String.class)
                .orShould()
                .callMethod(String.class, "replaceAll", String.class, String.class)
                .check(CoreClasses.ALL);
    }

    private static boolean isQuiet(JavaClass used) {
        if (used.isPrimitive() || used.getPackageName().startsWith("sqlsync")) {
            return true;
        }
        return QUIET_PACKAGES.contains(used.getPackageName())
                && !LOUD_CLASSES.contains(used.getName())
                && !used.getName().startsWith("java.io.File");
    }
}
