package sqlsync.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Function;
import sqlsync.document.EffectLoop;

/**
 * A file of commands, each on a line that begins with {@code >}, and beneath it what came of it;
 * lines with {@code #} are for the reader. What was seen is written to {@code target/transcripts},
 * and has to be what the file says.
 */
public final class Transcript {
    private final StringBuilder seen = new StringBuilder();

    /** Carries the commands of a file out; it lies beside a class, in {@code transcripts}. */
    public void run(Class<?> beside, String name, Consumer<String[]> command) throws IOException {
        String expected = read(beside, name);
        for (String line : expected.split("\n")) {
            if (line.startsWith("#") || line.isBlank()) {
                seen.append(line).append('\n');
            } else if (line.startsWith("> ")) {
                seen.append(line).append('\n');
                command.accept(line.substring(2).split(" ", 3));
            }
        }
        Path actual = Path.of("target", "transcripts", name + ".txt");
        Files.createDirectories(actual.getParent());
        Files.writeString(actual, seen);
        assertEquals(expected, seen.toString(), "compare " + actual);
    }

    private static String read(Class<?> beside, String name) throws IOException {
        try (InputStream in = beside.getResourceAsStream("transcripts/" + name + ".txt")) {
            assertNotNull(in, name);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Something was seen. */
    public void add(String line) {
        seen.append(line).append('\n');
    }

    /** How much was seen up to now, for {@link #has}. */
    public int end() {
        return seen.length() - 1;
    }

    /** Whether a line was seen since. */
    public boolean has(String line, int since) {
        return seen.indexOf("\n" + line + "\n", since) >= 0;
    }

    /**
     * Adds events, and their effects behind arrows: what they are, and what of them is the same
     * each time.
     *
     * @param ofEvent begins with a space, or is empty
     * @param ofEffect the same
     */
    public <E, F> EffectLoop.Observer<E, F> recorder(
            Function<E, String> ofEvent, Function<F, String> ofEffect) {
        return new EffectLoop.Observer<>() {
            @Override
            public void event(E event) {
                add(name(event) + ofEvent.apply(event));
            }

            @Override
            public void effect(F effect) {
                add("  -> " + name(effect) + ofEffect.apply(effect));
            }
        };
    }

    /** What kind of event, effect or message it is. */
    public static String name(Object what) {
        return what.getClass().getSimpleName();
    }
}
