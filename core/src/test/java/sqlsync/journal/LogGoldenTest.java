package sqlsync.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import sqlsync.platform.Answer;
import sqlsync.platform.EventQueue;
import sqlsync.platform.FaultyBlockStore;
import sqlsync.platform.FaultyDisk;

/**
 * The format, byte for byte. The files were written once and never change: a log of any version
 * opens for ever. Each line is a position and 32 bytes; lines of zeros are left out, the last line
 * is the size.
 */
class LogGoldenTest {
    private static final int LINE_BYTES = 32;
    private static final JournalLimits LIMITS =
            new JournalLimits(16 << 10, 0, 1 << 20, 1 << 20, 64 << 10);
    private static final List<String> SHOWN =
            List.of("s1-2 both layers, folded", "s3 third layer", "t2 second mutation");

    private final FaultyDisk disk = new FaultyDisk();

    private LogBench bench() {
        EventQueue events = new EventQueue();
        return new LogBench(events, new FaultyBlockStore(disk, events), LIMITS, 42);
    }

    private void write() {
        LogBench bench = bench().openPool().open("a document, ünïcode");
        bench.storage("first layer");
        bench.timeline("first mutation");
        bench.flush();
        bench.storage("second layer");
        bench.flush();
        bench.fold(2, "both layers, ", "folded");
        bench.timeline("second mutation");
        bench.log.timeline().dropPrefix(1);
        bench.storage("third layer");
        bench.log.setLabel(LogBench.bytes("{\"label\":1}"));
        bench.close();
    }

    @Test
    void versionTwoIsWrittenByteForByte() {
        write();
        assertEquals(golden("v2-log.hex"), dump(disk.contents(1)));
        assertEquals(golden("v2-fold.hex"), dump(disk.contents(2)));
    }

    private void replaced() {
        LogBench bench = bench().openPool().open("doc");
        bench.storage("of the journal before");
        bench.flush();
        bench.timeline("mutation");
        bench.device("this device alone");
        bench.log.replaceStorage(bench.log.timeline().id(), new Answer<>());
        bench.events.run();
        bench.storage("layer");
        bench.close();
    }

    @Test
    void journalThatStartsOverIsWrittenByteForByte() {
        replaced();
        assertEquals(golden("v2-replaced.hex"), dump(disk.contents(1)));
    }

    @Test
    void journalThatStartedOverOpens() {
        disk.replace(0, undump(golden("v2-replaced.hex")));
        LogBench bench = bench().openPool().open("doc");
        assertFalse(bench.log.readOnly());
        assertEquals(List.of("s1 layer", "t1 mutation", "d1 this device alone"), bench.recovered);
        assertEquals(bench.log.timeline().id(), bench.log.storage().id());
        assertEquals(new LsnRange(1, 1), bench.log.device().range());
    }

    @Test
    void versionTwoOpens() {
        opens("v2-log.hex", "v2-fold.hex");
    }

    @Test
    void versionOneOpens() {
        opens("v1-log-after-fold.hex", "v1-fold.hex");
    }

    /** Logs were once written on in the segment that a fold had made needless. */
    @Test
    void versionOneOpensWhereRecordsBeforeAndAfterAFoldShareASegment() {
        opens("v1-log.hex", "v1-fold.hex");
    }

    private void opens(String log, String fold) {
        disk.replace(0, undump(golden(log)));
        disk.replace(2, undump(golden(fold)));
        LogBench bench = bench().openPool();
        assertEquals(
                "{\"label\":1}",
                new String(bench.pool.documents().get(0).label(), StandardCharsets.UTF_8));
        bench.open("a document, ünïcode");
        assertFalse(bench.log.readOnly());
        assertEquals(SHOWN, bench.recovered);
        assertEquals(new LsnRange(1, 3), bench.log.storage().range());
        assertEquals(new LsnRange(2, 2), bench.log.timeline().range());
    }

    private static String golden(String name) {
        try (InputStream in = LogGoldenTest.class.getResourceAsStream(name)) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String dump(byte[] bytes) {
        HexFormat hex = HexFormat.of();
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < bytes.length; at += LINE_BYTES) {
            byte[] line = Arrays.copyOfRange(bytes, at, Math.min(at + LINE_BYTES, bytes.length));
            if (!Arrays.equals(line, new byte[line.length])) {
                text.append(hex.toHexDigits(at, 6)).append(' ').append(hex.formatHex(line));
                text.append('\n');
            }
        }
        return text.append(hex.toHexDigits(bytes.length, 6)).append('\n').toString();
    }

    private static byte[] undump(String text) {
        TreeMap<Integer, byte[]> lines = new TreeMap<>();
        for (String line : text.split("\n")) {
            byte[] bytes =
                    line.length() > 6 ? HexFormat.of().parseHex(line.substring(7)) : new byte[0];
            lines.put(HexFormat.fromHexDigits(line, 0, 6), bytes);
        }
        byte[] all = new byte[lines.lastKey()];
        lines.forEach((at, line) -> System.arraycopy(line, 0, all, at, line.length));
        return all;
    }
}
