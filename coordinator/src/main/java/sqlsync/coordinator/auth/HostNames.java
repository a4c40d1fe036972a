package sqlsync.coordinator.auth;

import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The names by which this server may be addressed where no token is asked for: localhost, addresses
 * in numbers, and what the operator named. By any other name a foreign page, whose name was made to
 * lead here, could read what it likes, and a browser would call that its own server.
 */
public final class HostNames {
    private final Set<String> ours = new HashSet<>();

    /**
     * @param listenOn name or address that the server listens on
     * @param publicUrls like {@code https://sync.example}
     */
    public HostNames(String listenOn, List<String> publicUrls) {
        ours.add(listenOn.toLowerCase(Locale.ROOT));
        for (String url : publicUrls) {
            ours.add(URI.create(url).getHost().toLowerCase(Locale.ROOT));
        }
    }

    /**
     * @param host a request's {@code Host} without its port; null where it has none, as old
     *     programs and no browsers do
     */
    public boolean isOurs(String host) {
        if (host == null || host.isEmpty()) {
            return true;
        }
        String name = host.toLowerCase(Locale.ROOT);
        name = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        return name.equals("localhost")
                || name.endsWith(".localhost")
                || isAddress(name)
                || ours.contains(name);
    }

    private static boolean isAddress(String name) {
        if (name.startsWith("[") || name.indexOf(':') >= 0) {
            return true;
        }
        String[] numbers = name.split("\\.", -1);
        boolean address = numbers.length == 4;
        for (String number : numbers) {
            address &= number.matches("[0-9]{1,3}");
        }
        return address;
    }
}
