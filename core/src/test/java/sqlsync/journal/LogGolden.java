package sqlsync.journal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import sqlsync.platform.Answer;
import sqlsync.platform.EventQueue;
import sqlsync.platform.FaultyBlockStore;
import sqlsync.platform.FaultyDisk;
import sqlsync.platform.StorageException;
import sqlsync.story.Check;
import sqlsync.story.Hex;

/**
 * The format, byte for byte. The files were written once and never change: a log of any version
 * opens for ever. Each line is a position and 32 bytes; lines of zeros are left out, the last line
 * is the size.
 */
final class LogGolden {
    private static final int LINE_BYTES = 32;
    private static final JournalLimits LIMITS =
            new JournalLimits(16 << 10, 0, 1 << 20, 1 << 20, 64 << 10);
    private static final List<String> SHOWN =
            List.of("s1-2 both layers, folded", "s3 third layer", "t2 second mutation");

    private final FaultyDisk disk = new FaultyDisk();
    private final Function<String, String> files;

    /**
     * @param files golden files by their name
     */
    LogGolden(Function<String, String> files) {
        this.files = files;
    }

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

    void versionTwoIsWrittenByteForByte() {
        write();
        written("v2-log.hex", 1);
        written("v2-fold.hex", 2);
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

    void journalThatStartsOverIsWrittenByteForByte() {
        replaced();
        written("v2-replaced.hex", 1);
    }

    void journalThatStartedOverOpens() {
        disk.replace(0, undump(golden("v2-replaced.hex")));
        LogBench bench = bench().openPool().open("doc");
        Check.that(!bench.log.readOnly(), "read-only: " + bench.log.problem());
        Check.same(
                List.of("s1 layer", "t1 mutation", "d1 this device alone"),
                bench.recovered,
                "recovered");
        Check.same(bench.log.timeline().id(), bench.log.storage().id(), "id");
        Check.same(new LsnRange(1, 1), bench.log.device().range(), "device");
    }

    void versionTwoOpens() {
        opens("v2-log.hex", "v2-fold.hex");
    }

    void versionOneOpens() {
        opens("v1-log-after-fold.hex", "v1-fold.hex");
    }

    /** Logs were once written on in the segment that a fold had made needless. */
    void versionOneOpensWhereRecordsBeforeAndAfterAFoldShareASegment() {
        opens("v1-log.hex", "v1-fold.hex");
    }

    private void opens(String log, String fold) {
        disk.replace(0, undump(golden(log)));
        disk.replace(2, undump(golden(fold)));
        LogBench bench = bench().openPool();
        byte[] label = bench.pool.documents().get(0).label();
        Check.same("{\"label\":1}", new String(label, StandardCharsets.UTF_8), "label");
        bench.open("a document, ünïcode");
        Check.that(!bench.log.readOnly(), "read-only: " + bench.log.problem());
        Check.same(SHOWN, bench.recovered, "recovered");
        Check.same(new LsnRange(1, 3), bench.log.storage().range(), "storage");
        Check.same(new LsnRange(2, 2), bench.log.timeline().range(), "timeline");
    }

    private String golden(String name) {
        return files.apply(name);
    }

    private void written(String name, int file) {
        Check.same(golden(name), dump(disk.contents(file)), name);
    }

    /** Whatever bit of the log turns over: what is shown then was written, or nothing opens. */
    void flippedBitIsNoticed() {
        byte[] log = undump(golden("v2-log.hex"));
        byte[] fold = undump(golden("v2-fold.hex"));
        int noticed = 0;
        for (int bit = 0; bit < log.length * 8; bit += 41) {
            if (log[bit / 8] == 0) {
                continue;
            }
            byte[] damaged = log.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            disk.replace(0, damaged);
            disk.replace(2, fold);
            LogBench bench = bench();
            try {
                bench.openPool().open("a document, ünïcode");
            } catch (StorageException refused) {
                noticed++;
                continue;
            }
            Check.that(
                    SHOWN.containsAll(bench.recovered) || bench.recovered.isEmpty(),
                    "bit " + bit + ": " + bench.recovered);
            noticed += bench.log.readOnly() ? 1 : 0;
        }
        Check.that(noticed > 0, "nothing was noticed");
    }

    private static String dump(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < bytes.length; at += LINE_BYTES) {
            byte[] line = Arrays.copyOfRange(bytes, at, Math.min(at + LINE_BYTES, bytes.length));
            if (!Arrays.equals(line, new byte[line.length])) {
                text.append(offset(at)).append(' ').append(Hex.of(line));
                text.append('\n');
            }
        }
        return text.append(offset(bytes.length)).append('\n').toString();
    }

    /** Six digits. */
    private static String offset(int at) {
        return Hex.of(new byte[] {(byte) (at >> 16), (byte) (at >> 8), (byte) at});
    }

    private static byte[] undump(String text) {
        TreeMap<Integer, byte[]> lines = new TreeMap<>();
        for (String line : text.split("\n")) {
            byte[] bytes = line.length() > 6 ? Hex.parse(line.substring(7)) : new byte[0];
            lines.put(Integer.parseInt(line.substring(0, 6), 16), bytes);
        }
        byte[] all = new byte[lines.lastKey()];
        lines.forEach((at, line) -> System.arraycopy(line, 0, all, at, line.length));
        return all;
    }
}
