package sqlsync.coordinator.admin;

import java.nio.file.Path;

/**
 * Where an administrator is listened to.
 *
 * @param host the address to listen on
 * @param port 0 to 65535; 0 takes a free one
 * @param tokenFile holds the secret that every request shows
 */
public record AdminOptions(String host, int port, Path tokenFile) {
    public static final String HOST_DEFAULT = "127.0.0.1";
}
