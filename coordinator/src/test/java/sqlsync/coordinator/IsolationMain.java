package sqlsync.coordinator;

import java.nio.file.Files;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * How much longer the slowest hundredth of ten documents' mutations takes while those of another
 * one do not end: the ratio to the same before it. Prints one line a run, and the median.
 */
final class IsolationMain {
    private static final int WARM_UP = 2;
    private static final int RUNS = 5;

    private IsolationMain() {}

    public static void main(String[] arguments) throws Exception {
        double[] ratios = new double[RUNS];
        for (int run = 0; run < RUNS; run++) {
            ratios[run] = run();
        }
        Arrays.sort(ratios);
        System.out.printf("median ratio %.2f (at most 2 is wanted)%n", ratios[RUNS / 2]);
    }

    private static double run() throws Exception {
        ExecutorService callers = Executors.newSingleThreadExecutor();
        try (IsolationBench bench = new IsolationBench(Files.createTempDirectory("isolation"))) {
            for (int i = 0; i < WARM_UP; i++) {
                bench.p99();
            }
            long alone = bench.p99();
            callers.submit(() -> loopOn(bench));
            long beside = bench.p99();
            double ratio = (double) beside / alone;
            System.out.printf(
                    "p99 alone %.2f ms, beside a loop %.2f ms, ratio %.2f%n",
                    alone / 1e6, beside / 1e6, ratio);
            return ratio;
        } finally {
            callers.shutdownNow();
        }
    }

    /** One endless mutation after the other, also the first, which is cut off where others live. */
    private static Void loopOn(IsolationBench bench) throws Exception {
        while (!Thread.currentThread().isInterrupted()) {
            bench.forever();
        }
        return null;
    }
}
