package sqlsync.timeline;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import sqlsync.codec.ByteReader;
import sqlsync.codec.MalformedException;
import sqlsync.story.Check;
import sqlsync.story.Hex;
import sqlsync.story.Story;

/** Mutations as bytes of format 1, and what is none. */
public final class MutationStories {
    private static final Mutation MUTATION =
            new Mutation(
                    "abc",
                    300,
                    "ann",
                    0x0102030405060708L,
                    -2,
                    3,
                    List.of(
                            new Mutation.Call("add", "{\"t\":\"\u00e4\"}"),
                            new Mutation.Call("x", "")));
    private static final String GOLDEN =
            "0103616263ac020103616e6e0807060504030201feffffffffffffff0302"
                    + "036164640a7b2274223a22c3a4227d017800";

    private MutationStories() {}

    public static List<Story> all() {
        return List.of(
                Story.of("mutationsAreReadAndWritten", MutationStories::readAndWritten),
                Story.of("mutationsCutAnywhereAreMalformed", MutationStories::cut),
                Story.of("damagedMutationsAreMutationsOrMalformed", MutationStories::damaged));
    }

    private static void readAndWritten() {
        Check.same(GOLDEN, Hex.of(MutationCodec.encode(MUTATION)), "format 1");
        Check.same(MUTATION, MutationCodec.decode(new ByteReader(Hex.parse(GOLDEN))), "read");
    }

    /** What comes behind the end would complete it. */
    private static void cut() {
        byte[] whole = Hex.parse(GOLDEN);
        for (int length = 0; length < whole.length; length++) {
            ByteReader in = new ByteReader(whole, 0, length);
            Check.malformed("cut at " + length, () -> MutationCodec.decode(in));
        }
        ByteReader longer = new ByteReader(Arrays.copyOf(whole, whole.length + 1));
        Check.malformed("too long", () -> MutationCodec.decode(longer));
    }

    private static void damaged() {
        byte[] whole = Hex.parse(GOLDEN);
        Random random = new Random(6);
        for (int round = 0; round < 5_000; round++) {
            byte[] bytes = whole.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                MutationCodec.encode(MutationCodec.decode(new ByteReader(bytes)));
            } catch (MalformedException refused) {
                // The only thing that it may throw.
            }
        }
    }
}
