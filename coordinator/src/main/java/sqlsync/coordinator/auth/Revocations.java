package sqlsync.coordinator.auth;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import sqlsync.coordinator.files.PrivateFiles;
import sqlsync.platform.Clock;

/**
 * Tokens that count no longer although they have not expired: those of a user, for a document, or
 * of a user for a document, that were issued up to a moment. A revocation is on disk before {@link
 * #add} returns, and is kept until every token from before it has expired. Any thread may call.
 *
 * <p>The file has one JSON object a line: {@code {"user", "document", "at"}}, where null is any and
 * {@code at} is in milliseconds since the epoch.
 */
public final class Revocations {
    public static final int REVOCATIONS_MAX = 10_000;

    /** Clocks of those who issue tokens may differ by this much. */
    private static final long LEEWAY_MILLIS = 60_000;

    private record Subject(String user, String document) {}

    private final Path file;
    private final long keptMillis;
    private final Clock clock;

    /** When tokens of each were revoked; the oldest first. */
    private final Map<Subject, Long> revoked = new LinkedHashMap<>();

    private Revocations(Path file, long keptMillis, Clock clock) {
        this.file = file;
        this.keptMillis = keptMillis;
        this.clock = clock;
    }

    /**
     * Reads what was revoked before.
     *
     * @param lifetimeMillisMax of a token
     * @throws IOException with a sentence for people
     */
    public static Revocations open(Path file, long lifetimeMillisMax, Clock clock)
            throws IOException {
        Revocations revocations = new Revocations(file, lifetimeMillisMax + LEEWAY_MILLIS, clock);
        revocations.read();
        return revocations;
    }

    private void read() throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        String text = Files.readString(file, StandardCharsets.UTF_8);
        // What a crash tore has no end, and was never acknowledged.
        String[] lines = text.substring(0, text.lastIndexOf('\n') + 1).split("\n");
        for (String line : lines) {
            if (!line.isEmpty()) {
                read(line);
            }
        }
        rewrite();
    }

    private void read(String line) throws IOException {
        try {
            JsonObject said = JsonParser.parseString(line).getAsJsonObject();
            put(
                    new Subject(text(said, "user"), text(said, "document")),
                    said.get("at").getAsLong());
        } catch (JsonParseException
                | IllegalStateException
                | NullPointerException
                | NumberFormatException malformed) {
            throw new IOException(
                    file
                            + " cannot be read: \""
                            + line
                            + "\". Correct that line, or delete it and revoke again.",
                    malformed);
        }
    }

    private static String text(JsonObject said, String name) {
        return said.get(name).isJsonNull() ? null : said.get(name).getAsString();
    }

    private void put(Subject subject, long at) {
        // At the end, where the newest are.
        revoked.remove(subject);
        revoked.put(subject, at);
    }

    /**
     * Revokes what was issued until now.
     *
     * @param user null for everybody
     * @param document null for all documents
     * @throws IOException with a sentence for people; then nothing is revoked
     */
    public synchronized void add(String user, String document) throws IOException {
        long now = clock.now();
        revoked.values().removeIf(at -> at + keptMillis < now);
        Subject subject = new Subject(user, document);
        if (revoked.size() >= REVOCATIONS_MAX && !revoked.containsKey(subject)) {
            throw new IOException(
                    "There are "
                            + REVOCATIONS_MAX
                            + " revocations already. Revoke a user or a document as a whole, or"
                            + " choose a shorter --max-token-lifetime.");
        }
        append(subject, now);
        put(subject, now);
    }

    private void append(Subject subject, long at) throws IOException {
        boolean made = !Files.exists(file);
        if (made) {
            PrivateFiles.create(file).close();
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            long size = channel.size();
            try {
                write(channel, size, line(subject, at));
            } catch (IOException problem) {
                channel.truncate(size);
                throw problem;
            }
        }
        if (made) {
            PrivateFiles.flush(file.toAbsolutePath().getParent());
        }
    }

    private static void write(FileChannel channel, long position, String lines) throws IOException {
        channel.position(position);
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(lines);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        channel.force(true);
    }

    private static String line(Subject subject, long at) {
        JsonObject line = new JsonObject();
        line.addProperty("user", subject.user);
        line.addProperty("document", subject.document);
        line.addProperty("at", at);
        if (subject.user == null) {
            line.add("user", JsonNull.INSTANCE);
        }
        if (subject.document == null) {
            line.add("document", JsonNull.INSTANCE);
        }
        return line + "\n";
    }

    /** Leaves out revocations that every token of their time has outlived. */
    private void rewrite() throws IOException {
        revoked.values().removeIf(at -> at + keptMillis < clock.now());
        StringBuilder lines = new StringBuilder();
        revoked.forEach((subject, at) -> lines.append(line(subject, at)));
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try (FileChannel channel = PrivateFiles.create(fresh)) {
            write(channel, 0, lines.toString());
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        PrivateFiles.flush(file.toAbsolutePath().getParent());
    }

    /**
     * Whether a token was revoked.
     *
     * @param issuedMillis when it was issued, in whole seconds; 0 where it does not say
     */
    public synchronized boolean cover(String user, String document, long issuedMillis) {
        return covers(user, document, issuedMillis)
                || covers(user, null, issuedMillis)
                || covers(null, document, issuedMillis);
    }

    private boolean covers(String user, String document, long issuedMillis) {
        Long at = revoked.get(new Subject(user, document));
        return at != null && issuedMillis <= at;
    }
}
