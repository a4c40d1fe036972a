package sqlsync.replication;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import sqlsync.platform.EventQueue;
import sqlsync.platform.SeededRandomness;

/** A device that talks to a scripted coordinator, and what it was told. */
abstract class ConnectionStory implements DeviceChannel {
    final EventQueue events = new EventQueue();
    final ScriptedCoordinator coordinator = new ScriptedCoordinator(events);
    final ClientConnection connection =
            new ClientConnection(
                    "ws://test/sync", coordinator, events, events, new SeededRandomness(5), "test");
    final List<String> told = new ArrayList<>();
    final List<String> sentences = new ArrayList<>();
    final List<TokenSource.Answer> questions = new ArrayList<>();

    @Override
    public Message.Attach attach(int channel, String token) {
        Message.Attach like = (Message.Attach) MessageCodecTest.MESSAGES.get("attach-first");
        return new Message.Attach(
                channel, "doc", "todo", 1, token, true, like.timeline(), 1, like.storage());
    }

    @Override
    public void received(Message message) {
        told.add(message.getClass().getSimpleName());
    }

    @Override
    public void refused(String code, String message, boolean retryable) {
        told.add("refused: " + code);
    }

    @Override
    public void hindered(String code, String message) {
        told.add("hindered: " + code);
        sentences.add(message);
    }

    @Override
    public void interrupted(String why) {
        told.add("interrupted");
    }

    ClientChannel open() {
        ClientChannel channel = connection.open(this, null);
        events.runSoon();
        return channel;
    }

    ClientChannel opened() {
        ClientChannel channel = open();
        coordinator.greet();
        coordinator.welcome(1);
        told.clear();
        return channel;
    }

    String lastToken() {
        List<Message> attachments = coordinator.attachments();
        return ((Message.Attach) attachments.get(attachments.size() - 1)).token();
    }

    /** The next link is opened: whatever is waited for comes to pass. */
    void untilLinks(int count) {
        while (coordinator.links.size() < count) {
            assertTrue(events.step(), "no other link is opened");
        }
    }
}
