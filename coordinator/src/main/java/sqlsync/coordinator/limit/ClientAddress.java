package sqlsync.coordinator.limit;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * Where a connection comes from, as limits count it and the log says it: an IPv4 address, or the
 * network of an IPv6 address, of which one customer has a whole one (64 bits).
 */
public final class ClientAddress {
    public static final String FORWARDED_FOR = "X-Forwarded-For";

    private static final int NETWORK_BYTES = 8;
    private static final int CHARS_MAX = 64;
    private static final String UNKNOWN = "unknown";

    private ClientAddress() {}

    public static String of(SocketAddress remote) {
        if (!(remote instanceof InetSocketAddress address) || address.getAddress() == null) {
            return UNKNOWN;
        }
        if (address.getAddress() instanceof Inet6Address six && !six.isLoopbackAddress()) {
            byte[] bytes = six.getAddress();
            StringBuilder network = new StringBuilder();
            for (int i = 0; i < NETWORK_BYTES; i += 2) {
                network.append(Integer.toHexString((bytes[i] & 0xFF) << 8 | bytes[i + 1] & 0xFF));
                network.append(':');
            }
            return network.append(":/64").toString();
        }
        return address.getAddress().getHostAddress();
    }

    /**
     * The address that the nearest proxy saw, which is the last one in the header: those before it
     * are what the client claims.
     *
     * @param header {@code X-Forwarded-For}, from a proxy that is trusted; or null
     */
    public static String forwarded(String header, SocketAddress remote) {
        if (header == null) {
            return of(remote);
        }
        String last = header.substring(header.lastIndexOf(',') + 1).strip();
        boolean plausible = !last.isEmpty() && last.length() <= CHARS_MAX;
        for (int i = 0; plausible && i < last.length(); i++) {
            char c = last.charAt(i);
            plausible = Character.digit(c, 16) >= 0 || c == '.' || c == ':' || c == '[' || c == ']';
        }
        return plausible ? last : of(remote);
    }
}
