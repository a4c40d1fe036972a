package sqlsync.document.device;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sqlsync.jvm.ListReducer;
import sqlsync.jvm.SyncWorld;
import sqlsync.jvm.SyncedDevice;
import sqlsync.jvm.Transcript;
import sqlsync.platform.Completion;
import sqlsync.platform.Fault;

/**
 * What the state machine of a synchronised document is told, and what it wants done: beneath each
 * command are the events that came of it, with their effects behind arrows.
 */
class SyncTranscriptTest {
    private final SyncWorld world = new SyncWorld();
    private final Map<String, SyncedDevice> devices = new TreeMap<>();
    private final Map<String, Map<Integer, byte[]>> copies = new TreeMap<>();
    private final Transcript transcript = new Transcript();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "first-meeting",
                "sliced-rebase",
                "batch-that-fails",
                "fold-outlives-its-channel",
                "fold-while-closing",
                "fold-on-a-failed-log",
                "forked-timeline",
                "storage-of-another-history",
                "reducer-too-old",
            })
    void transcript(String name) throws IOException {
        world.start();
        transcript.run(SyncTranscriptTest.class, name, this::carryOut);
    }

    private void carryOut(String[] words) {
        SyncedDevice device = words.length > 1 ? devices.get(words[1]) : null;
        String rest = words.length > 2 ? words[2] : null;
        switch (words[0]) {
            case "device" -> {
                SyncedDevice made = world.device(words[1]);
                devices.put(words[1], made);
                made.online = rest == null;
                made.open();
                world.settleDown();
            }
            case "watch" ->
                    device.document.observe(
                            transcript.recorder(
                                    SyncTranscriptTest::ofEvent, SyncTranscriptTest::ofEffect));
            case "add" -> device.mutate("add", rest);
            case "many" -> {
                for (int i = 0; i < Integer.parseInt(rest); i++) {
                    device.mutate("add", words[1] + i + " " + "x".repeat(3000));
                    world.settleDown();
                }
            }
            case "run" -> world.settleDown();
            case "sync" -> world.untilSynced();
            case "until" ->
                    until(
                            words[1].equals("effect")
                                    ? "  -> " + rest
                                    : words[1] + (rest == null ? "" : " " + rest));
            case "online" -> device.goOnline();
            case "offline" -> device.offline();
            case "cut" -> world.server.network.cutAll();
            case "slow-disk" -> device.diskMillis = Integer.parseInt(rest);
            case "failing-disk" -> device.disk.failFrom(0, Fault.FAILS);
            case "healed-disk" -> device.disk.heal();
            case "recover" -> {
                device.document.recover(Completion.either(failure -> {}));
                world.settleDown();
            }
            case "close" -> device.document.close(Completion.either(failure -> {}));
            case "copy" -> copies.put(words[1], device.copyOfDisk());
            case "back" -> {
                device.crashBackTo(copies.get(words[1]));
                device.online = false;
                device.open();
            }
            case "copy-coordinator" -> copies.put("", world.server.copyOfDisk());
            case "back-coordinator" -> {
                world.server.crashBackTo(copies.get(""));
                world.server.start();
            }
            case "reducer" -> {
                device.reducer = new ListReducer(Integer.parseInt(rest));
                device.document.replaceReducer(device.reducer);
            }
            case "coordinator-reducer" -> {
                world.server.reducer = new ListReducer(Integer.parseInt(words[1]));
                world.server.document.replaceReducer(world.server.reducer);
            }
            case "items" -> transcript.add("items: " + device.items());
            case "rows" -> transcript.add("rows: " + device.rows("SELECT count(*) FROM items"));
            case "status" -> transcript.add("status: " + status(device));
            default -> throw new AssertionError("no command " + words[0]);
        }
    }

    /** Waits for an event, or an effect, from now on. */
    private void until(String line) {
        int from = transcript.end();
        world.until(() -> transcript.has(line, from));
    }

    private static String status(SyncedDevice device) {
        SyncStatus status = device.document.status();
        return status.connection()
                + ", pending "
                + status.pending()
                + (status.problem() == null ? "" : ", " + status.problem().code().text());
    }

    private static String ofEvent(SyncEvent event) {
        if (event instanceof SyncEvent.Received e) {
            return " " + Transcript.name(e.message());
        } else if (event instanceof SyncEvent.BatchDurable e) {
            return " layers=" + e.layers().size() + (e.placed() ? " placed" : "");
        } else if (event instanceof SyncEvent.PieceWritten e) {
            return e.whole() == null ? "" : " the last";
        } else if (event instanceof SyncEvent.Refused e) {
            return " " + e.code();
        } else if (event instanceof SyncEvent.StorageFailed e) {
            return " " + e.attachment().state();
        } else if (event instanceof SyncEvent.FoldDurable e) {
            return " " + e.attachment().state();
        }
        return "";
    }

    private static String ofEffect(SyncEffect effect) {
        if (effect instanceof SyncEffect.Send e) {
            return " " + Transcript.name(e.message());
        } else if (effect instanceof SyncEffect.FlushThen e) {
            return " " + Transcript.name(e.then());
        } else if (effect instanceof SyncEffect.Published e) {
            return " settled=" + e.settled().size();
        } else if (effect instanceof SyncEffect.Contacted e) {
            return e.refusal() == null ? "" : " " + e.refusal().code().text();
        }
        return "";
    }
}
