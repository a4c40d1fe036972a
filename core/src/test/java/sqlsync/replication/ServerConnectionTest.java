package sqlsync.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import sqlsync.platform.EventQueue;
import sqlsync.platform.Link;

/** A coordinator's end of a connection, whatever is thrown at it. */
class ServerConnectionTest implements Link, ServerConnection.Host {
    private final EventQueue events = new EventQueue();
    private final List<Message> sent = new ArrayList<>();
    private final List<Message> passed = new ArrayList<>();
    private final List<ChannelPeer> peers = new ArrayList<>();
    private final ServerConnection connection = new ServerConnection(this, events, this, "test");
    private ServerConnection.Answer late;
    private boolean answersLate;
    private int channelsClosed;
    private int buffered;
    private String closed;

    @Override
    public void send(byte[] frame) {
        sent.add(MessageCodec.decode(frame));
    }

    @Override
    public int buffered() {
        return buffered;
    }

    @Override
    public void close(String reason) {
        assertEquals(null, closed, "closed twice");
        closed = reason;
    }

    @Override
    public void attach(Message.Attach attach, ChannelPeer peer, ServerConnection.Answer answer) {
        peers.add(peer);
        if (answersLate) {
            late = answer;
        } else if (attach.documentId().equals("forbidden")) {
            answer.refused("unauthorized", "No.", false);
        } else if (attach.documentId().equals("gone")) {
            answer.refused("deleted", "It was deleted.", false);
        } else {
            answer.accepted(channel());
        }
    }

    private ServerChannel channel() {
        return new ServerChannel() {
            @Override
            public void received(Message message) {
                passed.add(message);
            }

            @Override
            public void closed() {
                channelsClosed++;
            }
        };
    }

    private void hear(Message message) {
        connection.received(MessageCodec.encode(message));
    }

    private void hello() {
        hear(new Message.Hello(1, 1, "device"));
    }

    private void attach(int channel, String document) {
        Message.Attach like = (Message.Attach) MessageCodecTest.MESSAGES.get("attach-first");
        hear(
                new Message.Attach(
                        channel,
                        document,
                        "todo",
                        1,
                        null,
                        true,
                        like.timeline(),
                        1,
                        like.storage()));
    }

    private Message last() {
        return sent.get(sent.size() - 1);
    }

    @Test
    void helloIsAnsweredAndVersionsAreCompared() {
        hear(new Message.Hello(9, 1, "from the future"));
        assertEquals(new Message.Hello(4, 1, "test"), last());
        connection.received(new byte[] {99, 1, 2});
        assertEquals(null, closed, "a newer side may say what is not understood");
        assertEquals("from the future", connection.software());
    }

    @Test
    void whatIsNewIsSaidToThoseWhoKnowIt() {
        for (int version = 1; version <= 4; version++) {
            ServerConnectionTest test = new ServerConnectionTest();
            test.hear(new Message.Hello(version, 1, "device"));
            test.attach(1, "doc");
            Message limits = new Message.Limits(1, 4096);
            test.peers.get(0).send(limits);
            assertEquals(version >= 2, test.last().equals(limits), "version " + version);
            Message access = new Message.Access(1, false);
            test.peers.get(0).send(access);
            assertEquals(version >= 3, test.last().equals(access), "version " + version);
            Message claims = new Message.Claims(1, "{}");
            test.peers.get(0).send(claims);
            assertEquals(version >= 4, test.last().equals(claims), "version " + version);
            Message expires = new Message.Expires(1, 1000);
            test.peers.get(0).send(expires);
            assertEquals(version >= 4, test.last().equals(expires), "version " + version);
        }
    }

    @Test
    void whatWasDeletedIsNotFoundForThoseWhoDoNotKnowThatWord() {
        for (int version = 1; version <= 5; version++) {
            ServerConnectionTest test = new ServerConnectionTest();
            test.hear(new Message.Hello(version, 1, "device"));
            test.attach(1, "gone");
            String code = version >= 4 ? "deleted" : "not-found";
            assertEquals(new Message.Refused(1, code, "It was deleted.", false), test.last());
        }
    }

    @Test
    void whoSpeaksOnlyNewerVersionsIsToldOurs() {
        hear(new Message.Hello(9, 5, "from the future"));
        assertInstanceOf(Message.Hello.class, sent.get(0));
        assertInstanceOf(Message.Closing.class, last());
        assertTrue(closed.startsWith("Incompatible"), closed);
    }

    @Test
    void nothingIsUnderstoodBeforeHello() {
        attach(1, "doc");
        assertTrue(closed.startsWith("Malformed"), closed);
        assertTrue(peers.isEmpty());
    }

    @Test
    void anUnknownMessageOfOurVersionIsMalformed() {
        hello();
        connection.received(new byte[] {99});
        assertTrue(closed.startsWith("Malformed"), closed);
    }

    @Test
    void channelsOpenAndClose() {
        hello();
        attach(1, "doc");
        attach(2, "forbidden");
        assertEquals(new Message.Refused(2, "unauthorized", "No.", false), last());
        assertEquals(1, connection.channels());
        hear(new Message.Entries(1, new byte[5]));
        hear(new Message.Entries(2, new byte[5]));
        assertEquals(1, passed.size());
        hear(new Message.Detach(1));
        assertEquals(1, channelsClosed);
        assertEquals(0, connection.channels());
        peers.get(0).send(new Message.Entries(1, new byte[5]));
        assertInstanceOf(Message.Refused.class, last(), "nothing is said on a closed channel");
        assertEquals(null, closed);
    }

    @Test
    void aDocumentThatRefusesClosesTheChannel() {
        hello();
        attach(1, "doc");
        peers.get(0).send(new Message.Refused(1, "closed", "Later.", true));
        assertEquals(0, connection.channels());
        assertEquals(1, channelsClosed);
        attach(1, "doc");
        assertEquals(1, connection.channels());
    }

    @Test
    void aChannelIsOpenedOnceAndSpeaksWhenItIsOpen() {
        hello();
        attach(1, "doc");
        attach(1, "doc");
        assertTrue(closed.contains("open already"), closed);
    }

    @Test
    void entriesBeforeTheChannelIsOpenAreMalformed() {
        answersLate = true;
        hello();
        attach(1, "doc");
        hear(new Message.Entries(1, new byte[5]));
        assertTrue(closed.contains("not open yet"), closed);
        late.accepted(channel());
        assertEquals(1, channelsClosed, "what is opened too late is closed");
    }

    @Test
    void channelsHaveALimit() {
        hello();
        for (int channel = 1; channel <= ReplicationLimits.CHANNELS_MAX; channel++) {
            attach(channel, "doc");
        }
        attach(ReplicationLimits.CHANNELS_MAX + 1, "doc");
        assertInstanceOf(Message.Refused.class, last());
        assertEquals(ReplicationLimits.CHANNELS_MAX, connection.channels());
        assertEquals(null, closed);
    }

    @Test
    void whoDoesNotReadIsCut() {
        hello();
        attach(1, "doc");
        assertFalse(peers.get(0).congested());
        buffered = ReplicationLimits.CONGESTED_BYTES + 1;
        assertTrue(peers.get(0).congested());
        buffered = ReplicationLimits.BUFFERED_BYTES_MAX + 1;
        peers.get(0).send(new Message.Entries(1, new byte[5]));
        assertTrue(closed.startsWith("Too slow"), closed);
        assertEquals(1, channelsClosed);
    }

    @Test
    void silenceIsAskedAndThenEndsTheConnection() {
        hello();
        attach(1, "doc");
        long begin = events.now();
        while (closed == null && events.step()) {
            if (last() instanceof Message.Ping && !(sent.get(0) instanceof Message.Pong)) {
                assertTrue(events.now() - begin >= ReplicationLimits.PING_AFTER_MILLIS);
            }
        }
        assertTrue(sent.stream().anyMatch(m -> m instanceof Message.Ping));
        assertEquals(ReplicationLimits.DEAD_AFTER_MILLIS, events.now() - begin);
        assertEquals("Nothing was heard.", closed);
        assertEquals(1, channelsClosed);
    }

    @Test
    void whoAnswersStays() {
        hello();
        long begin = events.now();
        while (events.now() - begin < 10L * ReplicationLimits.DEAD_AFTER_MILLIS) {
            assertTrue(events.step());
            if (last() instanceof Message.Ping ping) {
                hear(new Message.Pong(ping.token()));
            }
        }
        assertEquals(null, closed);
        hear(new Message.Ping(5));
        assertEquals(new Message.Pong(5), last());
    }

    @Test
    void withoutHelloItEnds() {
        events.run();
        assertEquals("No Hello came.", closed);
    }

    @Test
    void nothingIsSaidOrHeardAfterTheEnd() {
        hello();
        attach(1, "doc");
        connection.ended();
        assertEquals(1, channelsClosed);
        int before = sent.size();
        peers.get(0).send(new Message.Entries(1, new byte[5]));
        peers.get(0).malformed("too late");
        hear(new Message.Ping(1));
        connection.close("bye");
        connection.ended();
        events.run();
        assertEquals(before, sent.size());
        assertEquals(1, channelsClosed);
    }

    @Test
    void whoSpeaksOnlyOlderVersionsIsToldOurs() {
        hear(new Message.Hello(0, 0, "from the past"));
        assertTrue(closed.startsWith("Incompatible"), closed);
    }

    @Test
    void softwareIsKnownOnceItIsSaid() {
        assertEquals(null, connection.software());
        hello();
        assertEquals("device", connection.software());
    }

    @Test
    void refusalThatComesTooLateIsPassedOver() {
        answersLate = true;
        hello();
        attach(1, "doc");
        hear(new Message.Detach(1));
        int before = sent.size();
        late.refused("not-found", "Too late.", false);
        assertEquals(before, sent.size());
        peers.get(0).send(new Message.Refused(1, "closed", "Too late.", true));
        assertEquals(before, sent.size());
    }

    @Test
    void messagesThatOnlyCoordinatorsSendAreMalformed() {
        for (String name : List.of("welcome", "refused", "rejections", "held", "hello")) {
            ServerConnectionTest other = new ServerConnectionTest();
            other.hello();
            other.hear(MessageCodecTest.MESSAGES.get(name));
            assertTrue(other.closed.startsWith("Malformed"), name);
        }
    }

    @Test
    void randomFramesEndTheConnectionCleanlyOrDoNothing() {
        Random random = new Random(3);
        int ended = 0;
        for (int round = 0; round < 3_000; round++) {
            ServerConnectionTest fuzzed = new ServerConnectionTest();
            if (random.nextInt(4) > 0) {
                fuzzed.hello();
                fuzzed.attach(1, "doc");
            }
            for (int i = 0; i < 20; i++) {
                fuzzed.connection.received(frame(random));
            }
            if (fuzzed.closed != null) {
                ended++;
                assertEquals(0, fuzzed.connection.channels());
                assertInstanceOf(Message.Closing.class, fuzzed.last());
            }
        }
        assertTrue(ended > 1_000, ended + " ended");
    }

    private static byte[] frame(Random random) {
        List<Message> messages = new ArrayList<>(MessageCodecTest.MESSAGES.values());
        byte[] frame = MessageCodec.encode(messages.get(random.nextInt(messages.size())));
        switch (random.nextInt(3)) {
            case 0 -> frame[random.nextInt(frame.length)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> random.nextBytes(frame);
            default -> {}
        }
        return frame;
    }
}
