package sqlsync.coordinator.script;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.DirectoryStream;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.graalvm.polyglot.io.FileSystem;

/**
 * All that a script can import: our own modules as {@code /sqlsync/…}, the operator's as {@code
 * /reducers/…}. Nothing can be written, listed, or reached outside.
 */
final class ScriptFiles implements FileSystem {
    static final String OURS = "/sqlsync/";
    static final String REDUCERS = "/reducers/";
    private static final String SHARED = "/META-INF/sqlsync-shared/";

    private final KeptFiles reducers;
    private final Set<String> read = new TreeSet<>();

    ScriptFiles(KeptFiles reducers) {
        this.reducers = reducers;
    }

    @Override
    public Path parsePath(URI uri) {
        if (!"file".equals(uri.getScheme())) {
            throw new UnsupportedOperationException(
                    "A reducer imports files of its directory only.");
        }
        return Path.of(uri.getPath());
    }

    @Override
    public Path parsePath(String path) {
        return Path.of(path);
    }

    @Override
    public void checkAccess(Path path, Set<? extends AccessMode> modes, LinkOption... options)
            throws IOException {
        if (modes.contains(AccessMode.WRITE) || modes.contains(AccessMode.EXECUTE)) {
            throw new AccessDeniedException(path.toString());
        }
        read(path);
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        byte[] bytes = read(path);
        String name = toAbsolutePath(path).toString().replace('\\', '/');
        if (name.startsWith(REDUCERS)) {
            read.add(name.substring(REDUCERS.length()));
        }
        return new BytesChannel(bytes);
    }

    /** The operator's files that were opened, by their paths below the directory. */
    Set<String> read() {
        return read;
    }

    private byte[] read(Path path) throws IOException {
        String name = toAbsolutePath(path).toString().replace('\\', '/');
        if (name.startsWith(OURS)) {
            return ours(name.substring(OURS.length()));
        }
        if (!name.startsWith(REDUCERS)) {
            throw new NoSuchFileException(name);
        }
        return reducers.read(name.substring(REDUCERS.length()));
    }

    private static byte[] ours(String name) throws IOException {
        if (name.contains("/")) {
            throw new NoSuchFileException(name);
        }
        try (InputStream in = ownModule(name)) {
            if (in == null || !name.endsWith(".js")) {
                throw new NoSuchFileException(name);
            }
            return in.readAllBytes();
        }
    }

    /**
     * A module of the coordinator's own, or one that it shares with pages; null if there is none.
     */
    private static InputStream ownModule(String name) {
        InputStream own = ScriptFiles.class.getResourceAsStream(name);
        return own != null ? own : ScriptFiles.class.getResourceAsStream(SHARED + name);
    }

    @Override
    public Path toAbsolutePath(Path path) {
        return Path.of("/").resolve(path).normalize();
    }

    @Override
    public Path toRealPath(Path path, LinkOption... options) throws IOException {
        read(path);
        return toAbsolutePath(path);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
            throws IOException {
        return Map.of(
                "isRegularFile", true, "isDirectory", false, "size", (long) read(path).length);
    }

    @Override
    public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
        throw new AccessDeniedException(path.toString());
    }

    @Override
    public void delete(Path path) throws IOException {
        throw new AccessDeniedException(path.toString());
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(
            Path path, DirectoryStream.Filter<? super Path> filter) throws IOException {
        throw new AccessDeniedException(path.toString());
    }
}
