package sqlsync.coordinator.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;

/**
 * The directory that holds everything a coordinator knows. One process owns it, as long as it holds
 * the lock of the file {@code lock}; the system takes the lock from a process that died.
 *
 * <p>A lock says nothing of a file that was deleted or moved, and some network file systems ignore
 * it. So the owner writes a random id into the file, and {@link #isOwned} compares both the file at
 * that path and its content.
 */
public final class DataDirectory implements AutoCloseable {
    private static final int READABLE_CHARS_MAX = 40;
    private static final int HASH_CHARS = 32;
    private static final int PROBE_BYTES = 4096;

    private final Path path;
    private final FileChannel lockFile;
    private final Object lockIdentity;
    private final byte[] owner;

    private DataDirectory(Path path, FileChannel lockFile) throws IOException {
        this.path = path;
        this.lockFile = lockFile;
        lockIdentity = identity(lock());
        owner = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
        lockFile.write(ByteBuffer.wrap(owner), 0);
        lockFile.force(true);
    }

    private Path lock() {
        return path.resolve("lock");
    }

    /** Tells a file from another at the same path; null where the file system has nothing of it. */
    static Object identity(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    /**
     * Whether this process still owns the directory. The file is held open, so that no other one
     * gets its identity; it is read through that channel, since to close another one would release
     * the lock.
     */
    public boolean isOwned() {
        try {
            ByteBuffer found = ByteBuffer.allocate(owner.length);
            lockFile.read(found, 0);
            return Objects.equals(identity(lock()), lockIdentity)
                    && Arrays.equals(found.array(), owner);
        } catch (IOException gone) {
            return false;
        }
    }

    /**
     * Makes the directory where it is missing, and takes hold of it.
     *
     * @throws IOException with a sentence for people, if another process has it or it can't be used
     */
    public static DataDirectory open(Path path) throws IOException {
        // The directory itself is the operator's; what is in it is ours alone.
        PrivateFiles.createDirectories(path.resolve("documents"));
        PrivateFiles.flush(path);
        FileChannel channel =
                FileChannel.open(
                        path.resolve("lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        if (!locked(channel)) {
            channel.close();
            throw new IOException(
                    "Another coordinator works on "
                            + path
                            + ". Stop it, or choose another directory with --data.");
        }
        try {
            PrivateFiles.restrict(path.resolve("lock"));
            DataDirectory data = new DataDirectory(path, channel);
            data.removeLeftovers();
            return data;
        } catch (IOException problem) {
            channel.close();
            throw problem;
        }
    }

    /** The lock goes with the channel. */
    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    public Path path() {
        return path;
    }

    /** Bytes that this process may still write to the disk; 0 where that can't be found out. */
    public long free() {
        return path.toFile().getUsableSpace();
    }

    /**
     * Tries to write.
     *
     * @param freeMin bytes that must be left on the disk
     * @throws IOException with a sentence for operators, where that fails
     */
    public void probe(long freeMin) throws IOException {
        Path file = path.resolve("probe");
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            ByteBuffer page = ByteBuffer.allocate(PROBE_BYTES);
            while (page.hasRemaining()) {
                channel.write(page);
            }
            channel.force(false);
        } catch (IOException problem) {
            throw new IOException(
                    "The data directory can't be written: " + problem.getMessage(), problem);
        }
        if (free() < freeMin) {
            throw new IOException(
                    "The disk of the data directory is full: "
                            + free()
                            + " bytes are left, "
                            + freeMin
                            + " are wanted.");
        }
    }

    /** Bytes of the disk; 0 where that can't be found out. */
    public long size() {
        return path.toFile().getTotalSpace();
    }

    /** The directory of a document, whether there is one or not. */
    public Path ofDocument(String id) {
        return path.resolve("documents").resolve(directoryName(id));
    }

    /** The directories of all documents, by name. */
    public List<Path> ofDocuments() throws IOException {
        List<Path> all = new ArrayList<>();
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(path.resolve("documents"), Files::isDirectory)) {
            found.forEach(all::add);
        }
        all.sort(null);
        return all;
    }

    /** Makes the directory of a document where there is none; its name is on disk then. */
    public Path makeForDocument(String id) throws IOException {
        Path directory = ofDocument(id);
        if (!Files.isDirectory(directory)) {
            PrivateFiles.createDirectory(directory);
            PrivateFiles.flush(directory.getParent());
        }
        return directory;
    }

    /**
     * An empty directory for a document that is being made. It is beside the documents, and removed
     * at the next start unless {@link #accept} made it one of them.
     */
    public Path makeIncoming(String id) throws IOException {
        PrivateFiles.createDirectories(incoming());
        Path directory = incoming().resolve(directoryName(id));
        removeIncoming(directory);
        PrivateFiles.createDirectory(directory);
        return directory;
    }

    private Path incoming() {
        return path.resolve("incoming");
    }

    /** Makes it the directory of its document, which must have none; that is on disk then. */
    public void accept(Path incoming) throws IOException {
        Path documents = path.resolve("documents");
        PrivateFiles.flush(incoming);
        Files.move(
                incoming,
                documents.resolve(incoming.getFileName()),
                StandardCopyOption.ATOMIC_MOVE);
        PrivateFiles.flush(documents);
        PrivateFiles.flush(incoming());
    }

    /** Also where it is gone. */
    public void removeIncoming(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            PrivateFiles.deleteTree(directory);
        }
    }

    /** Removes the directory of a document in one step; nobody may have it open. */
    public void remove(Path ofDocument) throws IOException {
        PrivateFiles.createDirectories(incoming());
        Path going = incoming().resolve("removed-" + UUID.randomUUID());
        Files.move(ofDocument, going, StandardCopyOption.ATOMIC_MOVE);
        PrivateFiles.flush(path.resolve("documents"));
        PrivateFiles.deleteTree(going);
    }

    /**
     * Deletes a document, of which a tombstone is kept: {@link #isDeleted} is true from then on,
     * and all else is removed. Nobody may have it open. Deletes again what was deleted.
     *
     * @return false where there is nothing of that id
     */
    public boolean bury(String id) throws IOException {
        Path directory = ofDocument(id);
        Path tombstone = tombstone(id);
        if (!Files.exists(tombstone)) {
            if (!Files.isDirectory(directory)) {
                return false;
            }
            PrivateFiles.createDirectories(tombstone.getParent());
            PrivateFiles.flush(path);
            Path fresh = tombstone.resolveSibling(tombstone.getFileName() + ".new");
            Files.deleteIfExists(fresh);
            try (FileChannel channel = PrivateFiles.create(fresh)) {
                channel.write(StandardCharsets.UTF_8.encode(id));
                channel.force(true);
            }
            Files.move(fresh, tombstone, StandardCopyOption.ATOMIC_MOVE);
            PrivateFiles.flush(tombstone.getParent());
        }
        if (Files.isDirectory(directory)) {
            remove(directory);
        }
        return true;
    }

    /** Whether a document was deleted. */
    public boolean isDeleted(String id) {
        return Files.exists(tombstone(id));
    }

    /** Of the same name as the directory of the document; holds its id. */
    private Path tombstone(String id) {
        return path.resolve("deleted").resolve(directoryName(id));
    }

    /** The ids of all documents that were deleted. */
    public List<String> deleted() throws IOException {
        List<String> ids = new ArrayList<>();
        for (Path each : tombstones()) {
            ids.add(Files.readString(each));
        }
        return ids;
    }

    private List<Path> tombstones() throws IOException {
        List<Path> all = new ArrayList<>();
        if (Files.isDirectory(path.resolve("deleted"))) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(path.resolve("deleted"))) {
                found.forEach(all::add);
            }
        }
        all.removeIf(each -> each.toString().endsWith(".new"));
        all.sort(null);
        return all;
    }

    /** What a process left that died while it made or removed a document. */
    private void removeLeftovers() throws IOException {
        if (Files.isDirectory(incoming())) {
            PrivateFiles.deleteTree(incoming());
        }
        for (Path each : tombstones()) {
            Path directory = path.resolve("documents").resolve(each.getFileName());
            if (Files.isDirectory(directory)) {
                remove(directory);
            }
        }
    }

    /**
     * A name for any id: what is readable of it, then a hash. File systems that don't tell upper
     * from lower case keep "a" and "A" apart, too.
     */
    public static String directoryName(String id) {
        String readable = id.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]", "_");
        int chars = Math.min(readable.length(), READABLE_CHARS_MAX);
        return readable.substring(0, chars) + "-" + hash(id).substring(0, HASH_CHARS);
    }

    private static String hash(String id) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(id.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
