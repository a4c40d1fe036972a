package sqlsync.coordinator;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The arguments of a command line by name; what makes no sense is a {@link UsageException}. */
final class Arguments {
    private static final int NUMBER_MAX = 1_000_000;
    private static final Set<String> FLAGS = Set.of("--insecure", "--behind-proxy");
    private static final Set<String> LISTS = Set.of("--origin", "--public-url");
    private static final Set<String> NAMES =
            Set.of(
                    "--data",
                    "--reducers",
                    "--serve",
                    "--port",
                    "--host",
                    "--origin",
                    "--insecure",
                    "--public-url",
                    "--behind-proxy",
                    "--documents-per-minute",
                    "--document-bytes-max",
                    "--jwt-secret-file",
                    "--loops",
                    "--reducer-millis",
                    "--slow-reducer-millis",
                    "--document-idle-seconds");
    private static final Pattern ORIGIN = Pattern.compile("https?://[^/\\s]+");

    private final Map<String, List<String>> values = new HashMap<>();

    private Arguments() {}

    static Arguments parse(String... arguments) throws UsageException {
        Arguments parsed = new Arguments();
        for (int i = 0; i < arguments.length; i++) {
            int equals = arguments[i].indexOf('=');
            String name = equals < 0 ? arguments[i] : arguments[i].substring(0, equals);
            if (!NAMES.contains(name)) {
                throw new UsageException("There is no option " + name + ".");
            }
            if (FLAGS.contains(name)) {
                if (equals >= 0) {
                    throw new UsageException(name + " takes no value.");
                }
                parsed.add(name, "");
                continue;
            }
            if (equals < 0 && i + 1 == arguments.length) {
                throw new UsageException(name + " needs a value.");
            }
            String value = equals < 0 ? arguments[++i] : arguments[i].substring(equals + 1);
            if (value.isEmpty() || (equals < 0 && value.startsWith("--"))) {
                throw new UsageException(name + " needs a value.");
            }
            parsed.add(name, value);
        }
        return parsed;
    }

    private void add(String name, String value) throws UsageException {
        List<String> given = values.computeIfAbsent(name, none -> new ArrayList<>());
        if (!given.isEmpty() && !LISTS.contains(name)) {
            throw new UsageException(name + " is given twice.");
        }
        given.add(value);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    String text(String name, String standard) {
        return has(name) ? values.get(name).get(0) : standard;
    }

    int port(String name, int standard) throws UsageException {
        String text = text(name, Integer.toString(standard));
        int port = parse(text);
        if (port < 0 || port > 65535) {
            throw new UsageException(name + " takes a number from 0 to 65535, not " + text + ".");
        }
        return port;
    }

    int number(String name, int standard) throws UsageException {
        return (int) number(name, standard, 1, NUMBER_MAX);
    }

    long number(String name, long standard, long min, long max) throws UsageException {
        if (!has(name)) {
            return standard;
        }
        String text = text(name, "");
        long number = parse(text);
        if (number < min || number > max) {
            throw new UsageException(
                    name + " takes a number from " + min + " to " + max + ", not " + text + ".");
        }
        return number;
    }

    private static int parse(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException notANumber) {
            return -1;
        }
    }

    List<String> origins(String name) throws UsageException {
        List<String> origins = values.getOrDefault(name, List.of());
        for (String origin : origins) {
            if (!origin.equals("*") && !ORIGIN.matcher(origin).matches()) {
                throw new UsageException(
                        name + " takes an origin like https://app.example, not " + origin + ".");
            }
        }
        return List.copyOf(origins);
    }

    /** Origins: a path behind them is the proxy's business. */
    List<String> publicUrls(String name) throws UsageException {
        List<String> origins = new ArrayList<>();
        for (String url : values.getOrDefault(name, List.of())) {
            String origin = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
            if (!ORIGIN.matcher(origin).matches() || hostOf(origin) == null) {
                throw new UsageException(
                        name + " takes an address like https://sync.example, not " + url + ".");
            }
            origins.add(origin);
        }
        return List.copyOf(origins);
    }

    private static String hostOf(String origin) {
        try {
            return new URI(origin).getHost();
        } catch (URISyntaxException unusable) {
            return null;
        }
    }

    Path directoryToBe(String name) throws UsageException {
        Path path = path(name, "a directory");
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw new UsageException(name + " takes a directory, and " + path + " is a file.");
        }
        return path;
    }

    Path directory(String name) throws UsageException {
        Path path = path(name, "a directory");
        if (!Files.isDirectory(path)) {
            throw new UsageException(name + ": there is no directory " + path + ".");
        }
        return path;
    }

    Path file(String name) throws UsageException {
        Path path = path(name, "a file");
        if (!Files.isRegularFile(path)) {
            throw new UsageException(name + ": there is no file " + path + ".");
        }
        return path;
    }

    private Path path(String name, String what) throws UsageException {
        String text = text(name, null);
        if (text == null) {
            throw new UsageException(name + " is missing.");
        }
        try {
            return Path.of(text).toAbsolutePath().normalize();
        } catch (InvalidPathException unusable) {
            throw new UsageException(name + ": " + text + " is not the name of " + what + ".");
        }
    }
}
