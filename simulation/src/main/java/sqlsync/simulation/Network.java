package sqlsync.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import sqlsync.platform.Link;
import sqlsync.replication.LinkOpener;

/** All connections of a world. */
final class Network {
    private record Known(int device, Connection connection) {}

    private final Scheduler scheduler;
    private final Coverage coverage;
    private final List<Known> connections = new ArrayList<>();
    private Server server;

    Network(Scheduler scheduler, Coverage coverage) {
        this.scheduler = scheduler;
        this.coverage = coverage;
    }

    void serve(Server coordinator) {
        server = coordinator;
    }

    /** What a device's process opens links with. */
    Link open(int device, boolean online, Process process, LinkOpener.Listener listener) {
        if (!online || server.process() == null) {
            process.soon(() -> listener.ended("There is no way to the coordinator."));
            return new NoLink();
        }
        coverage.count("connection opened");
        connections.removeIf(known -> known.connection().over());
        Connection connection =
                new Connection(scheduler, process, listener, server.process(), server);
        connections.add(new Known(device, connection));
        return connection.deviceEnd();
    }

    List<Connection> of(int device) {
        List<Connection> all = new ArrayList<>();
        for (Known known : connections) {
            if (known.device() == device && !known.connection().over()) {
                all.add(known.connection());
            }
        }
        return all;
    }

    /** One of a device's connections, or null. */
    Connection any(int device, Random random) {
        List<Connection> all = of(device);
        return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
    }

    void deviceGone(int device, boolean told) {
        of(device).forEach(connection -> connection.deviceGone(told));
    }

    void serverGone(boolean told) {
        connections.forEach(known -> known.connection().serverGone(told));
    }

    void releaseAll() {
        connections.forEach(known -> known.connection().releaseAll());
    }

    void cutAll(Random random) {
        connections.forEach(known -> known.connection().cut(random));
    }

    private static final class NoLink implements Link {
        @Override
        public void send(byte[] frame) {}

        @Override
        public int buffered() {
            return 0;
        }

        @Override
        public void close(String reason) {}
    }
}
