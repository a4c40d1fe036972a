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
 * <pre>
 *   NO_LINK --connect--> CONNECTING --link is open, HELLO sent--> GREETING --HELLO--> OPEN
 *      ^                                                                               |
 *      '--------- the link ends, is silent, or brings a frame that is malformed -------'
 * </pre>
 *
 * <p>From NO_LINK it connects when a channel is opened, when the back-off is over, and when the
 * browser says that there is a network. It never throws because of what comes in: a malformed frame
 * ends the link, with a reason. {@link #close} leads to CLOSED, which nothing leaves.
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

    private enum State {
        NO_LINK,
        CONNECTING,
        GREETING,
        OPEN,
        CLOSED
    }

    private State state = State.NO_LINK;

    /** The link, from CONNECTING to OPEN; else null. */
    private Link link;

    /** Its listener. What an older link still brings is ignored. */
    private LinkEvents events;

    /** Links that were opened since a coordinator was last reached, and when the first was. */
    private int tries;

    private long firstTryAt;
    private int lastNumber;
    private int silentTicks;
    private long pings;
    private Timers.Cancellable ticking;

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
        if (state == State.OPEN) {
            channel.linkIsOpen();
        } else if (state == State.NO_LINK && !backOff.isWaiting()) {
            timers.soon(this::connect);
        }
        return channel;
    }

    /** The device has a network again, perhaps: what waits to be tried again is tried now. */
    public void online() {
        if (state == State.CLOSED) {
            return;
        }
        backOff.reset();
        if (state == State.NO_LINK) {
            connect();
        } else if (state == State.OPEN) {
            channels().forEach(ReopeningChannel::retryNow);
        }
    }

    /** Somebody waits: a link that waits to be opened again is opened within a moment. */
    void hurry() {
        backOff.hurry();
    }

    /** Ends the link and all channels for good. */
    public void close() {
        channels().forEach(ReopeningChannel::close);
        hangUp("The device closed the connection.");
        backOff.reset();
        state = State.CLOSED;
    }

    public String url() {
        return url;
    }

    /** Whether both sides have greeted each other on a link that is open. */
    public boolean isOpen() {
        return state == State.OPEN;
    }

    private List<ReopeningChannel> channels() {
        return new ArrayList<>(channels);
    }

    private void connect() {
        if (state != State.NO_LINK || channels.isEmpty()) {
            return;
        }
        backOff.reset(false);
        if (tries++ == 0) {
            firstTryAt = clock.now();
        }
        silentTicks = 0;
        lastNumber = 0;
        state = State.CONNECTING;
        events = new LinkEvents();
        link = opener.open(url, events);
        ticking = timers.after(TICK_MILLIS, this::tick);
    }

    private final class LinkEvents implements LinkOpener.Listener {
        @Override
        public void opened() {
            if (events == this) {
                greet();
            }
        }

        @Override
        public void received(byte[] frame) {
            if (events == this) {
                ClientConnection.this.received(frame);
            }
        }

        @Override
        public void ended(String reason) {
            if (events == this) {
                lost(reason);
            }
        }

        @Override
        public void refused(String code, String reason) {
            if (events == this) {
                lost(code, reason, reason);
            }
        }
    }

    private void greet() {
        state = State.GREETING;
        silentTicks = 0;
        send(
                new Message.Hello(
                        ReplicationLimits.VERSION, ReplicationLimits.OLDEST_VERSION, software));
    }

    private void received(byte[] frame) {
        silentTicks = 0;
        try {
            Message message = MessageCodec.decode(frame);
            if (state != State.OPEN) {
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
        state = State.OPEN;
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
        if (state == State.GREETING && silentTicks >= TICKS_UNTIL_GREETED) {
            cut("A server took the connection and said nothing: it is no coordinator, or hangs.");
            return;
        }
        if (state == State.OPEN && silentTicks >= TICKS_UNTIL_PING) {
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
            if (state == State.OPEN) {
                send(new Message.Closing(why));
            }
            link.close(why);
            forgetLink();
        }
    }

    private void forgetLink() {
        state = State.NO_LINK;
        link = null;
        events = null;
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

    Clock clock() {
        return clock;
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
