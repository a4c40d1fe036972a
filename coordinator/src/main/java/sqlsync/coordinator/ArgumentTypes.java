package sqlsync.coordinator;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import sqlsync.coordinator.limit.CoordinatorLimits;

/**
 * Converters of option values. The message of a refused value continues a sentence that begins with
 * the option.
 */
final class ArgumentTypes {
    private static final int COUNT_MAX = 1_000_000;
    private static final int PORT_MAX = 65_535;
    private static final Pattern ORIGIN = Pattern.compile("https?://[^/\\s]+");

    private ArgumentTypes() {}

    private static int number(String text, int min, int max) {
        int number;
        try {
            number = Integer.parseInt(text);
        } catch (NumberFormatException notANumber) {
            number = -1;
        }
        if (number < min || number > max) {
            throw new TypeConversionException(
                    " takes a number from " + min + " to " + max + ", not " + text + ".");
        }
        return number;
    }

    static final class Port implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return number(text, 0, PORT_MAX);
        }
    }

    /** How many of something, at least one. */
    static final class Count implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return number(text, 1, COUNT_MAX);
        }
    }

    static final class DocumentBytes implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            return (long)
                    number(
                            text,
                            (int) CoordinatorLimits.DOCUMENT_BYTES_LIMIT_MIN,
                            (int) CoordinatorLimits.DOCUMENT_BYTES_LIMIT_MAX);
        }
    }

    /** Of pages that may connect; * for any. */
    static final class Origin implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            if (!text.equals("*") && !ORIGIN.matcher(text).matches()) {
                throw new TypeConversionException(
                        " takes an origin like https://app.example, not " + text + ".");
            }
            return text;
        }
    }

    /** An origin: a path behind it is the proxy's business. */
    static final class PublicUrl implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            String origin = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
            if (!ORIGIN.matcher(origin).matches() || hostOf(origin) == null) {
                throw new TypeConversionException(
                        " takes an address like https://sync.example, not " + text + ".");
            }
            return origin;
        }

        private static String hostOf(String origin) {
            try {
                return new URI(origin).getHost();
            } catch (URISyntaxException unusable) {
                return null;
            }
        }
    }

    /** A file, as a {@code file:} URL, or the address of a server of the operator. */
    static final class KeyLocation implements ITypeConverter<URI> {
        @Override
        public URI convert(String text) {
            return text.matches("(?i)https?:.*")
                    ? new ServerUrl().convert(text)
                    : new ExistingFile().convert(text).toUri();
        }
    }

    /** Something that the coordinator asks: what comes from there must not be forged on the way. */
    static final class ServerUrl implements ITypeConverter<URI> {
        private static final Pattern THIS_MACHINE =
                Pattern.compile("localhost|127\\.[0-9.]+|\\[::1\\]");

        @Override
        public URI convert(String text) {
            URI url;
            try {
                url = new URI(text);
            } catch (URISyntaxException unusable) {
                url = null;
            }
            if (url == null || url.getHost() == null || url.getFragment() != null) {
                throw new TypeConversionException(
                        " takes an address like https://login.example/keys, not " + text + ".");
            }
            boolean near = THIS_MACHINE.matcher(url.getHost()).matches();
            if (!"https".equals(url.getScheme()) && !("http".equals(url.getScheme()) && near)) {
                throw new TypeConversionException(
                        " takes an address with https, or with http on this machine, not "
                                + text
                                + ".");
            }
            return url;
        }
    }

    /** A directory. The server creates it if it does not exist. */
    static final class NewDirectory implements ITypeConverter<Path> {
        @Override
        public Path convert(String text) {
            Path path = path(text, "a directory");
            if (Files.exists(path) && !Files.isDirectory(path)) {
                throw new TypeConversionException(
                        " takes a directory, and " + path + " is a file.");
            }
            return path;
        }
    }

    static final class Directory implements ITypeConverter<Path> {
        @Override
        public Path convert(String text) {
            Path path = path(text, "a directory");
            if (!Files.isDirectory(path)) {
                throw new TypeConversionException(": there is no directory " + path + ".");
            }
            return path;
        }
    }

    static final class ExistingFile implements ITypeConverter<Path> {
        @Override
        public Path convert(String text) {
            Path path = path(text, "a file");
            if (!Files.isRegularFile(path)) {
                throw new TypeConversionException(": there is no file " + path + ".");
            }
            return path;
        }
    }

    private static Path path(String text, String what) {
        try {
            return Path.of(text).toAbsolutePath().normalize();
        } catch (InvalidPathException unusable) {
            throw new TypeConversionException(": " + text + " is not the name of " + what + ".");
        }
    }
}
