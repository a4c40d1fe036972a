package sqlsync.coordinator;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import sqlsync.codec.Base58;
import sqlsync.codec.ByteWriter;
import sqlsync.codec.Crc32c;
import sqlsync.coordinator.loop.SystemRandomness;
import sqlsync.journal.EncodedEntry;
import sqlsync.journal.EntryHead;
import sqlsync.journal.JournalId;
import sqlsync.replication.Message;
import sqlsync.replication.MessageCodec;
import sqlsync.replication.ReplicationLimits;
import sqlsync.timeline.Mutation;
import sqlsync.timeline.MutationCodec;

/**
 * A device that speaks the protocol by hand: it keeps a timeline of mutations, sends what is not
 * settled, takes in storage and remembers how far it has it. It survives its connections.
 */
final class ScriptedDevice {
    /** What the frames of one connection were, and its end. */
    private record Ended(String reason) {}

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final SystemRandomness RANDOM = new SystemRandomness();

    private final String document;
    private final String token;
    private final JournalId timelineId = JournalId.random(RANDOM);
    private final String session = Base58.encode(JournalId.random(RANDOM).toByteArray());
    private final List<byte[]> timeline = new ArrayList<>();
    private final List<Long> stamps = new ArrayList<>();
    private final List<Message.Rejection> rejections = new ArrayList<>();
    private JournalId storageId;
    private long storageLsn;
    private long storageStamp;
    private byte[] unread = new byte[0];
    private long storageBytes;
    private WebSocket socket;
    private List<byte[]> said;
    private BlockingQueue<Object> came;
    private long settled;

    /** Newest version of the protocol that it speaks. */
    private int version = 1;

    ScriptedDevice(String document, String token) {
        this.document = document;
        this.token = token;
    }

    /** It speaks this version of the protocol instead of the first one. */
    ScriptedDevice speaking(int newest) {
        version = newest;
        return this;
    }

    /** Opens a WebSocket; fails where that is refused. */
    static WebSocket open(URI server, String origin, WebSocket.Listener listener)
            throws ExecutionException, InterruptedException {
        WebSocket.Builder builder = CLIENT.newWebSocketBuilder();
        if (origin != null) {
            builder.header("Origin", origin);
        }
        URI uri = URI.create(server.toString().replaceFirst("^http", "ws") + "/sync");
        return builder.buildAsync(uri, listener).get();
    }

    /** Connects and attaches; returns the answer, {@link Message.Welcome} as a rule. */
    Message connect(URI server) throws Exception {
        came = new LinkedBlockingQueue<>();
        unread = new byte[0];
        storageBytes = 0;
        socket = open(server, null, new Frames(came));
        send(new Message.Hello(version, 1, "scripted"));
        Message hello = next();
        if (!(hello instanceof Message.Hello)) {
            return hello;
        }
        int last = timeline.size();
        send(
                new Message.Attach(
                        1,
                        document,
                        "r",
                        1,
                        token,
                        true,
                        new Message.Position(
                                timelineId, last, last == 0 ? 0 : stamps.get(last - 1)),
                        1,
                        new Message.Position(storageId, storageLsn, storageStamp)));
        Message answer = next();
        while (answer instanceof Message.Ping) {
            answer = next();
        }
        if (answer instanceof Message.Welcome welcome) {
            settled = Math.max(settled, welcome.cursor());
            storageId = welcome.storage().id();
            rejections.addAll(welcome.rejections());
            for (int i = (int) welcome.cursor(); i < timeline.size(); i++) {
                send(new Message.Entries(1, timeline.get(i)));
            }
        }
        return answer;
    }

    /** Makes a mutation and sends it. */
    void mutate(String name, String arguments) {
        long lsn = timeline.size() + 1;
        Mutation mutation =
                new Mutation(
                        session,
                        lsn,
                        null,
                        1_700_000_000_000L,
                        RANDOM.bits64(),
                        1,
                        List.of(new Mutation.Call(name, arguments)));
        long stamp = RANDOM.bits64();
        byte[] entry = entry(lsn, stamp, MutationCodec.encode(mutation));
        timeline.add(entry);
        stamps.add(stamp);
        if (socket != null) {
            send(new Message.Entries(1, entry));
        }
    }

    /** The beginning of an entry of a timeline that would have {@code bytes} bytes. */
    static byte[] unfinishedEntry(int bytes, byte[] beginning) {
        byte[] head =
                new ByteWriter()
                        .u8(1)
                        .u8(1)
                        .u8(0)
                        .u8(0)
                        .raw(little(bytes, 4))
                        .raw(little(1, 8))
                        .raw(little(1, 8))
                        .raw(little(7, 8))
                        .raw(little(0, 4))
                        .toByteArray();
        return new ByteWriter().raw(head).raw(beginning).toByteArray();
    }

    private static byte[] entry(long lsn, long stamp, byte[] payload) {
        byte[] head =
                new ByteWriter()
                        .u8(1)
                        .u8(1)
                        .u8(0)
                        .u8(0)
                        .raw(little(payload.length, 4))
                        .raw(little(lsn, 8))
                        .raw(little(lsn, 8))
                        .raw(little(stamp, 8))
                        .toByteArray();
        int crc = Crc32c.update(Crc32c.of(payload, 0, payload.length), head, 0, head.length);
        return new ByteWriter().raw(head).raw(little(crc, 4)).raw(payload).toByteArray();
    }

    private static byte[] little(long value, int bytes) {
        byte[] array = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            array[i] = (byte) (value >>> (8 * i));
        }
        return array;
    }

    void send(Message message) {
        sendRaw(MessageCodec.encode(message));
    }

    /** Every frame that it sends from now on. */
    List<byte[]> record() {
        said = new ArrayList<>();
        return said;
    }

    /** The connection may be gone: then nothing happens. */
    void sendRaw(byte[] frame) {
        if (said != null) {
            said.add(frame.clone());
        }
        try {
            socket.sendBinary(ByteBuffer.wrap(frame), true).join();
        } catch (java.util.concurrent.CompletionException gone) {
            came.add(new Ended("could not be sent to"));
        }
    }

    /**
     * Takes in what comes until {@code lsn} is settled.
     *
     * @return false where the connection ended before
     */
    boolean settle(long lsn) throws Exception {
        while (settled < lsn) {
            Object next = came.poll(60, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("settled " + settled + " of " + lsn + " and then nothing");
            }
            if (next instanceof Ended) {
                return false;
            }
            take((Message) next);
        }
        return true;
    }

    private void take(Message message) {
        if (message instanceof Message.Acknowledge acknowledge) {
            settled = Math.max(settled, acknowledge.lsn());
        } else if (message instanceof Message.Entries entries) {
            storage(entries.bytes());
            send(new Message.Acknowledge(1, storageBytes, storageLsn));
        } else if (message instanceof Message.Rejections said) {
            rejections.addAll(said.rejections());
        } else if (message instanceof Message.Refused refused) {
            throw new AssertionError("refused: " + refused);
        }
    }

    private void storage(byte[] bytes) {
        storageBytes += bytes.length;
        byte[] all = Arrays.copyOf(unread, unread.length + bytes.length);
        System.arraycopy(bytes, 0, all, unread.length, bytes.length);
        int at = 0;
        while (all.length - at >= EntryHead.BYTES) {
            EntryHead head = EntryHead.read(all, at, all.length);
            if (all.length - at < head.encodedBytes()) {
                break;
            }
            EncodedEntry.read(all, at, all.length);
            if (head.first() > storageLsn + 1) {
                throw new AssertionError("storage leaps from " + storageLsn + " to " + head);
            }
            storageLsn = head.last();
            storageStamp = head.stamp();
            at += head.encodedBytes();
        }
        unread = Arrays.copyOfRange(all, at, all.length);
    }

    /** The next message; an end of the connection comes as {@link Message.Closing}. */
    Message next() throws Exception {
        Object next = came.poll(60, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing came");
        }
        return next instanceof Ended ended ? new Message.Closing(ended.reason()) : (Message) next;
    }

    /** What the coordinator said was rejected. */
    List<Message.Rejection> rejections() {
        return rejections;
    }

    long settled() {
        return settled;
    }

    int made() {
        return timeline.size();
    }

    /** Goes away without a word. */
    void drop() {
        socket.abort();
        socket = null;
    }

    private static final class Frames implements WebSocket.Listener {
        private final BlockingQueue<Object> came;
        private final ByteArrayOutputStream parts = new ByteArrayOutputStream();

        Frames(BlockingQueue<Object> came) {
            this.came = came;
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            parts.writeBytes(bytes);
            if (last) {
                came.add(MessageCodec.decode(parts.toByteArray()));
                parts.reset();
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            came.add(new Ended(code + " " + reason));
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            came.add(new Ended(String.valueOf(error)));
        }
    }

    void sendText(String text) {
        socket.sendText(text, true).join();
    }

    /** Says what a new device says that wants a document, and waits for no answer. */
    static void attach(WebSocket socket, String document) {
        Message.Position timeline = new Message.Position(JournalId.random(RANDOM), 0, 0);
        Message.Position storage = new Message.Position(null, 0, 0);
        for (Message message :
                List.of(
                        new Message.Hello(1, 1, "silent"),
                        new Message.Attach(
                                1, document, "r", 1, "bob", true, timeline, 1, storage))) {
            socket.sendBinary(ByteBuffer.wrap(MessageCodec.encode(message)), true).join();
        }
    }

    /** Longer than any frame may be. */
    static byte[] oversized() {
        return new byte[ReplicationLimits.FRAME_BYTES_MAX + 1];
    }
}
