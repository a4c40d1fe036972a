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
    private final boolean thisMachine;

    /**
     * @param listed like {@code https://app.example}; "*" for any
     */
    public Origins(List<String> listed) {
        this(listed, false);
    }

    /**
     * @param thisMachine whether pages of localhost may connect, whatever their port: for
     *     development
     */
    public Origins(List<String> listed, boolean thisMachine) {
        this.listed = List.copyOf(listed);
        this.thisMachine = thisMachine;
    }

    /** Whose pages may connect, for people. */
    public String describe() {
        if (listed.contains("*")) {
            return "any origin";
        }
        StringBuilder text = new StringBuilder("those that this server serves itself");
        if (thisMachine) {
            text.append(", those of localhost with any port");
        }
        listed.forEach(each -> text.append(", ").append(each));
        return text.toString();
    }

    /**
     * @param origin as the browser says, or null
     * @param host the {@code Host} of the request, with its port
     */
    public boolean allows(String origin, String host) {
        return origin == null
                || listed.contains("*")
                || listed.contains(origin)
                || thisMachine && isOfThisMachine(origin)
                || isOurs(origin, host);
    }

    private static boolean isOfThisMachine(String origin) {
        try {
            URI uri = URI.create(origin);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            return web && uri.getHost() != null && THIS_MACHINE.contains(uri.getHost());
        } catch (IllegalArgumentException malformed) {
            return false;
        }
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
