package sqlsync.coordinator.auth;

import java.net.URI;
import java.util.List;
import java.util.Set;

/**
 * From which pages a browser may connect. Programs that are no browsers send no origin, and are let
 * in: the token says who they are.
 *
 * <p>A page that this server itself serves may connect where it is addressed by a number or as
 * localhost. By another name it must be listed: else a foreign page could give its own name our
 * address.
 */
public final class Origins {
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private final List<String> listed;

    /**
     * @param listed like {@code https://app.example}; "*" for any
     */
    public Origins(List<String> listed) {
        this.listed = List.copyOf(listed);
    }

    /**
     * @param origin as the browser says, or null
     * @param host the {@code Host} of the request, with its port
     */
    public boolean allows(String origin, String host) {
        return origin == null
                || listed.contains("*")
                || listed.contains(origin)
                || isOurs(origin, host);
    }

    private static boolean isOurs(String origin, String host) {
        if (host == null) {
            return false;
        }
        try {
            URI uri = URI.create(origin);
            String name = uri.getHost();
            return host.equals(uri.getRawAuthority())
                    && name != null
                    && (THIS_MACHINE.contains(name) || isNumeric(name));
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    private static boolean isNumeric(String host) {
        return host.startsWith("[") || host.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    }
}
