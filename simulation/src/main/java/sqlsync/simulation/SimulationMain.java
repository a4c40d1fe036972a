package sqlsync.simulation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** {@code bin/simulate}: runs seeds, and shows a failing one as short as it can be made. */
public final class SimulationMain {
    private static final String HELP =
            """
            Usage: bin/simulate [--seed N] [--seeds COUNT] [--operations N] [--bytecode] [--verbose] [--survey] [--unshortened]

              --seed N        the first seed (default 1)
              --seeds COUNT   how many (default 1)
              --operations N  steps of each (default 500)
              --bytecode      SQLite as JVM bytecode, though it was built as machine code; prints the same
              --verbose       print every step
              --survey        say which seeds fail, and go on
              --unshortened   of a failing seed print what failed, and look for no shorter script

            Prints how often each kind of thing happened. Where an invariant does not hold, prints the seed, the commit and
            the shortest script that still shows it, and ends with 1.
            """;

    private final Map<String, Long> numbers = new HashMap<>();
    private boolean verbose;
    private boolean survey;
    private boolean unshortened;
    private Engine engine = Engine.fastest();

    private SimulationMain() {}

    public static void main(String... arguments) {
        SimulationMain main = new SimulationMain();
        if (!main.understands(arguments)) {
            System.err.print(HELP);
            System.exit(2);
        }
        System.exit(main.run() == 0 ? 0 : 1);
    }

    private boolean understands(String[] arguments) {
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--verbose" -> verbose = true;
                case "--survey" -> survey = true;
                case "--unshortened" -> unshortened = true;
                case "--bytecode" -> engine = Engine.BYTECODE;
                case "--seed", "--seeds", "--operations" -> {
                    String name = arguments[i];
                    numbers.put(name, ++i < arguments.length ? number(arguments[i]) : null);
                }
                default -> {
                    return false;
                }
            }
        }
        return !numbers.containsValue(null);
    }

    private static Long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }

    /** Returns how many seeds failed: of a failure that is shown, one. */
    private int run() {
        long seed = numbers.getOrDefault("--seed", 1L);
        long seeds = numbers.getOrDefault("--seeds", 1L);
        int operations = numbers.getOrDefault("--operations", 500L).intValue();
        Simulation simulation = new Simulation(engine);
        Consumer<String> log = verbose ? System.out::println : step -> {};
        int failures = 0;
        for (long each = seed; each < seed + seeds; each++) {
            Script script = Script.of(each, operations);
            Violation violation = simulation.run(script, log);
            if (violation != null) {
                failures++;
                System.out.println("Seed " + each + ": " + violation.getMessage());
                if (!survey) {
                    show(simulation, script, violation);
                    return failures;
                }
            }
        }
        System.out.print(simulation.coverage().report());
        System.out.println(
                seeds + " seeds of " + operations + " operations, of which " + failures + " fail.");
        return failures;
    }

    private void show(Simulation simulation, Script script, Violation violation) {
        System.out.println("Commit " + commit());
        if (violation.getCause() != null) {
            violation.getCause().printStackTrace(System.out);
        }
        if (unshortened) {
            return;
        }
        Script shortest = simulation.shrink(script, violation);
        System.out.println(
                script.steps().size()
                        + " steps, of which "
                        + shortest.steps().size()
                        + " are needed:");
        System.out.print(shortest.text());
        Violation last = simulation.run(shortest, System.out::println);
        System.out.println(last == null ? "It does not fail again." : last.getMessage());
    }

    private static String commit() {
        try {
            java.lang.Process git = new ProcessBuilder("git", "rev-parse", "HEAD").start();
            byte[] said = git.getInputStream().readAllBytes();
            return said.length == 0 ? "unknown" : new String(said, StandardCharsets.UTF_8).strip();
        } catch (IOException noGit) {
            return "unknown";
        }
    }
}
