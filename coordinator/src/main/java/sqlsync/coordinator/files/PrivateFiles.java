package sqlsync.coordinator.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Files and directories that only the owner of the process may read, wherever the system tells
 * owners apart.
 */
public final class PrivateFiles {
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    private static final String FILE = "rw-------";
    private static final String DIRECTORY = "rwx------";

    private PrivateFiles() {}

    /** Makes a file that must not be there, to read and write. */
    public static FileChannel create(Path path) throws IOException {
        return FileChannel.open(
                path,
                Set.of(
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE),
                attributes(FILE));
    }

    /** Makes a directory that must not be there. */
    public static void createDirectory(Path path) throws IOException {
        Files.createDirectory(path, attributes(DIRECTORY));
    }

    /**
     * Makes a directory, and those above it, where they are missing. One of ours that is there,
     * from before, is closed to others now.
     */
    public static void createDirectories(Path path) throws IOException {
        Files.createDirectories(path, attributes(DIRECTORY));
        restrict(path, DIRECTORY);
    }

    /** Closes a file to others that may have been made without. */
    public static void restrict(Path file) throws IOException {
        restrict(file, FILE);
    }

    private static void restrict(Path path, String permissions) throws IOException {
        if (POSIX) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        }
    }

    /** Deletes a directory and all that is in it. */
    public static void deleteTree(Path directory) throws IOException {
        List<Path> all;
        try (Stream<Path> found = Files.walk(directory)) {
            all = new ArrayList<>(found.toList());
        }
        Collections.reverse(all);
        for (Path each : all) {
            Files.delete(each);
        }
    }

    /** Puts the names in a directory on disk. Where the system has no such thing, nothing. */
    public static void flush(Path directory) throws IOException {
        if (System.getProperty("os.name").startsWith("Windows")) {
            return;
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static FileAttribute<?>[] attributes(String permissions) {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
