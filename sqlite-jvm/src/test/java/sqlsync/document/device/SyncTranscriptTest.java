package sqlsync.document.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sqlsync.document.DocumentCompletion;
import sqlsync.document.EffectLoop;
import sqlsync.jvm.ListReducer;
import sqlsync.jvm.SyncWorld;
import sqlsync.jvm.SyncedDevice;
import sqlsync.platform.Fault;

/**
 * What the state machine of a synchronised document is told, and what it wants done. A file has
 * commands, each on a line that begins with {@code >}, and beneath it the events that came of it,
 * with their effects behind arrows; lines with {@code #} are for the reader. What was seen is
 * written to {@code target/transcripts}.
 */
class SyncTranscriptTest {
    private final SyncWorld world = new SyncWorld();
    private final Map<String, SyncedDevice> devices = new TreeMap<>();
    private final Map<String, Map<Integer, byte[]>> copies = new TreeMap<>();
    private final StringBuilder seen = new StringBuilder();

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
        String expected = read(name);
        world.start();
        for (String line : expected.split("\n")) {
            if (line.startsWith("#") || line.isBlank()) {
                seen.append(line).append('\n');
            } else if (line.startsWith("> ")) {
                seen.append(line).append('\n');
                carryOut(line.substring(2).split(" ", 3));
            }
        }
        Path actual = Path.of("target", "transcripts", name + ".txt");
        Files.createDirectories(actual.getParent());
        Files.writeString(actual, seen);
        assertEquals(expected, seen.toString(), "compare " + actual);
    }

    private static String read(String name) throws IOException {
        try (InputStream in =
                SyncTranscriptTest.class.getResourceAsStream("transcripts/" + name + ".txt")) {
            assertNotNull(in, name);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
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
            case "watch" -> device.document.observe(new Recorder());
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
                device.document.recover(DocumentCompletion.either(failure -> {}));
                world.settleDown();
            }
            case "close" -> device.document.close(DocumentCompletion.either(failure -> {}));
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
            case "items" -> seen.append("items: ").append(device.items()).append('\n');
            case "rows" ->
                    seen.append("rows: ")
                            .append(device.rows("SELECT count(*) FROM items"))
                            .append('\n');
            case "status" -> seen.append("status: ").append(status(device)).append('\n');
            default -> throw new AssertionError("no command " + words[0]);
        }
    }

    /** Waits for an event, or an effect, from now on. */
    private void until(String line) {
        int from = seen.length() - 1;
        world.until(() -> seen.indexOf("\n" + line + "\n", from) >= 0);
    }

    private static String status(SyncedDevice device) {
        SyncStatus status = device.document.status();
        return status.connection()
                + ", pending "
                + status.pending()
                + (status.problem() == null ? "" : ", " + status.problem().code().text());
    }

    /** Writes events and effects as text: what they are, and what of them is the same each time. */
    private final class Recorder implements EffectLoop.Observer<SyncEvent, SyncEffect> {
        @Override
        public void event(SyncEvent event) {
            seen.append(name(event)).append(details(event)).append('\n');
        }

        @Override
        public void effect(SyncEffect effect) {
            seen.append("  -> ").append(name(effect)).append(details(effect)).append('\n');
        }

        private static String name(Object what) {
            return what.getClass().getSimpleName();
        }

        private static String details(SyncEvent event) {
            if (event instanceof SyncEvent.Received e) {
                return " " + name(e.message());
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

        private static String details(SyncEffect effect) {
            if (effect instanceof SyncEffect.Send e) {
                return " " + name(e.message());
            } else if (effect instanceof SyncEffect.FlushThen e) {
                return " " + name(e.then());
            } else if (effect instanceof SyncEffect.Published e) {
                return " settled=" + e.settled().size();
            } else if (effect instanceof SyncEffect.Contacted e) {
                return e.refusal() == null ? "" : " " + e.refusal().code().text();
            }
            return "";
        }
    }
}
