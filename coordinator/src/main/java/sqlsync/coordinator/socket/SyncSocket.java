package sqlsync.coordinator.socket;

import java.nio.ByteBuffer;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import sqlsync.coordinator.limit.CoordinatorLimits;
import sqlsync.coordinator.limit.Quotas;
import sqlsync.coordinator.limit.RateLimit;
import sqlsync.coordinator.limit.UnfinishedMessages;
import sqlsync.coordinator.limit.WaitingRoom;
import sqlsync.coordinator.loop.EventLoop;
import sqlsync.platform.Timers;
import sqlsync.replication.ReplicationLimits;
import sqlsync.replication.ServerConnection;

/**
 * One device. Jetty calls from its threads; the connection lives on a loop.
 *
 * <p>It is <em>unknown</em> until a token of it was accepted, and <em>known</em> from then on.
 * While it is unknown its messages are short, their bytes come out of the budget for strangers, it
 * waits in a {@link WaitingRoom}, and not for ever. Messages are put together here, piece by piece,
 * as Jetty reads them: nothing is kept of one that is too long, or that there is no room for. Where
 * a user, or a stranger's address, has begun too much, what began first is closed.
 */
public final class SyncSocket
        implements Session.Listener, WaitingRoom.Visitor, UnfinishedMessages.Receiver {
    /** Pieces of this length cost the sender as much as they cost us: they need no rate. */
    private static final int PIECE_BYTES = 1_000;

    private final Sockets sockets;
    private final EventLoop loop;
    private final String address;
    private final RateLimit frames =
            new RateLimit(CoordinatorLimits.FRAMES_BURST, CoordinatorLimits.FRAMES_PER_SECOND);
    private final RateLimit controls =
            new RateLimit(
                    CoordinatorLimits.CONTROL_FRAMES_BURST,
                    CoordinatorLimits.CONTROL_FRAMES_PER_SECOND);
    private final RateLimit refusals =
            new RateLimit(
                    CoordinatorLimits.REFUSED_ATTACHES_BURST,
                    CoordinatorLimits.REFUSED_ATTACHES_PER_SECOND);

    private Session session;
    private ServerConnection connection;
    private InFlight inFlight;
    private boolean asked;
    private Timers.Cancellable patience;
    private volatile boolean known;
    private volatile boolean over;
    private volatile Object holder;

    /** The message that is being put together. */
    private Incoming incoming;

    /**
     * @param address where it comes from
     */
    SyncSocket(Sockets sockets, EventLoop loop, String address) {
        this.sockets = sockets;
        this.loop = loop;
        this.address = address;
    }

    @Override
    public void onWebSocketOpen(Session opened) {
        session = opened;
        inFlight = new InFlight(ReplicationLimits.FRAME_BYTES_MAX, opened::demand);
        loop.execute(
                () -> {
                    connection =
                            new ServerConnection(
                                    new SocketLink(opened, loop, sockets.quotas().outgoing),
                                    loop,
                                    new DocumentHost(sockets, this, loop, inFlight),
                                    sockets.software());
                    if (!over) {
                        patience =
                                loop.after(
                                        CoordinatorLimits.AUTHENTICATE_WITHIN_MILLIS,
                                        this::hasItAsked);
                    }
                    opened.demand();
                });
        sockets.opened(this);
    }

    private void hasItAsked() {
        if (asked) {
            patience =
                    loop.after(
                            CoordinatorLimits.ADMITTED_WITHIN_MILLIS,
                            () -> end("No token was accepted."));
        } else {
            end("No document was asked for.");
        }
    }

    /** A timer would keep all of the connection in memory. */
    private void stopWaiting() {
        if (patience != null) {
            patience.cancel();
            patience = null;
        }
    }

    @Override
    public void onWebSocketPartialBinary(ByteBuffer payload, boolean last, Callback callback) {
        int length = payload.remaining();
        boolean taken = take(payload);
        callback.succeed();
        if (!taken) {
            return;
        }
        if (!last) {
            demandAfter(length < PIECE_BYTES ? frames.delay() : 0);
            return;
        }
        Incoming whole = takeWhole();
        if (whole == null) {
            return;
        }
        sockets.metrics().framesReceived.inc();
        sockets.metrics().frameBytesReceived.inc(whole.length);
        byte[] frame = whole.bytes();
        int delay = frames.delay();
        loop.execute(
                () -> {
                    try {
                        connection.received(frame);
                    } finally {
                        whole.release();
                    }
                    if (delay == 0) {
                        inFlight.next();
                    } else {
                        loop.after(delay, inFlight::next);
                    }
                });
    }

    /** Adds a piece to the message; false where that can't be, and the connection ends. */
    private boolean take(ByteBuffer piece) {
        int length = piece.remaining();
        Incoming message;
        Share share;
        synchronized (this) {
            if (over) {
                return false;
            }
            if (incoming == null) {
                incoming = new Incoming(share());
            }
            message = incoming;
            share = message.share;
            int max =
                    known
                            ? ReplicationLimits.FRAME_BYTES_MAX
                            : CoordinatorLimits.UNKNOWN_FRAME_BYTES_MAX;
            if (length > max - message.length) {
                drop();
                end("Frames have no more than " + max + " bytes here.");
                return false;
            }
        }
        // Others may have to go for it, and at the same time one of them may want this one to go.
        boolean room = share.messages.take(share.holder, this, length);
        synchronized (this) {
            if (incoming != message || message.share != share) {
                share.messages.ended(share.holder, this);
                share.messages.give(share.holder, room ? length : 0);
                if (incoming != message) {
                    return false;
                }
                message.share.messages.takeAnyway(message.share.holder, this, length);
            } else if (!room) {
                endWithoutRoom();
                return false;
            }
            message.add(piece);
            return true;
        }
    }

    private synchronized void endWithoutRoom() {
        sockets.metrics().refusedConnection("no-room");
        drop();
        end("The coordinator has no room for this just now. Try again.");
    }

    @Override
    public void displaced() {
        endWithoutRoom();
    }

    private Share share() {
        Quotas quotas = sockets.quotas();
        return known ? new Share(quotas.messages, holder) : new Share(quotas.unknown, address);
    }

    /** The message, which is complete; null where the connection has ended meanwhile. */
    private synchronized Incoming takeWhole() {
        Incoming whole = incoming;
        incoming = null;
        if (whole != null) {
            whole.share.messages.ended(whole.share.holder, this);
        }
        return whole;
    }

    private synchronized void drop() {
        Incoming dropped = takeWhole();
        if (dropped != null) {
            dropped.release();
        }
    }

    private void demandAfter(int millis) {
        if (millis == 0) {
            session.demand();
        } else {
            loop.execute(() -> loop.after(millis, session::demand));
        }
    }

    @Override
    public void onWebSocketPing(ByteBuffer payload) {
        if (!controls.allows()) {
            flooded();
            return;
        }
        // The next frame is read when this one is answered.
        session.sendPong(payload, Callback.from(session::demand, problem -> session.disconnect()));
    }

    @Override
    public void onWebSocketPong(ByteBuffer payload) {
        if (controls.allows()) {
            session.demand();
        } else {
            flooded();
        }
    }

    private void flooded() {
        sockets.metrics().refusedConnection("flooded");
        end("Too many control frames came.");
    }

    @Override
    public void onWebSocketPartialText(String payload, boolean last) {
        over = true;
        session.close(StatusCode.BAD_DATA, "Frames are binary.", Callback.NOOP);
        loop.execute(() -> loop.after(SocketLink.LINGER_MILLIS, session::disconnect));
    }

    @Override
    public void onWebSocketClose(int code, String reason, Callback callback) {
        callback.succeed();
        ended();
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        sockets.fatal().check(cause);
        ended();
    }

    private void ended() {
        over = true;
        drop();
        sockets.ended(this);
        loop.execute(
                () -> {
                    stopWaiting();
                    if (connection != null) {
                        connection.ended();
                    }
                });
    }

    /** Somebody asks for a document; on the loop. */
    void attaches() {
        asked = true;
    }

    /** A token was accepted; on the loop. Returns null, or why there is no place for one more. */
    String admit(String user) {
        if (!known && !over) {
            String full = sockets.admitted(this, Quotas.holder(user));
            if (full != null) {
                return full;
            }
            becomeKnown(Quotas.holder(user));
            stopWaiting();
        }
        return null;
    }

    /** What has come of the next message counts as the user's from now on. */
    private synchronized void becomeKnown(Object user) {
        holder = user;
        known = true;
        if (incoming != null) {
            Share before = incoming.share;
            incoming.share = share();
            before.messages.ended(before.holder, this);
            before.messages.give(before.holder, incoming.length);
            incoming.share.messages.takeAnyway(incoming.share.holder, this, incoming.length);
        }
    }

    /** One more attach was refused; on the loop. */
    void refused() {
        if (!refusals.allows()) {
            sockets.metrics().refusedConnection("too-many-refused");
            end("Too many attaches were refused.");
        }
    }

    String address() {
        return address;
    }

    @Override
    public void turnedAway() {
        over = true;
        sockets.metrics().refusedConnection("turned-away");
        session.disconnect();
    }

    private void end(String reason) {
        over = true;
        close(reason);
    }

    /** Says why, and ends the connection, gently first. */
    void close(String reason) {
        loop.execute(
                () -> {
                    if (connection != null) {
                        connection.close(reason);
                    }
                });
    }

    /** Who holds a message's bytes, and of what. */
    private record Share(UnfinishedMessages messages, Object holder) {}

    /** A message that is being put together. */
    private static final class Incoming {
        private Share share;
        private byte[] bytes = new byte[0];
        private int length;

        Incoming(Share share) {
            this.share = share;
        }

        void add(ByteBuffer piece) {
            int more = piece.remaining();
            if (bytes.length < length + more) {
                int doubled = length == 0 ? 0 : 2 * bytes.length;
                bytes = java.util.Arrays.copyOf(bytes, Math.max(length + more, doubled));
            }
            piece.get(bytes, length, more);
            length += more;
        }

        byte[] bytes() {
            return bytes.length == length ? bytes : java.util.Arrays.copyOf(bytes, length);
        }

        void release() {
            share.messages.give(share.holder, length);
            length = 0;
        }
    }
}
