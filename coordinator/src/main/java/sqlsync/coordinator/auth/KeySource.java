package sqlsync.coordinator.auth;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Where a JSON Web Key Set comes from. */
public interface KeySource {
    /** Of a key set: the largest that are in use have some 20 KiB. */
    int BYTES_MAX = 256 << 10;

    /** A key server that has not answered after so long is taken for silent. */
    long FETCH_MILLIS_MAX = 10_000;

    /** Gets its text, as it is now. */
    CompletionStage<String> load();

    /** The file or the URL, for people. */
    String name();

    /**
     * @param location {@code file}, {@code https}, or {@code http} on this machine
     */
    static KeySource of(URI location) {
        return isFile(location) ? file(Path.of(location)) : url(location);
    }

    static boolean isFile(URI location) {
        return "file".equals(location.getScheme());
    }

    /** A file is read when the coordinator starts, and again as a URL would be fetched again. */
    private static KeySource file(Path file) {
        return new KeySource() {
            @Override
            public CompletionStage<String> load() {
                try {
                    if (Files.size(file) > BYTES_MAX) {
                        throw new IOException("it has more than " + BYTES_MAX + " bytes.");
                    }
                    return CompletableFuture.completedStage(Files.readString(file));
                } catch (IOException problem) {
                    return CompletableFuture.failedStage(problem);
                }
            }

            @Override
            public String name() {
                return file.toString();
            }
        };
    }

    private static KeySource url(URI url) {
        OperatorHttp http = new OperatorHttp(FETCH_MILLIS_MAX, BYTES_MAX);
        return new KeySource() {
            @Override
            public CompletionStage<String> load() {
                return http.send(OperatorHttp.request(url).build())
                        .thenApply(
                                answer -> {
                                    if (answer.status() != 200) {
                                        throw new CompletionException(
                                                new IOException(
                                                        "it answers with status "
                                                                + answer.status()));
                                    }
                                    return new String(answer.body(), StandardCharsets.UTF_8);
                                });
            }

            @Override
            public String name() {
                return url.toString();
            }
        };
    }
}
