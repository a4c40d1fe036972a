package sqlsync.document.device;

import java.util.function.Consumer;
import java.util.function.Function;
import sqlsync.replication.ClientChannel;
import sqlsync.replication.DeviceChannel;
import sqlsync.replication.Message;

/**
 * A document's channel to its coordinator. It passes on as events what the coordinator says, and
 * carries out the effects that concern the connection.
 */
final class CoordinatorLink implements DeviceChannel {
    private final Coordinator coordinator;
    private final Consumer<SyncEvent> events;
    private final Function<String, Message.Attach> attach;

    /** Null while it is closed. */
    private ClientChannel channel;

    // Of channels that were closed.

    private long bytesSent;
    private long bytesReceived;
    private int reopened;

    /**
     * @param attach what opens the channel that is being attached, by its token
     */
    CoordinatorLink(
            Coordinator coordinator,
            Consumer<SyncEvent> events,
            Function<String, Message.Attach> attach) {
        this.coordinator = coordinator;
        this.events = events;
        this.attach = attach;
    }

    /** Carries an effect out; one for a channel that is closed is passed over. */
    void carryOut(SyncEffect effect) {
        if (effect instanceof SyncEffect.OpenChannel) {
            channel = coordinator.open(this);
        } else if (channel != null) {
            carryOutOnChannel(effect);
        }
    }

    private void carryOutOnChannel(SyncEffect effect) {
        if (effect instanceof SyncEffect.Send e) {
            channel.send(e.message());
        } else if (effect instanceof SyncEffect.Worked) {
            channel.worked();
        } else if (effect instanceof SyncEffect.HurryChannel) {
            channel.hurry();
        } else if (effect instanceof SyncEffect.RestartChannel) {
            channel.restart();
        } else if (effect instanceof SyncEffect.RestartChannelLater) {
            channel.restartLater();
        } else if (effect instanceof SyncEffect.CloseChannel) {
            close();
        } else {
            throw new IllegalArgumentException("an effect that nobody carries out");
        }
    }

    private void close() {
        ClientChannel closing = channel;
        channel = null;
        bytesSent += closing.bytesSent();
        bytesReceived += closing.bytesReceived();
        reopened += closing.reopened();
        closing.close();
    }

    boolean congested() {
        return channel != null && channel.congested();
    }

    SyncFigures figures(Rebase rebase, UnsettledMutations unsettled) {
        return new SyncFigures(
                bytesSent + (channel == null ? 0 : channel.bytesSent()),
                bytesReceived + (channel == null ? 0 : channel.bytesReceived()),
                reopened + (channel == null ? 0 : channel.reopened()),
                rebase.rebases(),
                rebase.replayed(),
                unsettled.bytes());
    }

    @Override
    public Message.Attach attach(int number, String token) {
        events.accept(new SyncEvent.Attaching(number));
        return attach.apply(token);
    }

    @Override
    public void received(Message message) {
        events.accept(new SyncEvent.Received(message));
    }

    @Override
    public void refused(String code, String message, boolean retryable) {
        events.accept(new SyncEvent.Refused(code, message));
    }

    @Override
    public void hindered(String code, String message) {
        events.accept(new SyncEvent.Hindered(code, message));
    }

    @Override
    public void interrupted(String why) {
        events.accept(new SyncEvent.Interrupted(why));
    }
}
