package sqlsync.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import sqlsync.platform.Answer;
import sqlsync.platform.EventQueue;
import sqlsync.platform.MemoryBlockStore;

/** From the journal of a coordinator to that of a device. */
abstract class SyncStory {
    static final int MUCH = 1 << 20;

    final EventQueue events = new EventQueue();
    final LogBench source =
            new LogBench(events, new MemoryBlockStore(events), LogBench.SMALL, 1)
                    .openPool()
                    .open("doc");
    final MemoryBlockStore readerStore = new MemoryBlockStore(events);
    LogBench reader = reader(2);

    LogBench reader(long seed) {
        return new LogBench(events, readerStore, LogBench.SMALL, seed)
                .openPool()
                .openAdopting("doc");
    }

    @BeforeEach
    void adopt() {
        Answer<Void> adopted = new Answer<>();
        reader.log.adoptStorage(source.log.storage().id(), adopted);
        events.run();
        adopted.get();
    }

    void write(int count) {
        for (int i = 0; i < count; i++) {
            source.storage("layer " + source.log.storage().range().next());
        }
        source.flush();
    }

    List<String> shown(LogBench bench) {
        return SyncBench.read(bench, JournalKind.STORAGE, bench.log.storage().range(), false);
    }

    void assertSame() {
        assertEquals(shown(source), shown(reader));
        reader.close();
        reader = reader(3);
        assertEquals(shown(source), shown(reader));
    }

    SyncAnswer pull(int maxBytes) {
        return SyncBench.pull(source, reader, maxBytes);
    }

    byte[] foldPayload() {
        SyncRequest request = new SyncRequest(source.log.storage().id(), 0, 0, MUCH);
        EntryReader fold = ((SyncAnswer.Folded) SyncBench.ask(source, request)).fold();
        Answer<byte[]> bytes = new Answer<>();
        fold.read(EntryHead.BYTES, fold.head().payloadBytes(), bytes);
        events.run();
        fold.close();
        return bytes.get();
    }

    /** The coordinator has its first layer only, and then decided otherwise. */
    LogBench restoredBackup() {
        LogBench backup =
                new LogBench(events, new MemoryBlockStore(events), LogBench.SMALL, 9)
                        .openPool()
                        .openAdopting("doc");
        backup.log.adoptStorage(source.log.storage().id(), new Answer<>());
        events.run();
        SyncBench.pull(source, backup, 0);
        backup.storage("something else");
        backup.flush();
        return backup;
    }
}
