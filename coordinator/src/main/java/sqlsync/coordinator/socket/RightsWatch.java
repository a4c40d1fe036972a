package sqlsync.coordinator.socket;

import java.util.Objects;
import java.util.function.Consumer;
import sqlsync.ErrorCode;
import sqlsync.coordinator.auth.Admission;
import sqlsync.coordinator.loop.EventLoop;
import sqlsync.platform.Timers;
import sqlsync.replication.ChannelPeer;
import sqlsync.replication.Message;
import sqlsync.replication.ServerChannel;
import sqlsync.replication.ServerConnection;

/**
 * Ends a channel when its user's right has ended or has become another one: the device attaches
 * again, with a fresh token where it has one. Until then the device may bring a newer token of the
 * same user, and the channel goes on with that. Lives on the connection's loop.
 */
final class RightsWatch implements ServerConnection.Answer, ChannelPeer {
    /** A timer takes no more; what ends later is looked at then. */
    private static final int DAY_MILLIS = 86_400_000;

    /** Asks for the admission once more, and answers on the loop. */
    interface Recheck {
        void ask(String token, Consumer<Admission> admitted, Consumer<Throwable> refused);
    }

    private final OpenChannels channels;
    private final OpenChannels.Attached attached;
    private final ServerConnection.Answer answer;
    private final ChannelPeer peer;
    private final int channel;
    private final EventLoop loop;
    private final Recheck recheck;
    private final Consumer<Throwable> ended;
    private String token;
    private Admission admission;
    private Timers.Cancellable timer;

    /** A newer token is looked at. */
    private boolean renewing;

    private boolean over;

    /**
     * @param channels knows this one from now until it has ended
     * @param answer of the channel; refused when the right has become another one
     * @param peer of the channel; told how long the token is valid
     * @param ended refuses the channel where the right has ended
     */
    RightsWatch(
            OpenChannels channels,
            OpenChannels.Attached attached,
            Message.Attach attach,
            Admission admission,
            ServerConnection.Answer answer,
            ChannelPeer peer,
            EventLoop loop,
            Recheck recheck,
            Consumer<Throwable> ended) {
        this.channels = channels;
        this.attached = attached;
        this.channel = attach.channel();
        this.token = attach.token();
        this.admission = admission;
        this.answer = answer;
        this.peer = peer;
        this.loop = loop;
        this.recheck = recheck;
        this.ended = ended;
        channels.add(this);
    }

    OpenChannels.Attached attached() {
        return attached;
    }

    /** The right has ended now. Any thread may call. */
    void revoke() {
        loop.execute(
                () -> {
                    if (!over) {
                        refused(
                                ErrorCode.UNAUTHORIZED.text(),
                                "Your right to the document was revoked.",
                                false);
                    }
                });
    }

    private void end() {
        over = true;
        channels.remove(this);
    }

    @Override
    public void accepted(ServerChannel document) {
        answer.accepted(
                new ServerChannel() {
                    @Override
                    public void received(Message message) {
                        if (message instanceof Message.Token newer) {
                            renew(newer.token());
                        } else {
                            document.received(message);
                        }
                    }

                    @Override
                    public void closed() {
                        end();
                        if (timer != null) {
                            timer.cancel();
                        }
                        document.closed();
                    }
                });
        waitForTheEnd();
    }

    @Override
    public void refused(String code, String message, boolean retryable) {
        end();
        answer.refused(code, message, retryable);
    }

    @Override
    public void send(Message message) {
        peer.send(message);
        if (message instanceof Message.Welcome) {
            tellExpiry();
        }
    }

    @Override
    public boolean congested() {
        return peer.congested();
    }

    @Override
    public void malformed(String reason) {
        peer.malformed(reason);
    }

    private void tellExpiry() {
        if (admission.who().expires()) {
            long millis = admission.who().expiresMillis() - System.currentTimeMillis();
            peer.send(new Message.Expires(channel, Math.max(0, millis)));
        }
    }

    /** One that is refused changes nothing: the token before is valid until it expires. */
    private void renew(String newer) {
        if (renewing) {
            peer.malformed("a token while another one is looked at");
            return;
        }
        renewing = true;
        recheck.ask(
                newer,
                again -> {
                    renewing = false;
                    if (over || endsFor(again)) {
                        return;
                    }
                    token = newer;
                    admission = again;
                    timer.cancel();
                    waitForTheEnd();
                    tellExpiry();
                },
                refused -> renewing = false);
    }

    private void waitForTheEnd() {
        if (over) {
            return;
        }
        long millis = admission.grant().untilMillis() - System.currentTimeMillis();
        timer =
                loop.after(
                        (int) Math.max(0, Math.min(millis, DAY_MILLIS)),
                        millis > DAY_MILLIS ? this::waitForTheEnd : this::ask);
    }

    private void ask() {
        String asked = token;
        recheck.ask(
                asked,
                again -> {
                    // A newer token has come meanwhile: there is a timer for that.
                    if (!over && Objects.equals(asked, token) && !endsFor(again)) {
                        admission = again;
                        waitForTheEnd();
                    }
                },
                problem -> {
                    if (!over && Objects.equals(asked, token)) {
                        end();
                        ended.accept(problem);
                    }
                });
    }

    /** Ends the channel where it was opened for something else. */
    private boolean endsFor(Admission again) {
        boolean sameUser = Objects.equals(again.who().user(), admission.who().user());
        boolean same =
                sameUser
                        && again.grant().right() == admission.grant().right()
                        && Objects.equals(again.who().claims(), admission.who().claims());
        if (!same) {
            refused(
                    ErrorCode.CLOSED.text(),
                    sameUser
                            ? "Your rights have changed. Attach again."
                            : "The new token is of another user. Attach again.",
                    true);
        }
        return !same;
    }
}
