package sqlsync.coordinator;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What the command line asks for.
 *
 * @param host the address to listen on
 * @param port 0 to 65535; 0 takes a free one
 * @param data where documents are kept; made when it is first needed
 * @param reducers an existing directory with the reducers that this server runs
 * @param serve an existing directory whose files are served, or null for none
 */
public record CoordinatorOptions(String host, int port, Path data, Path reducers, Path serve) {
    public static final int PORT_DEFAULT = 8787;
    public static final String HOST_DEFAULT = "127.0.0.1";

    static final String HELP =
            """
            Usage: java -jar sqlsync-coordinator.jar --data DIR --reducers DIR [options]

              --data DIR       where documents are kept
              --reducers DIR   the reducers that this server runs, one JavaScript module each
              --serve DIR      serve the files of this directory, for example an application's
              --port PORT      listen on this port; 0 takes a free one (default 8787)
              --host ADDRESS   listen on this address (default 127.0.0.1: this machine only)
              --help           print this
            """;

    private static final Set<String> NAMES =
            Set.of("--data", "--reducers", "--serve", "--port", "--host");

    /** Whether a person asks for help rather than for a server. */
    static boolean asksForHelp(String... arguments) {
        for (String argument : arguments) {
            if (argument.equals("--help") || argument.equals("-h")) {
                return true;
            }
        }
        return false;
    }

    /** Reads {@code --name value} and {@code --name=value}, and checks the directories. */
    static CoordinatorOptions parse(String... arguments) throws UsageException {
        Map<String, String> values = valuesByName(arguments);
        Path serve = values.containsKey("--serve") ? directory("--serve", values) : null;
        return new CoordinatorOptions(
                values.getOrDefault("--host", HOST_DEFAULT),
                port(values.get("--port")),
                dataDirectory(values),
                directory("--reducers", values),
                serve);
    }

    private static Map<String, String> valuesByName(String... arguments) throws UsageException {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < arguments.length; i++) {
            int equals = arguments[i].indexOf('=');
            String name = equals < 0 ? arguments[i] : arguments[i].substring(0, equals);
            if (!NAMES.contains(name)) {
                throw new UsageException("There is no option " + name + ".");
            }
            if (equals < 0 && i + 1 == arguments.length) {
                throw new UsageException(name + " needs a value.");
            }
            String value = equals < 0 ? arguments[++i] : arguments[i].substring(equals + 1);
            if (value.isEmpty() || (equals < 0 && value.startsWith("--"))) {
                throw new UsageException(name + " needs a value.");
            }
            if (values.put(name, value) != null) {
                throw new UsageException(name + " is given twice.");
            }
        }
        return values;
    }

    private static int port(String text) throws UsageException {
        if (text == null) {
            return PORT_DEFAULT;
        }
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException notANumber) {
            // The same sentence as for a number out of range.
        }
        throw new UsageException("--port takes a number from 0 to 65535, not " + text + ".");
    }

    private static Path dataDirectory(Map<String, String> values) throws UsageException {
        Path path = path("--data", values);
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw new UsageException("--data takes a directory, and " + path + " is a file.");
        }
        return path;
    }

    private static Path directory(String name, Map<String, String> values) throws UsageException {
        Path path = path(name, values);
        if (!Files.isDirectory(path)) {
            throw new UsageException(name + ": there is no directory " + path + ".");
        }
        return path;
    }

    private static Path path(String name, Map<String, String> values) throws UsageException {
        String text = values.get(name);
        if (text == null) {
            throw new UsageException(name + " is missing.");
        }
        try {
            return Path.of(text).toAbsolutePath().normalize();
        } catch (InvalidPathException unusable) {
            throw new UsageException(name + ": " + text + " is not the name of a directory.");
        }
    }
}
