package sqlsync.platform.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import sqlsync.platform.BlockStore;
import sqlsync.platform.IoOperation;
import sqlsync.story.Check;

/** The conformance suite of block stores. */
public final class BlockStoreStories {
    /** Larger than any unit that a store may cut files into. */
    private static final int LARGE_BYTES = 70_000;

    private final List<StoreStory> stories = new ArrayList<>();

    private BlockStoreStories() {
        add("whatWasWrittenIsReadInOrder", BlockStoreStories::whatWasWrittenIsReadInOrder);
        add(
                "nothingIsToldWithinTheCall",
                s -> s.scan(16, found -> Check.same(0, found.size(), "files")));
        add(
                "emptyBatchSucceeds",
                s -> s.submit(List.of(), read -> Check.same(0, read.size(), "blocks")));
        add("readAtTheEndIsShorterAndBehindItEmpty", BlockStoreStories::readAtTheEnd);
        add("writeBehindTheEndFillsWithZeros", BlockStoreStories::writeBehindTheEnd);
        add("writeFarBehindTheEndFillsWithZeros", BlockStoreStories::writeFarBehindTheEnd);
        add("truncateCutsAndExtendsWithZeros", BlockStoreStories::truncate);
        add("truncateCutsLargeFilesAnywhere", BlockStoreStories::truncateLarge);
        add("largeBlocksAreReadAndWrittenAnywhere", BlockStoreStories::large);
        add("writingTwiceIsWritingOnce", BlockStoreStories::writingTwice);
        add("emptyFileHasNoBytes", BlockStoreStories::emptyFile);
        add("filesDoNotTouchEachOther", BlockStoreStories::neighbours);
        add("batchesAreAnsweredInTheirOrder", BlockStoreStories::inOrder);
        add("batchStopsAtTheFirstFailure", BlockStoreStories::stopsAtTheFirstFailure);
        add("storeGoesOnAfterAFailure", BlockStoreStories::goesOn);
        add("openingIsAllOrNone", BlockStoreStories::openingIsAllOrNone);
        add("closedFileTakesNothing", BlockStoreStories::closedFile);
        add("closedFilesAreFoundWithTheirHeads", BlockStoreStories::heads);
        add("openFilesAreFound", BlockStoreStories::openFilesAreFound);
        add("whatWasFlushedIsThereForTheNextInstance", BlockStoreStories::reopened);
        add(
                "whatWasTruncatedIsNotThereForTheNextInstance",
                BlockStoreStories::truncatedAndReopened);
    }

    /** All promises; never empty. */
    public static List<StoreStory> all() {
        return new BlockStoreStories().stories;
    }

    private void add(String name, Consumer<StoreScript> steps) {
        stories.add(new StoreStory(name, steps));
    }

    private static byte[] of(int... bytes) {
        byte[] array = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            array[i] = (byte) bytes[i];
        }
        return array;
    }

    /** Bytes that tell where they came from. */
    private static byte[] pattern(int length, int start) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) ((start + i) * 31 + ((start + i) >> 8));
        }
        return bytes;
    }

    private static IoOperation write(int file, long position, int... bytes) {
        return new IoOperation.Write(file, position, of(bytes));
    }

    private static IoOperation read(int file, long position, int length) {
        return new IoOperation.Read(file, position, length);
    }

    private static void reads(StoreScript s, IoOperation read, byte[] expected) {
        s.submit(List.of(read), blocks -> Check.bytes(expected, blocks.get(0), read.toString()));
    }

    private static void whatWasWrittenIsReadInOrder(StoreScript s) {
        s.create(3);
        s.submit(
                List.of(
                        write(3, 0, 1, 2, 3),
                        read(3, 1, 2),
                        write(3, 1, 9),
                        new IoOperation.Flush(3),
                        read(3, 0, 3)),
                blocks -> {
                    Check.same(2, blocks.size(), "blocks");
                    Check.bytes(of(2, 3), blocks.get(0), "before the second write");
                    Check.bytes(of(1, 9, 3), blocks.get(1), "after it");
                });
    }

    private static void readAtTheEnd(StoreScript s) {
        s.create(1);
        s.submit(write(1, 0, 1, 2, 3));
        reads(s, read(1, 2, 10), of(3));
        reads(s, read(1, 3, 10), of());
        reads(s, read(1, 50, 10), of());
        reads(s, read(1, 100_000, 100_000), of());
        reads(s, read(1, 1, 0), of());
    }

    private static void writeBehindTheEnd(StoreScript s) {
        s.create(1);
        s.submit(write(1, 4, 7));
        reads(s, read(1, 0, 9), of(0, 0, 0, 0, 7));
    }

    private static void writeFarBehindTheEnd(StoreScript s) {
        s.create(1);
        s.submit(write(1, 0, 5), write(1, LARGE_BYTES, 7));
        byte[] expected = new byte[LARGE_BYTES + 1];
        expected[0] = 5;
        expected[LARGE_BYTES] = 7;
        reads(s, read(1, 0, 2 * LARGE_BYTES), expected);
    }

    private static void truncate(StoreScript s) {
        s.create(1);
        s.submit(
                write(1, 0, 1, 2, 3, 4),
                new IoOperation.Truncate(1, 2),
                new IoOperation.Truncate(1, 4));
        reads(s, read(1, 0, 9), of(1, 2, 0, 0));
    }

    /** Cut at and beside the places where a store could have cut it into pieces. */
    private static void truncateLarge(StoreScript s) {
        s.create(1);
        for (int size : new int[] {65_537, 65_536, 40_000, 8_193, 8_192, 8_191, 4_096, 1, 0}) {
            s.submit(
                    new IoOperation.Write(1, 0, pattern(LARGE_BYTES, 0)),
                    new IoOperation.Truncate(1, size),
                    new IoOperation.Truncate(1, LARGE_BYTES));
            byte[] expected = new byte[LARGE_BYTES];
            System.arraycopy(pattern(size, 0), 0, expected, 0, size);
            reads(s, read(1, 0, LARGE_BYTES + 5), expected);
        }
    }

    private static void large(StoreScript s) {
        s.create(1);
        s.submit(new IoOperation.Write(1, 0, pattern(LARGE_BYTES, 0)));
        byte[] expected = pattern(LARGE_BYTES, 0);
        int[][] places = {
            {100, 50_000}, {8_191, 2}, {8_192, 8_192}, {16_000, 384}, {60_001, 9_999}
        };
        for (int[] place : places) {
            byte[] patch = pattern(place[1], 7_000 + place[0]);
            System.arraycopy(patch, 0, expected, place[0], place[1]);
            s.submit(new IoOperation.Write(1, place[0], patch.clone()));
        }
        byte[] patched = expected.clone();
        reads(s, read(1, 0, LARGE_BYTES), patched);
        for (int[] place : places) {
            byte[] part = new byte[place[1]];
            System.arraycopy(patched, place[0], part, 0, part.length);
            reads(s, read(1, place[0], place[1]), part);
        }
    }

    private static void writingTwice(StoreScript s) {
        s.create(1);
        s.submit(write(1, 0, 1, 2));
        s.submit(write(1, 0, 1, 2));
        reads(s, read(1, 0, 9), of(1, 2));
    }

    private static void emptyFile(StoreScript s) {
        s.create(1);
        reads(s, read(1, 0, 100), of());
        s.scan(4, found -> found(found, 1, 0, of()));
    }

    private static void neighbours(StoreScript s) {
        s.create(1);
        s.create(2);
        s.create(0);
        s.submit(write(1, 0, 1, 1), write(2, 0, 2, 2), write(0, 0, 9, 9));
        s.submit(new IoOperation.Truncate(1, 0));
        reads(s, read(0, 0, 9), of(9, 9));
        reads(s, read(1, 0, 9), of());
        reads(s, read(2, 0, 9), of(2, 2));
    }

    private static void inOrder(StoreScript s) {
        s.create(1);
        List<List<IoOperation>> batches = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            batches.add(List.of(write(1, 0, i), read(1, 0, 1)));
        }
        s.submitTogether(
                batches,
                read -> {
                    for (int i = 0; i < 20; i++) {
                        Check.bytes(of(i), read.get(i).get(0), "batch " + i);
                    }
                });
    }

    /** What came before the failure may be there, what came after it must not. */
    private static void stopsAtTheFirstFailure(StoreScript s) {
        s.create(1);
        s.submitFails(write(1, 0, 1), new IoOperation.Flush(99), write(1, 1, 2));
        s.submit(
                List.of(read(1, 0, 9)),
                blocks -> Check.that(blocks.get(0).length <= 1, "it went on after the failure"));
    }

    private static void goesOn(StoreScript s) {
        s.create(1);
        s.submitFails(new IoOperation.Flush(99));
        s.openFails(98);
        s.submit(write(1, 0, 4), new IoOperation.Flush(1));
        reads(s, read(1, 0, 9), of(4));
    }

    private static void openingIsAllOrNone(StoreScript s) {
        s.create(1);
        s.close(1);
        s.openFails(1, 2);
        s.submitFails(write(1, 0, 1));
        s.open(1);
        reads(s, read(1, 0, 1), of());
    }

    private static void closedFile(StoreScript s) {
        s.create(1);
        s.submit(write(1, 0, 1, 2));
        s.close(1);
        s.submitFails(write(1, 0, 9));
        s.submitFails(read(1, 0, 9));
        s.open(1);
        reads(s, read(1, 0, 9), of(1, 2));
    }

    private static void found(
            List<BlockStore.FoundFile> all, int file, long size, byte[] expectedHead) {
        for (BlockStore.FoundFile each : all) {
            if (each.file() == file) {
                Check.same(size, each.size(), "size of file " + file);
                Check.bytes(expectedHead, each.head(), "head of file " + file);
                return;
            }
        }
        throw new AssertionError("file " + file + " was not found");
    }

    private static void heads(StoreScript s) {
        s.create(7);
        s.create(40);
        s.submit(write(7, 0, 1, 2, 3, 4, 5), write(40, 0, 9));
        s.submit(new IoOperation.Flush(7), new IoOperation.Flush(40));
        s.close(7, 40);
        s.restart();
        s.scan(
                2,
                all -> {
                    Check.same(2, all.size(), "files");
                    found(all, 7, 5, of(1, 2));
                    found(all, 40, 1, of(9));
                });
    }

    private static void openFilesAreFound(StoreScript s) {
        s.create(7);
        s.submit(write(7, 0, 1, 2, 3));
        s.scan(2, all -> found(all, 7, 3, of(1, 2)));
        reads(s, read(7, 0, 9), of(1, 2, 3));
    }

    private static void reopened(StoreScript s) {
        s.create(1);
        s.create(1_000_000);
        s.submit(
                new IoOperation.Write(1, 0, pattern(LARGE_BYTES, 3)),
                write(1_000_000, 10_000, 6),
                new IoOperation.Flush(1),
                new IoOperation.Flush(1_000_000));
        s.reopen(1, 1_000_000);
        reads(s, read(1, 0, LARGE_BYTES * 2), pattern(LARGE_BYTES, 3));
        reads(s, read(1_000_000, 9_998, 10), of(0, 0, 6));
        s.submit(write(1, 1, 0), new IoOperation.Flush(1));
        s.reopen(1);
        byte[] expected = pattern(LARGE_BYTES, 3);
        expected[1] = 0;
        reads(s, read(1, 0, LARGE_BYTES), expected);
    }

    private static void truncatedAndReopened(StoreScript s) {
        s.create(1);
        s.submit(new IoOperation.Write(1, 0, pattern(LARGE_BYTES, 3)), new IoOperation.Flush(1));
        s.submit(new IoOperation.Truncate(1, 9_000), new IoOperation.Flush(1));
        s.reopen(1);
        s.scan(0, all -> found(all, 1, 9_000, of()));
        reads(s, read(1, 0, LARGE_BYTES), pattern(9_000, 3));
        s.submit(new IoOperation.Truncate(1, 0), new IoOperation.Flush(1));
        s.reopen(1);
        reads(s, read(1, 0, LARGE_BYTES), of());
    }
}
