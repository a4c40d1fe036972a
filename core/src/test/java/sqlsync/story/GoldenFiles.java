package sqlsync.story;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Golden files, which a browser fetches and the JVM has as resources. */
public final class GoldenFiles {
    private static final String[] PACKAGES = {"journal", "replication"};

    private GoldenFiles() {}

    /** The text of a file by its name; empty where there is none. Not for compiled code. */
    public static String onTheJvm(String name) {
        for (String each : PACKAGES) {
            try (InputStream in =
                    GoldenFiles.class.getResourceAsStream("/sqlsync/" + each + "/" + name)) {
                if (in != null) {
                    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
                }
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
        return "";
    }
}
