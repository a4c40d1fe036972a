package sqlsync.coordinator.reducer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sqlsync.coordinator.files.PrivateFiles;
import sqlsync.coordinator.log.EventLog;

/**
 * Which mutation is being applied, noted before it is: where the process dies of it, the next one
 * knows. A mutation that ran on although it was stopped, until the process ended itself, is not
 * tried a second time; one that was long under way at two deaths not a third time. One that had
 * just begun is hardly to blame, but not for ever: whoever kills a process hits one that happens to
 * be there.
 *
 * <p>A mutation is known here by a {@link #key}, since ids are chosen by devices: nobody's mutation
 * is blamed for that of another user, or in another document.
 *
 * <p>Notes are written to mapped memory: they survive the process, and cost nothing. They do not
 * survive a power failure, which no mutation causes.
 */
public final class ApplyingNotes {
    /** What the death of a process weighs against a mutation that had just begun. */
    static final int JUST_BEGUN = 1;

    /** The same for one that was long under way, or used up the memory. */
    static final int LONG_UNDER_WAY = 5;

    /** The same for one that ran on although it was stopped, and for which the process ended. */
    static final int UNSTOPPABLE = 10;

    /** A mutation with so much against it is refused. */
    static final int REFUSED_FROM = 10;

    private static final int SLOT_BYTES = 4096;
    private static final int SUSPECTS_MAX = 1_000;

    private final Path directory;
    private final Map<String, Integer> blame = new LinkedHashMap<>();

    private ApplyingNotes(Path directory) {
        this.directory = directory;
    }

    /**
     * Reads what the process before was doing when it ended, and forgets nothing of before that.
     * These notes help; where one can't be read or written, that is logged, and the rest counts.
     */
    public static ApplyingNotes open(Path directory) {
        ApplyingNotes notes = new ApplyingNotes(directory);
        try {
            PrivateFiles.createDirectories(directory);
        } catch (IOException unusable) {
            unusable("directory", directory, unusable);
            return notes;
        }
        notes.readSuspects();
        List<Path> slots = notes.slots();
        for (Path slot : slots) {
            try {
                Slot.read(Files.readAllBytes(slot), notes.blame);
            } catch (IOException unreadable) {
                unusable("slot", slot, unreadable);
            }
        }
        if (notes.writeSuspects()) {
            slots.forEach(ApplyingNotes::delete);
        }
        return notes;
    }

    private List<Path> slots() {
        List<Path> slots = new ArrayList<>();
        try (var paths = Files.newDirectoryStream(directory, "applying-*")) {
            paths.forEach(slots::add);
        } catch (IOException | DirectoryIteratorException unreadable) {
            unusable("directory", directory, unreadable);
        }
        return slots;
    }

    private static void delete(Path slot) {
        try {
            Files.delete(slot);
        } catch (IOException kept) {
            unusable("slot", slot, kept);
        }
    }

    private static void unusable(String what, Path path, Exception why) {
        EventLog.atWarn()
                .addKeyValue("what", what)
                .addKeyValue("path", path)
                .addKeyValue("message", why)
                .log("applying-note-unusable");
    }

    private Path suspects() {
        return directory.resolve("suspects");
    }

    private void readSuspects() {
        if (!Files.exists(suspects())) {
            return;
        }
        String text;
        try {
            // Bytes that are no text become characters that are no suspect's.
            text = new String(Files.readAllBytes(suspects()), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            unusable("suspects", suspects(), unreadable);
            return;
        }
        for (String line : text.split("\n")) {
            int space = line.indexOf(' ');
            if (space > 0 && line.substring(0, space).matches("[0-9]{1,4}")) {
                blame.put(line.substring(space + 1), Integer.parseInt(line.substring(0, space)));
            }
        }
    }

    private boolean writeSuspects() {
        StringBuilder text = new StringBuilder();
        int left = blame.size();
        for (Map.Entry<String, Integer> each : blame.entrySet()) {
            if (left-- <= SUSPECTS_MAX) {
                text.append(each.getValue()).append(' ').append(each.getKey()).append('\n');
            }
        }
        Path next = directory.resolve("suspects.next");
        try {
            Files.deleteIfExists(next);
            try (FileChannel file = PrivateFiles.create(next)) {
                ByteBuffer bytes = StandardCharsets.UTF_8.encode(text.toString());
                while (bytes.hasRemaining()) {
                    file.write(bytes);
                }
            }
            Files.move(next, suspects(), StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (IOException unwritten) {
            unusable("suspects", suspects(), unwritten);
            return false;
        }
    }

    /**
     * What a mutation is known by: 64 hexadecimal digits.
     *
     * @param user null for nobody
     */
    static String key(String documentId, String user, String mutation) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String each : new String[] {documentId, user == null ? "" : user, mutation}) {
                byte[] bytes = each.getBytes(StandardCharsets.UTF_8);
                digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
                digest.update(bytes);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Whether it is one that processes died of. */
    synchronized boolean killed(String key) {
        return blame.getOrDefault(key, 0) >= REFUSED_FROM;
    }

    /** One is running that can't be stopped: it is not to be tried again. */
    synchronized void unstoppable(String key) {
        blame.put(key, UNSTOPPABLE);
    }

    /** A place to write to, for one thread. Where there is no file for it, it notes for nobody. */
    public Slot slot(String name) {
        Path path = directory.resolve("applying-" + name);
        try (FileChannel channel =
                Files.exists(path)
                        ? FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)
                        : PrivateFiles.create(path)) {
            return new Slot(channel.map(FileChannel.MapMode.READ_WRITE, 0, SLOT_BYTES));
        } catch (IOException unusable) {
            unusable("slot", path, unusable);
            return new Slot(ByteBuffer.allocate(SLOT_BYTES));
        }
    }

    /** Holds the key of one mutation. */
    public static final class Slot {
        private static final int LENGTH_AT = 0;
        private static final int WEIGHT_AT = 4;
        private static final int KEY_AT = 8;

        private final ByteBuffer memory;

        private Slot(ByteBuffer memory) {
            this.memory = memory;
            clear();
        }

        /** It begins. */
        void note(String key) {
            byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
            int length = Math.min(bytes.length, SLOT_BYTES - KEY_AT);
            clear();
            memory.putInt(WEIGHT_AT, JUST_BEGUN);
            memory.put(KEY_AT, bytes, 0, length);
            memory.putInt(LENGTH_AT, length);
        }

        /** What began last goes on and on. */
        void suspect() {
            memory.putInt(WEIGHT_AT, Math.max(LONG_UNDER_WAY, memory.getInt(WEIGHT_AT)));
        }

        /** What began last can't be stopped, and the process ends over it. */
        void unstoppable() {
            memory.putInt(WEIGHT_AT, UNSTOPPABLE);
        }

        void clear() {
            memory.putInt(LENGTH_AT, 0);
        }

        private static void read(byte[] slot, Map<String, Integer> blame) {
            if (slot.length < SLOT_BYTES) {
                return;
            }
            ByteBuffer bytes = ByteBuffer.wrap(slot);
            int length = bytes.getInt(LENGTH_AT);
            int weight = bytes.getInt(WEIGHT_AT);
            boolean known =
                    weight == JUST_BEGUN || weight == LONG_UNDER_WAY || weight == UNSTOPPABLE;
            if (known && length > 0 && length <= SLOT_BYTES - KEY_AT) {
                String key = new String(slot, KEY_AT, length, StandardCharsets.UTF_8);
                blame.merge(key, weight, Integer::sum);
            }
        }
    }
}
