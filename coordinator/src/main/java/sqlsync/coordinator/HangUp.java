package sqlsync.coordinator;

import java.io.FileInputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import sqlsync.coordinator.log.EventLog;

/**
 * SIGHUP: reloads, as servers do. The same signal says that the terminal was closed in which this
 * process was started: then the process ends, as other programs do.
 */
final class HangUp {
    private static final int STATUS = 128 + 1;

    private HangUp() {}

    /** Where the system has no such signal, nothing happens. */
    static void handle(Runnable reload) {
        boolean inTerminal = hasTerminal();
        Runnable handler =
                () -> {
                    if (inTerminal && !hasTerminal()) {
                        System.exit(STATUS);
                    }
                    reload.run();
                };
        try {
            install(handler);
        } catch (ReflectiveOperationException noSuchSignal) {
            EventLog.atDebug().setCause(noSuchSignal).log("no-hup");
        }
    }

    /** By reflection: the compiler warns of {@code sun.misc}, which is all there is for signals. */
    private static void install(Runnable handler) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> signalHandler = Class.forName("sun.misc.SignalHandler");
        Object proxy =
                Proxy.newProxyInstance(
                        HangUp.class.getClassLoader(),
                        new Class<?>[] {signalHandler},
                        (self, method, arguments) -> {
                            handler.run();
                            return null;
                        });
        signal.getMethod("handle", signal, signalHandler)
                .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), proxy);
    }

    private static boolean hasTerminal() {
        try (FileInputStream terminal = new FileInputStream("/dev/tty")) {
            return terminal.getFD().valid();
        } catch (IOException none) {
            return false;
        }
    }
}
