package sqlsync.replication;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sqlsync.ErrorCode;
import sqlsync.codec.MalformedException;
import sqlsync.platform.Link;
import sqlsync.platform.Timers;

/**
 * One device on one connection, as the coordinator sees it: versions, channels, keep-alive, limits.
 *
 * <p>Whatever comes in, it never throws: a frame that can't be ends this connection, with a reason,
 * and nothing else. Documents are reached through {@link Host} alone.
 */
public final class ServerConnection {
    /** Where documents are. It may live on other threads; answers come on the connection's. */
    public interface Host {
        /**
         * Authenticates, authorizes and opens what a device asks for.
         *
         * @param peer for the document's messages; they must not be sent before {@link
         *     Answer#accepted} was called
         */
        void attach(Message.Attach attach, ChannelPeer peer, Answer answer);
    }

    /** Told once what becomes of an {@link Message.Attach}. */
    public interface Answer {
        void accepted(ServerChannel channel);

        /** See {@link Message.Refused}. */
        void refused(String code, String message, boolean retryable);
    }

    /** How often silence is looked for. */
    private static final int TICK_MILLIS = 5_000;

    private static final String DELETED = ErrorCode.DELETED.text();

    /** Older devices are told what is closest to it. */
    private static final int DELETED_SINCE = 4;

    private static final String NOT_FOUND = ErrorCode.NOT_FOUND.text();
    private static final int TICKS_UNTIL_PING = ReplicationLimits.PING_AFTER_MILLIS / TICK_MILLIS;
    private static final int TICKS_UNTIL_DEAD = ReplicationLimits.DEAD_AFTER_MILLIS / TICK_MILLIS;
    private static final int TICKS_UNTIL_HELLO =
            ReplicationLimits.HELLO_WITHIN_MILLIS / TICK_MILLIS;

    private final Link link;
    private final Timers timers;
    private final Host host;
    private final String software;
    private final Map<Integer, Channel> channels = new LinkedHashMap<>();

    private Message.Hello hello;
    private Timers.Cancellable timer;
    private int silentTicks;
    private long pings;
    private boolean ended;

    /**
     * @param software what the coordinator's Hello says
     */
    public ServerConnection(Link link, Timers timers, Host host, String software) {
        this.link = link;
        this.timers = timers;
        this.host = host;
        this.software = software;
        this.timer = timers.after(TICK_MILLIS, this::tick);
    }

    /** A frame has come. */
    public void received(byte[] frame) {
        if (ended) {
            return;
        }
        silentTicks = 0;
        try {
            Message message = MessageCodec.decode(frame);
            if (hello == null) {
                greet(message);
            } else if (message != null) {
                take(message);
            } else if (hello.version() <= ReplicationLimits.VERSION) {
                throw new MalformedException("message of type " + (frame[0] & 0xFF));
            }
        } catch (MalformedException malformed) {
            close("Malformed: " + malformed.getMessage());
        }
    }

    private void greet(Message message) {
        if (!(message instanceof Message.Hello greeting)) {
            throw new MalformedException("no Hello at first");
        }
        send(
                new Message.Hello(
                        ReplicationLimits.VERSION, ReplicationLimits.OLDEST_VERSION, software));
        int spoken = Math.min(greeting.version(), ReplicationLimits.VERSION);
        if (spoken < greeting.oldest() || spoken < ReplicationLimits.OLDEST_VERSION) {
            close(
                    "Incompatible: versions "
                            + greeting.oldest()
                            + " to "
                            + greeting.version()
                            + " of the protocol are not spoken here.");
            return;
        }
        hello = greeting;
    }

    private boolean isSpoken(MessageType type) {
        return type.since() <= spoken();
    }

    private int spoken() {
        return Math.min(hello.version(), ReplicationLimits.VERSION);
    }

    private void take(Message message) {
        if (message instanceof Message.Entries entries) {
            pass(entries.channel(), message);
        } else if (message instanceof Message.Acknowledge acknowledge) {
            pass(acknowledge.channel(), message);
        } else if (message instanceof Message.Mark mark) {
            pass(mark.channel(), message);
        } else if (message instanceof Message.Token token) {
            pass(token.channel(), message);
        } else if (message instanceof Message.Attach attach) {
            attach(attach);
        } else if (message instanceof Message.Detach detach) {
            Channel channel = channels.remove(detach.channel());
            if (channel != null) {
                channel.end();
            }
        } else if (message instanceof Message.Ping ping) {
            send(new Message.Pong(ping.token()));
        } else if (message instanceof Message.Closing) {
            close("Closed by the device.");
        } else if (!(message instanceof Message.Pong)) {
            throw new MalformedException("a message that only coordinators send");
        }
    }

    /** What is said on a channel that has just been closed here is passed over. */
    private void pass(int number, Message message) {
        Channel channel = channels.get(number);
        if (channel == null) {
            return;
        }
        if (channel.document == null) {
            throw new MalformedException("channel " + number + " is not open yet");
        }
        channel.document.received(message);
    }

    private void attach(Message.Attach attach) {
        if (channels.containsKey(attach.channel())) {
            throw new MalformedException("channel " + attach.channel() + " is open already");
        }
        if (channels.size() >= ReplicationLimits.CHANNELS_MAX) {
            send(
                    new Message.Refused(
                            attach.channel(),
                            "closed",
                            "No more than "
                                    + ReplicationLimits.CHANNELS_MAX
                                    + " documents on one connection.",
                            true));
            return;
        }
        Channel channel = new Channel(attach.channel());
        channels.put(attach.channel(), channel);
        host.attach(attach, channel, channel);
    }

    private void send(Message message) {
        if (ended) {
            return;
        }
        link.send(MessageCodec.encode(message));
        if (link.buffered() > ReplicationLimits.BUFFERED_BYTES_MAX) {
            close("Too slow: " + link.buffered() + " bytes wait.");
        }
    }

    private void tick() {
        silentTicks++;
        if (hello == null && silentTicks >= TICKS_UNTIL_HELLO) {
            close("No Hello came.");
        } else if (silentTicks >= TICKS_UNTIL_DEAD) {
            close("Nothing was heard.");
        } else {
            if (hello != null && silentTicks >= TICKS_UNTIL_PING) {
                send(new Message.Ping(++pings));
            }
            if (!ended) {
                timer = timers.after(TICK_MILLIS, this::tick);
            }
        }
    }

    /** Says why, and ends the connection. */
    public void close(String reason) {
        if (!ended) {
            link.send(MessageCodec.encode(new Message.Closing(reason)));
            ended();
            link.close(reason);
        }
    }

    /** The link is gone. */
    public void ended() {
        if (ended) {
            return;
        }
        ended = true;
        timer.cancel();
        List<Channel> open = new ArrayList<>(channels.values());
        channels.clear();
        open.forEach(Channel::end);
    }

    /** Channels that are open, or being opened. */
    public int channels() {
        return channels.size();
    }

    /** What the device calls itself; null before its Hello. */
    public String software() {
        return hello == null ? null : hello.software();
    }

    private final class Channel implements ChannelPeer, Answer {
        private final int number;
        private ServerChannel document;
        private boolean over;

        Channel(int number) {
            this.number = number;
        }

        @Override
        public void accepted(ServerChannel channel) {
            document = channel;
            if (over) {
                document.closed();
            }
        }

        @Override
        public void refused(String code, String message, boolean retryable) {
            boolean unknown = code.equals(DELETED) && spoken() < DELETED_SINCE;
            send(new Message.Refused(number, unknown ? NOT_FOUND : code, message, retryable));
        }

        @Override
        public void send(Message message) {
            if (over
                    || message instanceof Message.Limits && !isSpoken(MessageType.LIMITS)
                    || message instanceof Message.Access && !isSpoken(MessageType.ACCESS)
                    || message instanceof Message.Claims && !isSpoken(MessageType.CLAIMS)
                    || message instanceof Message.Expires && !isSpoken(MessageType.EXPIRES)) {
                return;
            }
            ServerConnection.this.send(message);
            if (message instanceof Message.Refused && channels.remove(number, this)) {
                end();
            }
        }

        @Override
        public boolean congested() {
            return link.buffered() > ReplicationLimits.CONGESTED_BYTES;
        }

        @Override
        public void malformed(String reason) {
            if (!over) {
                close("Malformed: " + reason);
            }
        }

        void end() {
            over = true;
            if (document != null) {
                document.closed();
            }
        }
    }
}
