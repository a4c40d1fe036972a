package sqlsync.replication;

import sqlsync.codec.MalformedException;

/** One document's channel on whatever link there is: tokens, refusals, opening again. */
final class ReopeningChannel implements ClientChannel {
    /** The application's own endpoint failed, and is back soon as a rule. */
    private static final int TOKEN_WAIT_MILLIS_MAX = 5_000;

    private final ClientConnection connection;
    private final DeviceChannel document;
    private final TokenSource tokens;
    private final BackOff backOff;

    /** As given by the application; asked for again when it was refused. */
    private String token;

    private boolean tokenKnown;
    private boolean tokenIsFresh;
    private int asking;
    private int number;
    private boolean open;
    private boolean wasOpen;
    private boolean linkOpen;
    private boolean closed;

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
        this.tokenKnown = tokens == null;
    }

    void linkIsOpen() {
        linkOpen = true;
        begin();
    }

    void linkIsGone(String why) {
        linkOpen = false;
        backOff.reset(false);
        ended(why);
    }

    private void ended(String why) {
        asking++;
        number = 0;
        open = false;
        if (!closed) {
            document.interrupted(why);
        }
    }

    @Override
    public void hurry() {
        backOff.hurry();
        connection.hurry();
    }

    /** The connection can't be made. */
    void hindered(String code, String why) {
        if (!closed) {
            document.hindered(code, why);
        }
    }

    void retryNow() {
        if (backOff.isWaiting()) {
            backOff.reset();
            begin();
        }
    }

    private void begin() {
        if (closed || !linkOpen || number != 0) {
            return;
        }
        if (tokenKnown) {
            attach();
            return;
        }
        int current = ++asking;
        tokens.ask(
                new TokenSource.Answer() {
                    @Override
                    public void given(String value) {
                        if (current != asking) {
                            return;
                        }
                        if (value != null && value.length() > ReplicationLimits.TOKEN_CHARS_MAX) {
                            // The coordinator would end the connection, other documents' with it.
                            tooLong(value.length());
                        } else {
                            token = value;
                            tokenKnown = true;
                            tokenIsFresh = true;
                            begin();
                        }
                    }

                    @Override
                    public void failed(String why) {
                        if (current == asking) {
                            document.hindered("token-unavailable", why);
                            backOff.wait(ReopeningChannel.this::begin, TOKEN_WAIT_MILLIS_MAX);
                        }
                    }
                });
    }

    private void tooLong(int chars) {
        String why =
                "The token has "
                        + chars
                        + " characters; "
                        + ReplicationLimits.TOKEN_CHARS_MAX
                        + " is the most.";
        document.refused("unauthorized", why, true);
        backOff.wait(this::begin);
    }

    private void attach() {
        number = connection.attach(this);
        sent += connection.send(document.attach(number, token));
    }

    void received(Message message, int bytes) {
        received += bytes;
        if (message instanceof Message.Refused refused) {
            refused(refused);
            return;
        }
        if (message instanceof Message.Welcome) {
            if (open) {
                throw new MalformedException("a second welcome");
            }
            open = true;
            reopened += wasOpen ? 1 : 0;
            wasOpen = true;
            tokenIsFresh = false;
            if (!failing) {
                backOff.succeeded();
            }
        } else if (!open) {
            throw new MalformedException("channel " + number + " is not open yet");
        }
        document.received(message);
    }

    private void refused(Message.Refused refused) {
        connection.detach(number);
        number = 0;
        boolean wasFresh = tokenIsFresh;
        if (open) {
            open = false;
            document.interrupted(refused.message());
        }
        if (refused.code().equals("unauthorized") && tokens != null) {
            tokenKnown = false;
            tokenIsFresh = false;
            if (!wasFresh) {
                begin();
                return;
            }
        }
        tellRefused(refused.code(), refused.message(), refused.retryable());
        backOff.wait(this::begin);
    }

    void tellRefused(String code, String message, boolean retryable) {
        if (!closed) {
            document.refused(code, message, retryable);
        }
    }

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
    public void restart() {
        if (startsOver()) {
            connection.timers().soon(this::begin);
        }
    }

    @Override
    public void restartLater() {
        if (startsOver()) {
            failing = true;
            backOff.wait(this::begin);
        }
    }

    @Override
    public void worked() {
        failing = false;
    }

    private boolean startsOver() {
        if (number == 0) {
            return false;
        }
        letGo();
        ended("The document starts over.");
        return true;
    }

    private void letGo() {
        if (number != 0) {
            send(new Message.Detach(number));
            connection.detach(number);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            letGo();
            asking++;
            number = 0;
            backOff.reset();
            connection.closed(this);
        }
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
