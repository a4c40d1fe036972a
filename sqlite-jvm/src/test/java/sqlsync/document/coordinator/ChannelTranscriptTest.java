package sqlsync.document.coordinator;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sqlsync.jvm.CoordinatorWorld;
import sqlsync.jvm.ScriptedDevice;
import sqlsync.jvm.TestReducer;
import sqlsync.jvm.Transcript;
import sqlsync.platform.Fault;
import sqlsync.replication.Message;

/**
 * What the channels of a coordinator's document are told, and what they want done: beneath each
 * command are the events that came of it, with their effects behind arrows.
 */
class ChannelTranscriptTest {
    private final CoordinatorWorld world = new CoordinatorWorld().start();
    private final Map<String, ScriptedDevice> devices = new TreeMap<>();
    private final Transcript transcript = new Transcript();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "two-devices",
                "attached-twice",
                "malformed-channel",
                "held-until-replaced",
                "storage-that-fails",
            })
    void transcript(String name) throws IOException {
        world.document.observe(
                transcript.recorder(
                        ChannelTranscriptTest::ofEvent, ChannelTranscriptTest::ofEffect));
        transcript.run(ChannelTranscriptTest.class, name, this::carryOut);
    }

    private void carryOut(String[] words) {
        ScriptedDevice device = words.length > 1 ? devices.get(words[1]) : null;
        String rest = words.length > 2 ? words[2] : null;
        switch (words[0]) {
            case "device" -> devices.put(words[1], world.device(words[1]));
            case "connect" -> device.connect();
            case "stays-away" -> device.reconnects = false;
            case "disconnect" -> {
                device.reconnects = false;
                device.disconnect();
            }
            case "attach" -> device.attach(Integer.parseInt(rest));
            case "acknowledge" -> device.send(new Message.Acknowledge(1, Long.parseLong(rest), 0));
            case "add" -> device.mutate("add", rest);
            case "reject" -> device.mutate("reject", rest);
            case "newer" -> device.schemaVersion++;
            case "replace-reducer" -> {
                world.reducer = new TestReducer(2, null);
                world.document.replaceReducer(world.reducer);
            }
            case "run" -> world.run();
            case "failing-disk" -> world.disk.failAfter(0, Fault.FAILS);
            case "names" -> transcript.add("names: " + world.names());
            default -> throw new AssertionError("no command " + words[0]);
        }
    }

    private static String ofEvent(ChannelEvent event) {
        if (event instanceof ChannelEvent.Received e) {
            return " " + Transcript.name(e.message());
        } else if (event instanceof ChannelEvent.Refused e) {
            return " " + e.code();
        } else if (event instanceof ChannelEvent.Compared e) {
            return e.diverged() ? " diverged" : "";
        }
        return "";
    }

    private static String ofEffect(ChannelEffect effect) {
        if (effect instanceof ChannelEffect.Send e) {
            return " " + Transcript.name(e.message());
        } else if (effect instanceof ChannelEffect.Holding e) {
            return " " + e.bytes();
        }
        return "";
    }
}
