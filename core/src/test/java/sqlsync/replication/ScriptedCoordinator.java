package sqlsync.replication;

import java.util.ArrayList;
import java.util.List;
import sqlsync.platform.EventQueue;
import sqlsync.platform.Link;

/** The far end of a device's links: keeps what was sent, and says what a test tells it to. */
final class ScriptedCoordinator implements LinkOpener {
    final List<Message> heard = new ArrayList<>();

    /** One for each link that was opened, open or not. */
    final List<Listener> links = new ArrayList<>();

    final List<String> closed = new ArrayList<>();
    int buffered;

    private final EventQueue events;

    ScriptedCoordinator(EventQueue events) {
        this.events = events;
    }

    @Override
    public Link open(String url, Listener listener) {
        links.add(listener);
        return new Link() {
            @Override
            public void send(byte[] frame) {
                heard.add(MessageCodec.decode(frame));
            }

            @Override
            public int buffered() {
                return buffered;
            }

            @Override
            public void close(String reason) {
                closed.add(reason);
            }
        };
    }

    Listener link() {
        return links.get(links.size() - 1);
    }

    void say(Message message) {
        link().received(MessageCodec.encode(message));
        events.runSoon();
    }

    /** The newest link opens, and both sides greet. */
    void greet() {
        link().opened();
        say(new Message.Hello(1, 1, "coordinator"));
    }

    void welcome(int channel) {
        Message.Welcome like = (Message.Welcome) MessageCodecTest.MESSAGES.get("welcome");
        say(new Message.Welcome(channel, "ann", 1, 0, null, like.storage(), false, 1, List.of()));
    }

    Message last() {
        return heard.get(heard.size() - 1);
    }

    /** What was sent, but for greetings and signs of life. */
    List<Message> attachments() {
        return heard.stream().filter(message -> message instanceof Message.Attach).toList();
    }
}
