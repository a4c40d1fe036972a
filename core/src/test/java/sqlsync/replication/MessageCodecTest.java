package sqlsync.replication;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import sqlsync.codec.ByteWriter;
import sqlsync.codec.MalformedException;
import sqlsync.journal.JournalId;

class MessageCodecTest {
    private static final JournalId TIMELINE = id(1);
    private static final JournalId STORAGE = id(2);

    /** One of each kind, and of each shape that matters. */
    static final Map<String, Message> MESSAGES = messages();

    private static JournalId id(int filling) {
        byte[] bytes = new byte[16];
        Arrays.fill(bytes, (byte) filling);
        return JournalId.of(bytes);
    }

    private static Map<String, Message> messages() {
        Message.Rejection rejection =
                new Message.Rejection(7, 300, "session-7", "mutation-rejected", "full", "Full.");
        Message.Rejection thrown =
                new Message.Rejection(8, 300, "session-8", "mutation-rejected", null, "Threw.");
        Map<String, Message> messages = new LinkedHashMap<>();
        messages.put("hello", new Message.Hello(1, 1, "sqlsync"));
        messages.put("ping", new Message.Ping(0x0102030405060708L));
        messages.put("pong", new Message.Pong(-1));
        messages.put("closing", new Message.Closing("Bye ☂"));
        messages.put(
                "attach-first",
                new Message.Attach(
                        1,
                        "doc",
                        "todo",
                        3,
                        null,
                        true,
                        new Message.Position(TIMELINE, 0, 0),
                        1,
                        new Message.Position(null, 0, 0)));
        messages.put(
                "attach-again",
                new Message.Attach(
                        200,
                        "doc",
                        "todo",
                        3,
                        "token",
                        false,
                        new Message.Position(TIMELINE, 130, 5),
                        120,
                        new Message.Position(STORAGE, 70_000, -2)));
        messages.put(
                "welcome",
                new Message.Welcome(
                        200,
                        "ann",
                        4,
                        119,
                        "session-9",
                        new Message.Position(STORAGE, 70_001, 3),
                        false,
                        3,
                        List.of(rejection, thrown)));
        messages.put(
                "welcome-diverged",
                new Message.Welcome(
                        1,
                        null,
                        1,
                        0,
                        null,
                        new Message.Position(STORAGE, 0, 0),
                        true,
                        0,
                        List.of()));
        messages.put("refused", new Message.Refused(1, "unauthorized", "No.", false));
        messages.put("refused-for-now", new Message.Refused(1, "closed", "Later.", true));
        messages.put("detach", new Message.Detach(1));
        messages.put("entries", new Message.Entries(1, new byte[] {1, 2, (byte) 0xFF}));
        messages.put("acknowledge", new Message.Acknowledge(1, 1L << 40, 70_001));
        messages.put("rejections", new Message.Rejections(1, List.of(rejection)));
        messages.put("held", new Message.Held(1, 9, "incompatible", "Newer."));
        messages.put("mark", new Message.Mark(200, 3, 70_001));
        messages.put("limits", new Message.Limits(200, 1L << 30));
        messages.put("access", new Message.Access(200, false));
        messages.put("refused-deleted", new Message.Refused(1, "deleted", "Gone.", false));
        messages.put("claims", new Message.Claims(200, "{\"role\":\"a\"}"));
        messages.put("claims-none", new Message.Claims(1, null));
        messages.put("token", new Message.Token(200, "newer"));
        messages.put("expires", new Message.Expires(200, 3_600_000));
        return messages;
    }

    /** The messages of each version, behind those of the one before. */
    private static Map<String, byte[]> golden() throws IOException {
        Map<String, byte[]> frames = new LinkedHashMap<>();
        for (int version = 1; version <= ReplicationLimits.VERSION; version++) {
            read("v" + version + "-messages.hex", frames);
        }
        return frames;
    }

    private static void read(String file, Map<String, byte[]> frames) throws IOException {
        try (InputStream in = MessageCodecTest.class.getResourceAsStream(file)) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    String[] parts = line.split("\\s+");
                    frames.put(parts[0], HexFormat.of().parseHex(parts[1]));
                }
            }
        }
    }

    @Test
    void messagesAreTheBytesOfTheirVersions() throws IOException {
        Map<String, byte[]> golden = golden();
        StringBuilder now = new StringBuilder();
        MESSAGES.forEach(
                (name, message) ->
                        now.append(name)
                                .append(' ')
                                .append(HexFormat.of().formatHex(MessageCodec.encode(message)))
                                .append('\n'));
        StringBuilder then = new StringBuilder();
        golden.forEach(
                (name, frame) ->
                        then.append(name)
                                .append(' ')
                                .append(HexFormat.of().formatHex(frame))
                                .append('\n'));
        assertEquals(then.toString(), now.toString());
    }

    @Test
    void whatIsReadIsWhatWasWritten() {
        MESSAGES.forEach(
                (name, message) -> {
                    Message read = MessageCodec.decode(MessageCodec.encode(message));
                    if (message instanceof Message.Entries entries) {
                        assertArrayEquals(entries.bytes(), ((Message.Entries) read).bytes());
                    } else {
                        assertEquals(message, read, name);
                    }
                });
    }

    @Test
    void aFrameThatIsCutShortOrTooLongIsMalformed() {
        MESSAGES.forEach(
                (name, message) -> {
                    byte[] frame = MessageCodec.encode(message);
                    boolean open = message instanceof Message.Entries;
                    for (int length = 0; length < frame.length && !(open && length > 1); length++) {
                        byte[] cut = Arrays.copyOf(frame, length);
                        assertThrows(
                                MalformedException.class,
                                () -> MessageCodec.decode(cut),
                                name + " of " + length + " bytes");
                    }
                    if (!open) {
                        byte[] longer = Arrays.copyOf(frame, frame.length + 1);
                        assertThrows(MalformedException.class, () -> MessageCodec.decode(longer));
                    }
                });
        byte[] tooLong = new byte[ReplicationLimits.FRAME_BYTES_MAX + 1];
        assertThrows(MalformedException.class, () -> MessageCodec.decode(tooLong));
    }

    @Test
    void unknownTypesAreNotMessages() {
        assertNull(MessageCodec.decode(new byte[] {0}));
        assertNull(MessageCodec.decode(new byte[] {(byte) 200, 1, 2, 3}));
    }

    @Test
    void textForPeopleIsCutBetweenCharacters() {
        String umbrellas = "a" + "\uD83C\uDF02".repeat(ReplicationLimits.TEXT_CHARS_MAX);
        Message.Closing read =
                (Message.Closing)
                        MessageCodec.decode(MessageCodec.encode(new Message.Closing(umbrellas)));
        assertEquals(umbrellas.substring(0, ReplicationLimits.TEXT_CHARS_MAX - 1), read.reason());
    }

    @Test
    void flippedBitsAndRandomBytesAreMessagesOrMalformed() {
        Random random = new Random(5);
        for (int round = 0; round < 20_000; round++) {
            byte[] frame = new byte[random.nextInt(80)];
            random.nextBytes(frame);
            if (frame.length > 0) {
                frame[0] = (byte) random.nextInt(32);
            }
            decodeOrFail(frame);
        }
        for (Message message : MESSAGES.values()) {
            byte[] frame = MessageCodec.encode(message);
            for (int bit = 0; bit < frame.length * 8; bit++) {
                byte[] flipped = frame.clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                decodeOrFail(flipped);
            }
        }
    }

    private static void decodeOrFail(byte[] frame) {
        try {
            MessageCodec.decode(frame);
        } catch (MalformedException expected) {
            // The only thing that it may throw.
        }
    }

    @Test
    void textsForPeopleAreCutWhereTheyAreTooLong() {
        String text = "x".repeat(ReplicationLimits.TEXT_CHARS_MAX + 5);
        byte[] frame = MessageCodec.encode(new Message.Closing(text));
        Message.Closing read = (Message.Closing) MessageCodec.decode(frame);
        assertEquals(text.substring(5), read.reason());
    }

    @Test
    void textsThatAreTooLongAndTimelinesWithoutAnIdAreMalformed() {
        ByteWriter longer = new ByteWriter();
        longer.u8(MessageType.CLOSING.code())
                .text("x".repeat(ReplicationLimits.TEXT_CHARS_MAX + 1));
        byte[] frame = longer.toByteArray();
        assertThrows(MalformedException.class, () -> MessageCodec.decode(frame));
        Message.Attach like = (Message.Attach) MESSAGES.get("attach-first");
        Message.Attach nobody =
                new Message.Attach(
                        1, "doc", "todo", 1, null, true, like.storage(), 1, like.storage());
        byte[] attach = MessageCodec.encode(nobody);
        assertThrows(MalformedException.class, () -> MessageCodec.decode(attach));
    }

    @Test
    void numbersThatAreNoTypeAreNone() {
        assertNull(MessageType.of(-1));
        assertNull(MessageType.of(200));
        assertEquals(MessageType.PING, MessageType.of(MessageType.PING.code()));
    }

    @Test
    void everyKindOfMessageHasACodeOfItsOwn() {
        Map<Class<?>, Integer> codes = new LinkedHashMap<>();
        for (Message message : MESSAGES.values()) {
            codes.put(message.getClass(), (int) MessageCodec.encode(message)[0]);
        }
        List<Class<?>> kinds = new ArrayList<>();
        for (Class<?> kind : Message.class.getPermittedSubclasses()) {
            kinds.add(kind);
        }
        assertEquals(new HashSet<>(kinds), codes.keySet());
        assertEquals(kinds.size(), new HashSet<>(codes.values()).size());
        assertEquals(MessageType.values().length, kinds.size());
    }

    /** Not an empty frame. */
    @Test
    void aMessageWithoutACodeIsNotEncoded() {
        assertThrows(IllegalArgumentException.class, () -> MessageCodec.encode(null));
    }
}
