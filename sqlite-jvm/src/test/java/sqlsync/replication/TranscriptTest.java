package sqlsync.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import sqlsync.journal.JournalId;
import sqlsync.jvm.CoordinatorWorld;
import sqlsync.jvm.ScriptedDevice;
import sqlsync.jvm.SeededRandomness;
import sqlsync.jvm.TestReducer;
import sqlsync.platform.Answer;

/**
 * Whole conversations of version 1, as text: who sent what. A transcript that is not as it was is
 * written to {@code target/transcripts}.
 */
class TranscriptTest {
    private static final Pattern ID = Pattern.compile("id=([1-9A-HJ-NP-Za-km-z]{15,22})");
    private static final Pattern STAMP = Pattern.compile("stamp=-?\\d+");

    private final CoordinatorWorld world = new CoordinatorWorld().start();
    private final StringBuilder transcript = new StringBuilder();
    private final Map<String, String> ids = new LinkedHashMap<>();

    private void record(String why) {
        transcript.append("# ").append(why).append('\n');
        world.network.tap(
                (byDevice, frame) ->
                        transcript
                                .append(byDevice ? "device      " : "coordinator ")
                                .append(text(MessageCodec.decode(frame)))
                                .append('\n'));
    }

    private String text(Message message) {
        if (message instanceof Message.Entries entries) {
            return "Entries[channel="
                    + entries.channel()
                    + ", "
                    + entries.bytes().length
                    + " bytes]";
        }
        Matcher id = ID.matcher(message.toString());
        String named =
                id.replaceAll(
                        found ->
                                "id="
                                        + ids.computeIfAbsent(
                                                found.group(1), text -> "J" + (ids.size() + 1)));
        return STAMP.matcher(named)
                .replaceAll(found -> found.group().equals("stamp=0") ? "stamp=0" : "stamp=s");
    }

    private void note(String what) {
        transcript.append("-- ").append(what).append('\n');
    }

    private void assertIs(String name) throws IOException {
        Path actual = Path.of("target", "transcripts", name);
        Files.createDirectories(actual.getParent());
        Files.writeString(actual, transcript);
        try (InputStream in = TranscriptTest.class.getResourceAsStream("transcripts/" + name)) {
            assertEquals(
                    in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8),
                    transcript.toString());
        }
    }

    @Test
    void firstMeeting() throws IOException {
        record(
                "A device that wrote offline meets the coordinator: the rejection comes before the layer"
                        + " that settles it, and the device acknowledges when that is on its disk.");
        ScriptedDevice device = world.device("ann");
        device.mutate("add", "a").mutate("reject", "b").connect();
        world.run();
        note("another mutation");
        device.mutate("add", "c");
        world.run();
        world.assertConverged();
        assertIs("first-meeting.txt");
    }

    @Test
    void resumedAfterACut() throws IOException {
        record("The connection is cut before the device hears that its mutation was rejected.");
        ScriptedDevice device = world.device("ann").connect();
        world.run();
        device.mutate("reject", "a");
        world.deviceEvents.runSoon();
        world.events.runSoon();
        note("cut: what the coordinator sent last is lost");
        world.network.cutAll();
        world.run();
        world.assertConverged();
        assertIs("resumed-after-a-cut.txt");
    }

    @Test
    void divergedStorage() throws IOException {
        ScriptedDevice author = world.device("ann").connect();
        author.mutate("add", "a");
        world.run();
        author.reconnects = false;
        author.disconnect();
        record("A device comes with a storage journal that is not this coordinator's.");
        ScriptedDevice stranger = world.device("bob");
        Answer<Void> adopted = new Answer<>();
        stranger.log.adoptStorage(JournalId.random(new SeededRandomness(99)), adopted);
        world.deviceEvents.runSoon();
        stranger.connect();
        world.run();
        assertIs("diverged-storage.txt");
    }

    @Test
    void heldUntilTheReducerIsNewer() throws IOException {
        record("A mutation of a newer schema is held, and applied when the reducer is replaced.");
        ScriptedDevice device = world.device("ann").connect();
        device.schemaVersion = 2;
        device.mutate("add", "a");
        world.run();
        note("the coordinator's reducer is replaced");
        world.document.replaceReducer(new TestReducer(2, null));
        world.run();
        world.assertConverged();
        assertIs("held.txt");
    }

    @Test
    void lateWithAFold() throws IOException {
        ScriptedDevice author = world.device("ann").connect();
        for (int i = 0; i < 120; i++) {
            author.mutate("add", "x".repeat(600));
            if (i % 10 == 9) {
                world.run();
            }
        }
        author.reconnects = false;
        author.disconnect();
        record("A device comes late: first the fold, in pieces, then the layers behind it.");
        world.device("bob").connect();
        world.run();
        assertIs("late-with-a-fold.txt");
    }

    @Test
    void refusedForAnotherUser() throws IOException {
        ScriptedDevice device = world.device("ann").connect();
        device.mutate("add", "a");
        world.run();
        device.reconnects = false;
        device.disconnect();
        record("A timeline is bound to the user who presented it first.");
        device.user("bob");
        device.connect();
        world.run();
        assertIs("refused-for-another-user.txt");
    }
}
