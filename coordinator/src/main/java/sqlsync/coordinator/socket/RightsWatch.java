package sqlsync.coordinator.socket;

import java.util.function.Consumer;
import sqlsync.ErrorCode;
import sqlsync.coordinator.auth.Admission;
import sqlsync.coordinator.loop.EventLoop;
import sqlsync.platform.Timers;
import sqlsync.replication.Message;
import sqlsync.replication.ServerChannel;
import sqlsync.replication.ServerConnection;

/**
 * Ends a channel when its user's right has ended or has become another one: the device attaches
 * again, with a fresh token where it has one. Lives on the connection's loop.
 */
final class RightsWatch implements ServerConnection.Answer {
    /** A timer takes no more; what ends later is looked at then. */
    private static final int DAY_MILLIS = 86_400_000;

    /** Asks for the admission once more, and gives it on the loop; else refuses the channel. */
    interface Recheck {
        void ask(Consumer<Admission> admitted);
    }

    private final OpenChannels channels;
    private final OpenChannels.Attached attached;
    private final ServerConnection.Answer answer;
    private final EventLoop loop;
    private final Recheck recheck;
    private Admission admission;
    private Timers.Cancellable timer;
    private boolean over;

    /**
     * @param channels knows this one from now until it has ended
     * @param answer of the channel; refused when the right has ended
     */
    RightsWatch(
            OpenChannels channels,
            OpenChannels.Attached attached,
            ServerConnection.Answer answer,
            EventLoop loop,
            Admission admission,
            Recheck recheck) {
        this.channels = channels;
        this.attached = attached;
        this.answer = answer;
        this.loop = loop;
        this.admission = admission;
        this.recheck = recheck;
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
    public void accepted(ServerChannel channel) {
        answer.accepted(
                new ServerChannel() {
                    @Override
                    public void received(Message message) {
                        channel.received(message);
                    }

                    @Override
                    public void closed() {
                        end();
                        if (timer != null) {
                            timer.cancel();
                        }
                        channel.closed();
                    }
                });
        waitForTheEnd();
    }

    @Override
    public void refused(String code, String message, boolean retryable) {
        end();
        answer.refused(code, message, retryable);
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
        recheck.ask(
                again -> {
                    if (over) {
                        return;
                    }
                    if (again.grant().right() == admission.grant().right()) {
                        admission = again;
                        waitForTheEnd();
                    } else {
                        refused(
                                ErrorCode.CLOSED.text(),
                                "Your right to the document has changed. Attach again.",
                                true);
                    }
                });
    }
}
