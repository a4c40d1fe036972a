package sqlsync.replication;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sqlsync.codec.MalformedException;
import sqlsync.platform.Clock;
import sqlsync.platform.Link;
import sqlsync.platform.Randomness;
import sqlsync.platform.Timers;

/**
 * One coordinator, as this device sees it: a link that is opened again whenever it ends, as long as
 * there are channels, and keep-alive on it.
 *
 * <p>Whatever comes in, it never throws: a frame that can't be ends the link, with a reason, and
 * another one is opened after a while.
 */
public final class ClientConnection {
    private static final int TICK_MILLIS = 5_000;
    private static final int TICKS_UNTIL_PING = ReplicationLimits.PING_AFTER_MILLIS / TICK_MILLIS;
    private static final int TICKS_UNTIL_GREETED =
            ReplicationLimits.HELLO_WITHIN_MILLIS / TICK_MILLIS;
    private static final int TICKS_UNTIL_DEAD = ReplicationLimits.DEAD_AFTER_MILLIS / TICK_MILLIS;

    private final String url;
    private final LinkOpener opener;
    private final Timers timers;
    private final Clock clock;
    private final Randomness randomness;
    private final String software;
    private final BackOff backOff;
    private final List<ReopeningChannel> channels = new ArrayList<>();

    /** Those that the coordinator knows of, by their numbers on this link. */
    private final Map<Integer, ReopeningChannel> attached = new LinkedHashMap<>();

    private Link link;
    private int generation;
    private boolean greeted;
    private boolean helloSent;

    /** Links that were opened since a coordinator was last reached, and when the first was. */
    private int tries;

    private long firstTryAt;
    private int lastNumber;
    private int silentTicks;
    private long pings;
    private Timers.Cancellable ticking;
    private boolean closed;

    /**
     * @param url of the coordinator
     * @param software what this device's Hello says
     */
    public ClientConnection(
            String url,
            LinkOpener opener,
            Timers timers,
            Clock clock,
            Randomness randomness,
            String software) {
        this.url = url;
        this.opener = opener;
        this.timers = timers;
        this.clock = clock;
        this.randomness = randomness;
        this.software = software;
        this.backOff = new BackOff(timers, randomness);
    }

    /**
     * Opens a channel for a document, and keeps opening it.
     *
     * @param tokens null where the application gives none
     */
    public ClientChannel open(DeviceChannel document, TokenSource tokens) {
        ReopeningChannel channel = new ReopeningChannel(this, document, tokens);
        channels.add(channel);
        if (greeted) {
            channel.linkIsOpen();
        } else if (link == null && !backOff.isWaiting()) {
            timers.soon(this::connect);
        }
        return channel;
    }

    /** The device has a network again, perhaps: what waits to be tried again is tried now. */
    public void online() {
        if (closed) {
            return;
        }
        backOff.reset();
        if (link == null) {
            connect();
        } else if (greeted) {
            channels().forEach(ReopeningChannel::retryNow);
        }
    }

    /** Somebody waits: a link that waits to be opened again is opened within a moment. */
    void hurry() {
        backOff.hurry();
    }

    /** Ends the link and all channels for good. */
    public void close() {
        closed = true;
        channels().forEach(ReopeningChannel::close);
        backOff.reset();
        hangUp("The device closed the connection.");
    }

    public String url() {
        return url;
    }

    /** Whether both sides have greeted each other on a link that is open. */
    public boolean isOpen() {
        return greeted;
    }

    private List<ReopeningChannel> channels() {
        return new ArrayList<>(channels);
    }

    private void connect() {
        if (closed || link != null || channels.isEmpty()) {
            return;
        }
        backOff.reset(false);
        int current = ++generation;
        if (tries++ == 0) {
            firstTryAt = clock.now();
        }
        helloSent = false;
        greeted = false;
        silentTicks = 0;
        lastNumber = 0;
        link =
                opener.open(
                        url,
                        new LinkOpener.Listener() {
                            @Override
                            public void opened() {
                                if (current == generation) {
                                    greet();
                                }
                            }

                            @Override
                            public void received(byte[] frame) {
                                if (current == generation) {
                                    ClientConnection.this.received(frame);
                                }
                            }

                            @Override
                            public void ended(String reason) {
                                if (current == generation) {
                                    lost(reason);
                                }
                            }

                            @Override
                            public void refused(String code, String reason) {
                                if (current == generation) {
                                    lost(code, reason, reason);
                                }
                            }
                        });
        ticking = timers.after(TICK_MILLIS, this::tick);
    }

    private void greet() {
        helloSent = true;
        silentTicks = 0;
        send(
                new Message.Hello(
                        ReplicationLimits.VERSION, ReplicationLimits.OLDEST_VERSION, software));
    }

    private void received(byte[] frame) {
        silentTicks = 0;
        try {
            Message message = MessageCodec.decode(frame);
            if (!greeted) {
                welcome(message);
            } else if (message != null) {
                take(message, frame.length);
            }
        } catch (MalformedException malformed) {
            cut("Malformed: " + malformed.getMessage());
        }
    }

    private void welcome(Message message) {
        if (message instanceof Message.Closing closing) {
            cut(closing.reason());
            return;
        }
        if (!(message instanceof Message.Hello hello)) {
            throw new MalformedException("no Hello at first");
        }
        int spoken = Math.min(hello.version(), ReplicationLimits.VERSION);
        if (spoken < hello.oldest() || spoken < ReplicationLimits.OLDEST_VERSION) {
            String why =
                    "The coordinator speaks versions "
                            + hello.oldest()
                            + " to "
                            + hello.version()
                            + " of the protocol, this application another one.";
            tries = 0;
            cut(why);
            channels().forEach(channel -> channel.tellRefused("incompatible", why, false));
            return;
        }
        greeted = true;
        tries = 0;
        channels().forEach(ReopeningChannel::linkIsOpen);
    }

    private void take(Message message, int bytes) {
        if (message instanceof Message.Ping ping) {
            send(new Message.Pong(ping.token()));
        } else if (message instanceof Message.Closing closing) {
            hangUp("The coordinator closed the connection.");
            lost(closing.reason());
        } else if (!(message instanceof Message.Pong)) {
            // What is still said on a channel that was closed here is passed over.
            ReopeningChannel channel = attached.get(Channels.of(message));
            if (channel != null) {
                if (message instanceof Message.Welcome) {
                    backOff.succeeded();
                }
                channel.received(message, bytes);
            }
        }
    }

    private void tick() {
        silentTicks++;
        if (silentTicks >= TICKS_UNTIL_DEAD) {
            cut("Nothing was heard of the coordinator.");
            return;
        }
        if (helloSent && !greeted && silentTicks >= TICKS_UNTIL_GREETED) {
            cut("A server took the connection and said nothing: it is no coordinator, or hangs.");
            return;
        }
        if (greeted && silentTicks >= TICKS_UNTIL_PING) {
            send(new Message.Ping(++pings));
        }
        ticking = timers.after(TICK_MILLIS, this::tick);
    }

    /** Ends the link from this side; another one follows. */
    void cut(String why) {
        if (link != null) {
            hangUp(why);
            lost(why);
        }
    }

    private void hangUp(String why) {
        if (link != null) {
            if (greeted) {
                send(new Message.Closing(why));
            }
            link.close(why);
            forgetLink();
        }
    }

    private void forgetLink() {
        generation++;
        link = null;
        greeted = false;
        attached.clear();
        if (ticking != null) {
            ticking.cancel();
        }
    }

    private void lost(String reason) {
        lost("unreachable", reason, notReached(reason));
    }

    private void lost(String code, String reason, String problem) {
        boolean notReached = tries > 0;
        forgetLink();
        if (closed) {
            return;
        }
        backOff.wait(this::connect);
        for (ReopeningChannel channel : channels()) {
            channel.linkIsGone(reason);
            if (notReached) {
                channel.hindered(code, problem);
            }
        }
    }

    private String notReached(String reason) {
        String since =
                tries < 2 ? "" : " since " + TimeOfDay.utc(firstTryAt) + ", " + tries + " tries";
        return "No coordinator was reached at " + url + since + ". " + reason;
    }

    // What channels need.

    int send(Message message) {
        if (link == null) {
            return 0;
        }
        byte[] frame = MessageCodec.encode(message);
        link.send(frame);
        return frame.length;
    }

    int attach(ReopeningChannel channel) {
        attached.put(++lastNumber, channel);
        return lastNumber;
    }

    void detach(int number) {
        attached.remove(number);
    }

    boolean congested() {
        return link != null && link.buffered() > ReplicationLimits.CONGESTED_BYTES;
    }

    BackOff newBackOff() {
        return new BackOff(timers, randomness);
    }

    Timers timers() {
        return timers;
    }

    void closed(ReopeningChannel channel) {
        channels.remove(channel);
        if (channels.isEmpty()) {
            backOff.reset();
            tries = 0;
            hangUp("No document is open.");
        }
    }
}
