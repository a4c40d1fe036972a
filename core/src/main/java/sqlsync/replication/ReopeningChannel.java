package sqlsync.replication;

import sqlsync.codec.MalformedException;
import sqlsync.platform.Timers;

/**
 * The device's end of one document's channel. It attaches on whatever link there is, and attaches
 * again after every interruption, until it is closed.
 *
 * <pre>
 *   NO_LINK --link--> IDLE --> ASKING --token--> ATTACHING --WELCOME--> OPEN
 *                      ^  |                          |                    |
 *                      |  '---- token is known ----->|                    |
 *                      |                             |                    |
 *                      |<----------- restart, REFUSED for an old token ---|
 *                      '-- time is up -- WAITING <-- REFUSED, no token, restartLater
 * </pre>
 *
 * <p>While it is open and the coordinator says when the token expires, the application is asked for
 * a newer one some time before, and the channel goes on with that. The coordinator's clock counts:
 * the device need not have the right time, nor be able to read the token.
 *
 * <p>From every state the end of the link leads to {@link State#NO_LINK}, and {@link #close} to
 * {@link State#CLOSED}, which nothing leaves. The document is told after the state has changed, so
 * it may call any method of this class from within.
 */
final class ReopeningChannel implements ClientChannel {
    /** The application's own endpoint failed, and is back soon as a rule. */
    private static final int TOKEN_WAIT_MILLIS_MAX = 5_000;

    /** So long before a token expires a newer one is asked for; of a short life, a fifth. */
    static final int RENEWAL_MILLIS_MAX = 120_000;

    /** Tokens that are as good as expired are not asked for more often than this. */
    static final int RENEWAL_WAIT_MILLIS_MIN = 1_000;

    /** Nor is a newer one asked for later than this, however long the token is valid. */
    static final int RENEWAL_WAIT_MILLIS_MAX = 86_400_000;

    private enum State {
        /** The connection has no link on which both sides have greeted each other. */
        NO_LINK,
        /** About to attach. */
        IDLE,
        /** It attaches when the back-off is over. */
        WAITING,
        /** The application was asked for a token. */
        ASKING,
        /** ATTACH was sent. */
        ATTACHING,
        /** WELCOME has come. */
        OPEN,
        CLOSED
    }

    private enum Token {
        /** The application has to be asked. */
        UNKNOWN,
        /** The application gave it, and the coordinator has not accepted it yet. */
        FRESH,
        /** The coordinator accepted it once, or there is none to ask for. */
        ACCEPTED
    }

    private final ClientConnection connection;
    private final DeviceChannel document;
    private final TokenSource tokens;
    private final BackOff backOff;

    private State state = State.NO_LINK;

    /** Of the channel, while attaching or open; else 0. */
    private int number;

    private Token tokenState;
    private String token;

    /** The answer that is awaited: while asking, or for a newer token while open. Else null. */
    private Question asked;

    /** When the token expires, by this device's clock, if the coordinator has said so. */
    private long expiresAt;

    /** Asks for a newer token, while open; else null. */
    private Timers.Cancellable renewal;

    private boolean wasOpen;

    /** It was begun again since what came could not be used, and that has not changed yet. */
    private boolean failing;

    private long sent;
    private long received;
    private int reopened;

    ReopeningChannel(ClientConnection connection, DeviceChannel document, TokenSource tokens) {
        this.connection = connection;
        this.document = document;
        this.tokens = tokens;
        this.backOff = connection.newBackOff();
        this.tokenState = tokens == null ? Token.ACCEPTED : Token.UNKNOWN;
    }

    private void enter(State next) {
        if (state == State.CLOSED) {
            throw new IllegalStateException("The channel is closed.");
        }
        state = next;
        asked = null;
        cancelRenewal();
        if (next != State.ATTACHING && next != State.OPEN) {
            number = 0;
        }
    }

    // Events of the connection.

    void linkIsOpen() {
        if (state != State.CLOSED) {
            enter(State.IDLE);
            begin();
        }
    }

    void linkIsGone(String why) {
        if (state != State.CLOSED) {
            enter(State.NO_LINK);
            backOff.reset(false);
            document.interrupted(why);
        }
    }

    /** The connection can't be made. */
    void hindered(String code, String why) {
        if (state != State.CLOSED) {
            document.hindered(code, why);
        }
    }

    void tellRefused(String code, String message, boolean retryable) {
        if (state != State.CLOSED) {
            document.refused(code, message, retryable);
        }
    }

    void retryNow() {
        if (state == State.WAITING) {
            backOff.reset();
            begin();
        }
    }

    void received(Message message, int bytes) {
        received += bytes;
        if (message instanceof Message.Refused refused) {
            refused(refused);
            return;
        }
        if (message instanceof Message.Welcome) {
            if (state == State.OPEN) {
                throw new MalformedException("a second welcome");
            }
            enter(State.OPEN);
            reopened += wasOpen ? 1 : 0;
            wasOpen = true;
            tokenState = Token.ACCEPTED;
            if (!failing) {
                backOff.succeeded();
            }
        } else if (state != State.OPEN) {
            throw new MalformedException("channel " + number + " is not open yet");
        }
        if (message instanceof Message.Expires expires) {
            expiresIn(expires.millis());
            return;
        }
        document.received(message);
    }

    private void refused(Message.Refused refused) {
        boolean wasOpenNow = state == State.OPEN;
        boolean anotherToken = refused.code().equals("unauthorized") && tokens != null;
        boolean atOnce = anotherToken && tokenState != Token.FRESH;
        connection.detach(number);
        if (anotherToken) {
            tokenState = Token.UNKNOWN;
        }
        if (atOnce) {
            enter(State.IDLE);
        } else {
            waitToBegin(BackOff.MOST_MILLIS);
        }
        if (wasOpenNow) {
            document.interrupted(refused.message());
        }
        if (atOnce) {
            begin();
        } else {
            tellRefused(refused.code(), refused.message(), refused.retryable());
        }
    }

    // The way to an open channel.

    private void begin() {
        if (state != State.IDLE && state != State.WAITING) {
            return;
        }
        if (tokenState == Token.UNKNOWN) {
            enter(State.ASKING);
            ask();
        } else {
            enter(State.ATTACHING);
            number = connection.attach(this);
            sent += connection.send(document.attach(number, token));
        }
    }

    private void ask() {
        asked = new Question();
        tokens.ask(asked);
    }

    // A newer token, before the one expires with which the channel is open.

    private void expiresIn(long millis) {
        if (tokens != null) {
            expiresAt = connection.clock().now() + millis;
            renewAfter(millis - Math.min(millis / 5, RENEWAL_MILLIS_MAX));
        }
    }

    private void renewAfter(long millis) {
        cancelRenewal();
        long wait = Math.min(Math.max(millis, RENEWAL_WAIT_MILLIS_MIN), RENEWAL_WAIT_MILLIS_MAX);
        renewal = connection.timers().after((int) wait, this::ask);
    }

    private void cancelRenewal() {
        if (renewal != null) {
            renewal.cancel();
            renewal = null;
        }
    }

    private void renewed(String value) {
        if (value == null
                || value.equals(token)
                || value.length() > ReplicationLimits.TOKEN_CHARS_MAX) {
            notRenewed();
        } else {
            asked = null;
            token = value;
            send(new Message.Token(number, value));
        }
    }

    /**
     * The application has no newer token. It is asked again when half of the time is gone that is
     * left; in the end the coordinator ends the channel, and that asks.
     */
    private void notRenewed() {
        asked = null;
        long half = (expiresAt - connection.clock().now()) / 2;
        if (half >= RENEWAL_WAIT_MILLIS_MIN) {
            renewAfter(half);
        }
    }

    private void waitToBegin(int millisMax) {
        enter(State.WAITING);
        backOff.wait(this::begin, millisMax);
    }

    /** The application's answer; of no use once something else has happened. */
    private final class Question implements TokenSource.Answer {
        @Override
        public void given(String value) {
            if (asked != this) {
                return;
            }
            if (state == State.OPEN) {
                renewed(value);
                return;
            }
            if (value != null && value.length() > ReplicationLimits.TOKEN_CHARS_MAX) {
                // The coordinator would end the connection, other documents' with it.
                waitToBegin(BackOff.MOST_MILLIS);
                document.refused("unauthorized", tooLong(value.length()), true);
                return;
            }
            token = value;
            tokenState = Token.FRESH;
            enter(State.IDLE);
            begin();
        }

        @Override
        public void failed(String why) {
            if (asked != this) {
                return;
            }
            if (state == State.OPEN) {
                notRenewed();
            } else {
                waitToBegin(TOKEN_WAIT_MILLIS_MAX);
                document.hindered("token-unavailable", why);
            }
        }
    }

    private static String tooLong(int chars) {
        return "The token has "
                + chars
                + " characters; "
                + ReplicationLimits.TOKEN_CHARS_MAX
                + " is the most.";
    }

    // What the document asks for.

    @Override
    public void send(Message message) {
        if (number != 0) {
            sent += connection.send(message);
        }
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public boolean congested() {
        return connection.congested();
    }

    @Override
    public void hurry() {
        backOff.hurry();
        connection.hurry();
    }

    @Override
    public void restart() {
        if (number != 0) {
            detach();
            enter(State.IDLE);
            connection.timers().soon(this::begin);
            document.interrupted("The document starts over.");
        }
    }

    @Override
    public void restartLater() {
        if (number != 0) {
            detach();
            failing = true;
            waitToBegin(BackOff.MOST_MILLIS);
            document.interrupted("The document starts over.");
        }
    }

    @Override
    public void worked() {
        failing = false;
    }

    private void detach() {
        send(new Message.Detach(number));
        connection.detach(number);
    }

    @Override
    public void close() {
        if (state == State.CLOSED) {
            return;
        }
        if (number != 0) {
            detach();
        }
        enter(State.CLOSED);
        backOff.reset();
        connection.closed(this);
    }

    @Override
    public long bytesSent() {
        return sent;
    }

    @Override
    public long bytesReceived() {
        return received;
    }

    @Override
    public int reopened() {
        return reopened;
    }
}
