package sqlsync.simulation;

import java.util.HashMap;
import java.util.Map;

/** {@code bin/simulate}: runs seeds, and shows a failing one as short as it can be made. */
public final class SimulationMain {
    private static final String HELP =
            """
            Usage: bin/simulate [--seed N] [--seeds COUNT] [--operations N] [--sqlite] [--unshortened] [--verbose]

              --seed N        the first seed (default 1)
              --seeds COUNT   how many (default 1)
              --operations N  steps of each (default 500)
              --sqlite        on SQLite itself, not on the model of it
              --unshortened   of a failing seed print what failed, and look for no shorter script
              --verbose       print every step

            Prints how often each kind of thing happened. Where an invariant does not hold, prints the seed and the
            shortest script that still shows it, and ends with 1.
            """;

    private SimulationMain() {}

    public static void main(String... arguments) {
        Map<String, Long> numbers = new HashMap<>();
        boolean verbose = false;
        boolean unshortened = false;
        Engine engine = Engine.MODEL;
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--verbose" -> verbose = true;
                case "--unshortened" -> unshortened = true;
                case "--sqlite" -> engine = Engine.SQLITE;
                case "--seed", "--seeds", "--operations" -> {
                    String name = arguments[i];
                    numbers.put(name, ++i < arguments.length ? number(arguments[i]) : null);
                }
                default -> stop(HELP);
            }
            if (numbers.containsValue(null)) {
                stop(HELP);
            }
        }
        long seed = numbers.getOrDefault("--seed", 1L);
        long seeds = numbers.getOrDefault("--seeds", 1L);
        int operations = numbers.getOrDefault("--operations", 500L).intValue();
        Simulation simulation = new Simulation(engine);
        for (long each = seed; each < seed + seeds; each++) {
            Script script = Script.of(each, operations);
            boolean told = verbose;
            Violation violation =
                    simulation.run(
                            script,
                            step -> {
                                if (told) {
                                    System.out.println(step);
                                }
                            });
            if (violation != null) {
                fail(simulation, each, script, violation, unshortened);
            }
        }
        System.out.print(simulation.coverage().report());
        System.out.println(seeds + " seeds of " + operations + " operations: all invariants hold.");
    }

    private static Long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }

    private static void fail(
            Simulation simulation,
            long seed,
            Script script,
            Violation violation,
            boolean unshortened) {
        System.out.println("Seed " + seed + ": " + violation.getMessage());
        if (violation.getCause() != null) {
            violation.getCause().printStackTrace(System.out);
        }
        if (unshortened) {
            System.exit(1);
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
        System.exit(1);
    }

    private static void stop(String text) {
        System.err.print(text);
        System.exit(2);
    }
}
