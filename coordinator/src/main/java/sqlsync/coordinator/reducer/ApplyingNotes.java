package sqlsync.coordinator.reducer;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which mutation is being applied, noted before it is: where the process dies of it, the next one
 * knows. A mutation that was being applied at two deaths is not tried a third time.
 *
 * <p>Notes are written to mapped memory: they survive the process, and cost nothing. They do not
 * survive a power failure, which no mutation causes.
 */
public final class ApplyingNotes {
    /** So often a process may die over a mutation before it is refused. */
    static final int DEATHS_MAX = 2;

    private static final int SLOT_BYTES = 4096;
    private static final int SUSPECTS_MAX = 1_000;

    private final Path directory;
    private final Map<String, Integer> deaths = new LinkedHashMap<>();

    private ApplyingNotes(Path directory) {
        this.directory = directory;
    }

    /**
     * Reads what the process before was doing when it ended, and forgets nothing of before that.
     */
    public static ApplyingNotes open(Path directory) throws IOException {
        Files.createDirectories(directory);
        ApplyingNotes notes = new ApplyingNotes(directory);
        notes.readSuspects();
        List<Path> slots = new ArrayList<>();
        try (var paths = Files.newDirectoryStream(directory, "applying-*")) {
            paths.forEach(slots::add);
        }
        for (Path slot : slots) {
            String mutation = Slot.read(Files.readAllBytes(slot));
            if (mutation != null) {
                notes.deaths.merge(mutation, 1, Integer::sum);
            }
        }
        notes.writeSuspects();
        for (Path slot : slots) {
            Files.delete(slot);
        }
        return notes;
    }

    private Path suspects() {
        return directory.resolve("suspects");
    }

    private void readSuspects() throws IOException {
        if (!Files.exists(suspects())) {
            return;
        }
        for (String line : Files.readAllLines(suspects())) {
            int space = line.indexOf(' ');
            if (space > 0 && line.substring(0, space).matches("[0-9]{1,4}")) {
                deaths.put(line.substring(space + 1), Integer.parseInt(line.substring(0, space)));
            }
        }
    }

    private void writeSuspects() throws IOException {
        List<String> lines = new ArrayList<>();
        deaths.forEach((mutation, count) -> lines.add(count + " " + mutation));
        int from = Math.max(0, lines.size() - SUSPECTS_MAX);
        Path next = directory.resolve("suspects.next");
        Files.write(next, lines.subList(from, lines.size()));
        Files.move(next, suspects(), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Whether it is one that processes died of. */
    synchronized boolean killed(String mutation) {
        return deaths.getOrDefault(mutation, 0) >= DEATHS_MAX;
    }

    /** A place to write to, for one thread. */
    public Slot slot(String name) throws IOException {
        Path path = directory.resolve("applying-" + name);
        try (FileChannel channel =
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            return new Slot(channel.map(FileChannel.MapMode.READ_WRITE, 0, SLOT_BYTES));
        }
    }

    /** Holds the id of one mutation. */
    public static final class Slot {
        private final MappedByteBuffer memory;

        private Slot(MappedByteBuffer memory) {
            this.memory = memory;
            clear();
        }

        void note(String mutation) {
            byte[] bytes = mutation.getBytes(StandardCharsets.UTF_8);
            int length = Math.min(bytes.length, SLOT_BYTES - 4);
            clear();
            memory.put(4, bytes, 0, length);
            memory.putInt(0, length);
        }

        void clear() {
            memory.putInt(0, 0);
        }

        private static String read(byte[] slot) {
            if (slot.length < SLOT_BYTES) {
                return null;
            }
            int length = java.nio.ByteBuffer.wrap(slot).getInt(0);
            boolean noted = length > 0 && length <= SLOT_BYTES - 4;
            return noted ? new String(slot, 4, length, StandardCharsets.UTF_8) : null;
        }
    }
}
