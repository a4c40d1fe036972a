package sqlsync.coordinator.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import sqlsync.platform.StorageException;

/**
 * The file {@code segments} beside a document's segments: the name of each that was ever made, one
 * a line. Segments are never removed, so one that is listed and not there was lost, which the log
 * itself cannot tell of its last one.
 *
 * <p>A name is added when the file is there for good. What a crash tore is no whole name, and is
 * passed over.
 */
final class SegmentList {
    static final String NAME = "segments";
    static final String SUFFIX = ".segment";

    private final Path directory;

    SegmentList(Path directory) {
        this.directory = directory;
    }

    /**
     * Compares the list with what is there. What is there and not listed is added: it was made by
     * an earlier version, or just before a crash.
     *
     * @throws StorageException if a segment was lost
     */
    void check(Collection<Integer> found) throws IOException {
        requireAll(found);
        Set<Integer> added = new TreeSet<>(found);
        added.removeAll(listed());
        add(added);
    }

    /**
     * Compares the list with what is there, and writes nothing.
     *
     * @throws StorageException if a segment was lost
     */
    void requireAll(Collection<Integer> found) throws IOException {
        Set<Integer> missing = listed();
        missing.removeAll(found);
        if (!missing.isEmpty()) {
            throw new StorageException(
                    StorageException.Kind.CORRUPT, lost(missing.iterator().next()));
        }
    }

    private String lost(int file) {
        return "the file "
                + file
                + SUFFIX
                + " is missing in "
                + directory.getFileName()
                + ". Put it back, or restore the directory from a backup. To go on with what is left"
                + " of the document, delete the file "
                + NAME
                + " there.";
    }

    private Set<Integer> listed() throws IOException {
        Set<Integer> listed = new TreeSet<>();
        Path list = directory.resolve(NAME);
        if (!Files.exists(list)) {
            return listed;
        }
        String text = new String(Files.readAllBytes(list), StandardCharsets.ISO_8859_1);
        for (String line : text.split("\n")) {
            int file = number(line);
            if (file >= 0) {
                listed.add(file);
            }
        }
        return listed;
    }

    /** Adds files, whose names are on disk; they are listed for good when this returns. */
    void add(Collection<Integer> files) throws IOException {
        if (files.isEmpty()) {
            return;
        }
        // The first line may be the rest of one that was torn.
        StringBuilder lines = new StringBuilder("\n");
        files.forEach(file -> lines.append(file).append(SUFFIX).append('\n'));
        boolean made = false;
        try (FileChannel channel = PrivateFiles.create(directory.resolve(NAME))) {
            append(channel, lines);
            made = true;
        } catch (FileAlreadyExistsException usual) {
            try (FileChannel channel =
                    FileChannel.open(directory.resolve(NAME), StandardOpenOption.WRITE)) {
                append(channel, lines);
            }
        }
        if (made) {
            PrivateFiles.flush(directory);
        }
    }

    private static void append(FileChannel channel, CharSequence lines) throws IOException {
        channel.position(channel.size());
        ByteBuffer bytes = StandardCharsets.US_ASCII.encode(lines.toString());
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        channel.force(true);
    }

    /** Of a segment's name; -1 for any other. */
    static int number(String name) {
        if (!name.endsWith(SUFFIX)) {
            return -1;
        }
        String digits = name.substring(0, name.length() - SUFFIX.length());
        try {
            int number = Integer.parseInt(digits);
            return number >= 0 && digits.equals(Integer.toString(number)) ? number : -1;
        } catch (NumberFormatException notOurs) {
            return -1;
        }
    }
}
