package sqlsync.simulation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import sqlsync.platform.Link;
import sqlsync.replication.LinkOpener;
import sqlsync.replication.ServerConnection;

/**
 * A link between a device and the coordinator: in each direction frames come in order until it
 * ends; which of them still come when it is cut, and who hears of that when, is chance.
 */
final class Connection {
    /** The first byte of such a message (PROTOCOL.md, section 3). */
    private static final byte REJECTIONS = 22;

    private static final int DOUBLE = 1;

    /** What arrives when it has its turn. */
    private record Frame(byte[] bytes, Runnable arrival) implements Runnable {
        @Override
        public void run() {
            arrival.run();
        }
    }

    private final Scheduler.Lane up;
    private final Scheduler.Lane down;
    private final Process device;
    private final Process server;
    private final LinkOpener.Listener listener;
    private final ServerConnection far;
    private boolean deviceOpen = true;
    private boolean serverOpen = true;
    private boolean serverIsHeard = true;

    Connection(
            Scheduler scheduler,
            Process device,
            LinkOpener.Listener listener,
            Process server,
            ServerConnection.Host host) {
        this.up = scheduler.newLane();
        this.down = scheduler.newLane();
        this.device = device;
        this.server = server;
        this.listener = listener;
        this.far = new ServerConnection(new ServerEnd(), server, host, "simulation");
        down.post(() -> device.run(listener::opened));
    }

    Link deviceEnd() {
        return new DeviceEnd();
    }

    /** Whether nothing can come of it any more. */
    boolean over() {
        return !deviceOpen && !serverOpen && up.size() == 0 && down.size() == 0;
    }

    /** It ends between the two: either side hears of it, or finds out by itself. */
    void cut(Random random) {
        drop(up, random);
        drop(down, random);
        int who = random.nextInt(4);
        if (who != 0) {
            endServer();
        }
        if (who != 1) {
            endDevice("The network was cut.");
        }
        if (who == 0) {
            // What the device says after this is lost.
            deviceOpen = false;
        }
        if (who == 1) {
            // What the server says before it knows is lost, too: what was dropped is not overtaken.
            serverIsHeard = false;
        }
    }

    private static void drop(Scheduler.Lane lane, Random random) {
        if (random.nextBoolean()) {
            lane.clear();
        }
    }

    /** The device's process is gone. */
    void deviceGone(boolean told) {
        deviceOpen = false;
        down.clear();
        if (told) {
            endServer();
        }
    }

    /** The coordinator's process is gone. */
    void serverGone(boolean told) {
        serverOpen = false;
        up.clear();
        if (told) {
            endDevice("The coordinator is gone.");
        }
    }

    private void endServer() {
        up.post(
                () -> {
                    if (serverOpen) {
                        serverOpen = false;
                        server.run(far::ended);
                    }
                });
    }

    private void endDevice(String why) {
        down.post(
                () -> {
                    if (deviceOpen) {
                        deviceOpen = false;
                        device.run(() -> listener.ended(why));
                    }
                });
    }

    /** Nothing comes through in one direction, until it is released. */
    void clog(Random random) {
        (random.nextBoolean() ? up : down).clog(true);
    }

    void release(Random random) {
        Scheduler.Lane first = random.nextBoolean() ? up : down;
        if (!first.clogged()) {
            first = first == up ? down : up;
        }
        first.clog(false);
    }

    void releaseAll() {
        up.clog(false);
        down.clog(false);
    }

    /**
     * A link that is none: frames are lost, doubled, or change places. Where a rejection is on its
     * way frames are doubled only: nothing numbers rejections, so that a carrier which loses one,
     * or lets a layer overtake it, is not survived. Returns what was done, or null.
     */
    String tamper(Random random) {
        Deque<Runnable> frames = (random.nextBoolean() ? up : down).tasks();
        if (frames.isEmpty()) {
            return null;
        }
        List<Runnable> all = new ArrayList<>(frames);
        int at = random.nextInt(all.size());
        boolean rejection = all.stream().anyMatch(Connection::isRejection);
        String what;
        switch (rejection ? DOUBLE : random.nextInt(3)) {
            case 0 -> {
                what = "dropped";
                // The lane keeps its count of tasks: an empty one stands in.
                all.set(at, () -> {});
            }
            case DOUBLE -> {
                what = "doubled";
                all.add(at, all.get(at));
            }
            default -> {
                what = "reordered";
                Collections.swap(all, at, random.nextInt(all.size()));
            }
        }
        frames.clear();
        frames.addAll(all);
        return what;
    }

    private static boolean isRejection(Runnable task) {
        return task instanceof Frame frame && frame.bytes[0] == REJECTIONS;
    }

    private final class DeviceEnd implements Link {
        @Override
        public void send(byte[] frame) {
            if (deviceOpen) {
                up.post(
                        new Frame(
                                frame,
                                () -> {
                                    if (serverOpen) {
                                        server.run(() -> far.received(frame));
                                    }
                                }));
            }
        }

        @Override
        public int buffered() {
            return 0;
        }

        @Override
        public void close(String reason) {
            if (deviceOpen) {
                deviceOpen = false;
                down.clear();
                endServer();
            }
        }
    }

    private final class ServerEnd implements Link {
        @Override
        public void send(byte[] frame) {
            if (serverOpen && serverIsHeard) {
                down.post(
                        new Frame(
                                frame,
                                () -> {
                                    if (deviceOpen) {
                                        device.run(() -> listener.received(frame));
                                    }
                                }));
            }
        }

        @Override
        public int buffered() {
            return 0;
        }

        @Override
        public void close(String reason) {
            if (serverOpen) {
                serverOpen = false;
                up.clear();
                endDevice(reason);
            }
        }
    }
}
