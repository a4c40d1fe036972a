package sqlsync.coordinator;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import sqlsync.coordinator.command.Commands;
import sqlsync.coordinator.health.FatalErrors;
import sqlsync.coordinator.limit.CoordinatorLimits;
import sqlsync.coordinator.log.LogfmtFormatter;

/**
 * {@code java -jar sqlsync-coordinator.jar}: starts the server and stops it when the process is
 * asked to end; or runs one of the {@link Commands}. Exit code 2 for arguments that make no sense,
 * 1 when the server cannot start.
 */
public final class CoordinatorMain {
    private CoordinatorMain() {}

    public static void main(String[] arguments) {
        if (Commands.named(arguments)) {
            System.exit(Commands.run(System.out, System.err, arguments));
        }
        if (Arguments.askForHelp(arguments)) {
            System.out.print(Arguments.help());
            return;
        }
        try {
            start(CoordinatorOptions.parse(arguments));
        } catch (UsageException problem) {
            fail(problem.getMessage() + " --help lists the options.", 2);
        } catch (StartException problem) {
            fail(problem.getMessage(), 1);
        }
    }

    private static void start(CoordinatorOptions options) throws StartException {
        FatalErrors fatal = new FatalErrors(Runtime.getRuntime()::halt);
        Thread.setDefaultUncaughtExceptionHandler(fatal);
        LogfmtFormatter.install(fatal);
        CoordinatorServer server = CoordinatorServer.start(options);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "shutdown"));
        HangUp.handle(server::reloadReducers);
        System.out.println("SQLSync coordinator " + version() + " at " + server.address());
        if (server.adminAddress() != null) {
            System.out.println("An administrator is answered at " + server.adminAddress());
        }
        if (options.serve() != null) {
            System.out.println("Serving the files of " + options.serve());
        }
        server.reducers()
                .forEach(
                        (name, source) ->
                                System.out.println("Reducer " + name + " from " + source));
        if (options.insecure()) {
            System.out.println(
                    "WARNING: --insecure lets everybody who reaches this server read and change"
                            + " every document, under any name. For development only.");
            System.out.println("Pages that may connect: " + server.origins() + ".");
        }
    }

    private static void stop(CoordinatorServer server) {
        Thread deadline = new Thread(CoordinatorMain::endAnyway, "shutdown-deadline");
        deadline.setDaemon(true);
        deadline.start();
        server.close();
        System.out.println("Stopped.");
    }

    /** Whatever keeps the shutdown, the process ends. */
    private static void endAnyway() {
        LockSupport.parkNanos(
                TimeUnit.MILLISECONDS.toNanos(CoordinatorLimits.STOP_LAST_RESORT_MILLIS));
        Runtime.getRuntime().halt(FatalErrors.EXIT_CODE);
    }

    private static void fail(String message, int exitCode) {
        System.err.println(message);
        System.exit(exitCode);
    }

    /** From the jar's manifest; there is none where classes are run from a directory. */
    static String version() {
        String version = CoordinatorMain.class.getPackage().getImplementationVersion();
        return version == null ? "(unpacked)" : version;
    }
}
