package sqlsync.worker.socket;

import java.util.LinkedHashMap;
import java.util.Map;
import sqlsync.platform.Clock;
import sqlsync.platform.Randomness;
import sqlsync.platform.Timers;
import sqlsync.replication.ClientConnection;

/** One connection to each coordinator, for all documents and all tabs. */
public final class Coordinators {
    private final Timers timers;
    private final Clock clock;
    private final Randomness randomness;
    private final String software;
    private final Map<String, ClientConnection> byUrl = new LinkedHashMap<>();

    /**
     * @param version of this package, for the coordinator's logs
     */
    public Coordinators(String version, Timers timers, Clock clock, Randomness randomness) {
        this.software = "sqlsync.js " + version;
        this.timers = timers;
        this.clock = clock;
        this.randomness = randomness;
    }

    /** The connection to the coordinator at {@code url}; it is open while documents need it. */
    public ClientConnection at(String url) {
        return byUrl.computeIfAbsent(
                url,
                unused ->
                        new ClientConnection(
                                url, new WebSocketOpener(), timers, clock, randomness, software));
    }

    /** There may be a network again: nobody waits any longer. */
    public void online() {
        byUrl.values().forEach(ClientConnection::online);
    }

    public void closeAll() {
        byUrl.values().forEach(ClientConnection::close);
        byUrl.clear();
    }
}
