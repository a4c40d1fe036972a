package sqlsync.replication;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import sqlsync.codec.MalformedException;
import sqlsync.story.Check;
import sqlsync.story.Hex;
import sqlsync.story.Story;

/** Frames as they were in version 1, and what is none. */
public final class MessageStories {
    /** What its frame holds after the channel is not looked into. */
    private static final String OPAQUE = "entries";

    private record Named(String name, byte[] frame) {}

    private final List<Named> golden = new ArrayList<>();

    private MessageStories(String text) {
        for (String line : text.split("\n")) {
            int space = line.indexOf(' ');
            if (space > 0 && !line.startsWith("#")) {
                golden.add(
                        new Named(
                                line.substring(0, space), Hex.parse(line.substring(space).trim())));
            }
        }
    }

    /**
     * @param files golden files by their name
     */
    public static List<Story> all(Function<String, String> files) {
        MessageStories stories =
                new MessageStories(
                        files.apply("v1-messages.hex")
                                + files.apply("v2-messages.hex")
                                + files.apply("v3-messages.hex")
                                + files.apply("v4-messages.hex"));
        return List.of(
                Story.of("framesOfEveryVersionAreReadAndWritten", stories::readAndWritten),
                Story.of("framesCutAnywhereAreMalformed", stories::cut),
                Story.of("damagedFramesAreMessagesOrMalformed", stories::damaged));
    }

    private void readAndWritten() {
        Check.that(golden.size() >= 12, golden.size() + " messages");
        for (Named each : golden) {
            byte[] again = MessageCodec.encode(MessageCodec.decode(each.frame()));
            Check.bytes(each.frame(), again, each.name());
        }
    }

    private void cut() {
        for (Named each : golden) {
            for (int length = 0; length < each.frame().length; length++) {
                byte[] cut = Arrays.copyOf(each.frame(), length);
                if (!each.name().equals(OPAQUE)) {
                    Check.malformed(
                            each.name() + " cut at " + length, () -> MessageCodec.decode(cut));
                }
            }
            byte[] longer = Arrays.copyOf(each.frame(), each.frame().length + 1);
            if (!each.name().equals(OPAQUE)) {
                Check.malformed(each.name() + " too long", () -> MessageCodec.decode(longer));
            }
        }
    }

    private void damaged() {
        Random random = new Random(5);
        for (int round = 0; round < 5_000; round++) {
            byte[] frame = new byte[1 + random.nextInt(80)];
            random.nextBytes(frame);
            frame[0] = (byte) random.nextInt(27);
            decodeOrFail(frame);
        }
        for (Named each : golden) {
            for (int bit = 0; bit < each.frame().length * 8; bit++) {
                byte[] flipped = each.frame().clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                decodeOrFail(flipped);
            }
        }
    }

    /** What is taken for a message is one: it is written again without a failure. */
    private static void decodeOrFail(byte[] frame) {
        Message message;
        try {
            message = MessageCodec.decode(frame);
        } catch (MalformedException refused) {
            return;
        }
        if (message != null) {
            MessageCodec.encode(message);
        }
    }
}
