package sqlsync.journal;

import static sqlsync.journal.SegmentFormat.*;

import java.util.Arrays;
import java.util.List;
import sqlsync.codec.ByteReader;
import sqlsync.codec.ByteWriter;
import sqlsync.codec.Crc32c;
import sqlsync.codec.Utf8;
import sqlsync.platform.IoOperation;

/** Superblocks as bytes. */
final class SuperblockCodec {
    private static final int DOCUMENT_ID_BYTES_MAX =
            SUPERBLOCK_LABEL_AT - SUPERBLOCK_DOCUMENT_ID_AT;
    private static final int LABEL_BYTES_MAX = SUPERBLOCK_STORAGE_NUMBER_AT - SUPERBLOCK_LABEL_AT;

    /** What the two slots of a file say. */
    enum Finding {
        /** Nothing was ever written here. */
        BLANK,
        /** The newest superblock that is whole. */
        FOUND,
        /** Something was written, and neither slot is whole. */
        UNREADABLE,
        /** Made by a version of this library that says we are too old to read it. */
        TOO_NEW
    }

    /**
     * @param superblock set where one was found; of one that is too new, only identity and state
     *     mean something
     */
    record Found(Finding finding, Superblock superblock) {}

    private SuperblockCodec() {}

    /**
     * Adds the steps that write a superblock and, when that is durable, its twin into the other
     * slot: at no moment are both torn.
     */
    static void write(List<IoOperation> steps, int file, Superblock first) {
        Superblock twin = first.next();
        steps.add(new IoOperation.Write(file, first.slotAt(), slot(first)));
        steps.add(new IoOperation.Flush(file));
        steps.add(new IoOperation.Write(file, twin.slotAt(), slot(twin)));
        steps.add(new IoOperation.Flush(file));
    }

    /** A superblock and its twin, with the next generation, for a single write at 0. */
    static byte[] bothSlots(Superblock first) {
        byte[] slots = new byte[RECORDS_AT];
        writeTo(slots, first.slotAt(), first);
        Superblock twin = first.next();
        writeTo(slots, twin.slotAt(), twin);
        return slots;
    }

    static byte[] slot(Superblock superblock) {
        byte[] slot = new byte[SUPERBLOCK_BYTES];
        writeTo(slot, 0, superblock);
        return slot;
    }

    private static void writeTo(byte[] to, int at, Superblock s) {
        ByteWriter.putInt(to, at + SUPERBLOCK_MAGIC_AT, SUPERBLOCK_MAGIC_LOW);
        ByteWriter.putInt(to, at + SUPERBLOCK_MAGIC_AT + 4, SUPERBLOCK_MAGIC_HIGH);
        ByteWriter.putInt(to, at + SUPERBLOCK_VERSION_AT, VERSION);
        ByteWriter.putInt(to, at + SUPERBLOCK_OLDEST_READER_AT, OLDEST_READER);
        ByteWriter.putInt(to, at + SUPERBLOCK_GENERATION_AT, s.generation());
        to[at + SUPERBLOCK_STATE_AT] = (byte) stateCode(s.state());
        to[at + SUPERBLOCK_KIND_AT] =
                (byte) (s.kind() == Superblock.Kind.LOG ? KIND_LOG : KIND_FOLD);
        LogIdentity identity = s.identity();
        if (identity != null) {
            putBytes(to, at + SUPERBLOCK_LOG_ID_AT, identity.log().toByteArray());
            putBytes(to, at + SUPERBLOCK_STORAGE_ID_AT, identity.storage().id().toByteArray());
            putBytes(to, at + SUPERBLOCK_TIMELINE_ID_AT, identity.timeline().id().toByteArray());
            ByteWriter.putInt(to, at + SUPERBLOCK_STORAGE_NUMBER_AT, identity.storage().number());
            ByteWriter.putInt(to, at + SUPERBLOCK_TIMELINE_NUMBER_AT, identity.timeline().number());
            byte[] id = Utf8.encode(identity.documentId());
            ByteWriter.putInt(to, at + SUPERBLOCK_DOCUMENT_ID_BYTES_AT, id.length);
            putBytes(to, at + SUPERBLOCK_DOCUMENT_ID_AT, id);
        }
        ByteWriter.putInt(to, at + SUPERBLOCK_SEQUENCE_AT, s.sequence());
        ByteWriter.putInt(to, at + SUPERBLOCK_EPOCH_AT, s.epoch());
        ByteWriter.putInt(to, at + SUPERBLOCK_SALT_AT, s.salt());
        ByteWriter.putInt(to, at + SUPERBLOCK_DURABLE_UP_TO_AT, s.durableUpTo());
        Positions p = s.positions();
        LongBytes.put(to, at + SUPERBLOCK_STORAGE_DROPPED_AT, p.storage().dropped());
        LongBytes.put(to, at + SUPERBLOCK_STORAGE_NEXT_AT, p.storage().next());
        LongBytes.put(to, at + SUPERBLOCK_TIMELINE_DROPPED_AT, p.timeline().dropped());
        LongBytes.put(to, at + SUPERBLOCK_TIMELINE_NEXT_AT, p.timeline().next());
        LongBytes.put(to, at + SUPERBLOCK_DEVICE_DROPPED_AT, p.device().dropped());
        LongBytes.put(to, at + SUPERBLOCK_DEVICE_NEXT_AT, p.device().next());
        ByteWriter.putInt(to, at + SUPERBLOCK_LABEL_BYTES_AT, s.label().length);
        putBytes(to, at + SUPERBLOCK_LABEL_AT, s.label());
        ByteWriter.putInt(
                to, at + SUPERBLOCK_CHECKSUM_AT, Crc32c.of(to, at, SUPERBLOCK_CHECKSUM_AT));
    }

    private static void putBytes(byte[] to, int at, byte[] from) {
        System.arraycopy(from, 0, to, at, from.length);
    }

    /**
     * @param head the first {@link SegmentFormat#RECORDS_AT} bytes of a file, or fewer if it is
     *     shorter
     */
    static Found find(byte[] head) {
        byte[] slots = Arrays.copyOf(head, RECORDS_AT);
        boolean even = isWhole(slots, 0);
        boolean odd = isWhole(slots, SUPERBLOCK_BYTES);
        if (!even && !odd) {
            return new Found(isBlank(slots) ? Finding.BLANK : Finding.UNREADABLE, null);
        }
        int at =
                odd && (!even || generation(slots, SUPERBLOCK_BYTES) > generation(slots, 0))
                        ? SUPERBLOCK_BYTES
                        : 0;
        boolean tooNew = ByteReader.getInt(slots, at + SUPERBLOCK_OLDEST_READER_AT) > VERSION;
        Superblock superblock = read(slots, at, tooNew);
        if (superblock == null) {
            return new Found(Finding.UNREADABLE, null);
        }
        return new Found(tooNew ? Finding.TOO_NEW : Finding.FOUND, superblock);
    }

    private static boolean isBlank(byte[] slots) {
        for (byte b : slots) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isWhole(byte[] slots, int at) {
        return ByteReader.getInt(slots, at + SUPERBLOCK_MAGIC_AT) == SUPERBLOCK_MAGIC_LOW
                && ByteReader.getInt(slots, at + SUPERBLOCK_MAGIC_AT + 4) == SUPERBLOCK_MAGIC_HIGH
                && ByteReader.getInt(slots, at + SUPERBLOCK_CHECKSUM_AT)
                        == Crc32c.of(slots, at, SUPERBLOCK_CHECKSUM_AT)
                && (generation(slots, at) & 1) * SUPERBLOCK_BYTES == at;
    }

    private static int generation(byte[] slots, int at) {
        return ByteReader.getInt(slots, at + SUPERBLOCK_GENERATION_AT);
    }

    /** Null where a field is out of range: whoever wrote that, it was not this format. */
    private static Superblock read(byte[] slots, int at, boolean tooNew) {
        Superblock.State state = state(slots[at + SUPERBLOCK_STATE_AT]);
        int kind = slots[at + SUPERBLOCK_KIND_AT];
        int idBytes = ByteReader.getInt(slots, at + SUPERBLOCK_DOCUMENT_ID_BYTES_AT);
        int labelBytes = ByteReader.getInt(slots, at + SUPERBLOCK_LABEL_BYTES_AT);
        int durableUpTo = ByteReader.getInt(slots, at + SUPERBLOCK_DURABLE_UP_TO_AT);
        if (state == null || idBytes < 0 || idBytes > DOCUMENT_ID_BYTES_MAX) {
            return null;
        }
        boolean plausible =
                (kind == KIND_LOG || kind == KIND_FOLD)
                        && labelBytes >= 0
                        && labelBytes <= LABEL_BYTES_MAX
                        && durableUpTo >= RECORDS_AT;
        if (!plausible && !tooNew) {
            return null;
        }
        return new Superblock(
                generation(slots, at),
                state,
                kind == KIND_LOG ? Superblock.Kind.LOG : Superblock.Kind.FOLD,
                state == Superblock.State.FREE ? null : identity(slots, at, idBytes),
                ByteReader.getInt(slots, at + SUPERBLOCK_SEQUENCE_AT),
                ByteReader.getInt(slots, at + SUPERBLOCK_EPOCH_AT),
                ByteReader.getInt(slots, at + SUPERBLOCK_SALT_AT),
                durableUpTo,
                positions(slots, at),
                plausible ? part(slots, at + SUPERBLOCK_LABEL_AT, labelBytes) : new byte[0]);
    }

    private static LogIdentity identity(byte[] slots, int at, int idBytes) {
        return new LogIdentity(
                Utf8.decode(slots, at + SUPERBLOCK_DOCUMENT_ID_AT, idBytes),
                JournalId.of(part(slots, at + SUPERBLOCK_LOG_ID_AT, JournalId.BYTES)),
                new Incarnation(
                        JournalId.of(part(slots, at + SUPERBLOCK_STORAGE_ID_AT, JournalId.BYTES)),
                        ByteReader.getInt(slots, at + SUPERBLOCK_STORAGE_NUMBER_AT)),
                new Incarnation(
                        JournalId.of(part(slots, at + SUPERBLOCK_TIMELINE_ID_AT, JournalId.BYTES)),
                        ByteReader.getInt(slots, at + SUPERBLOCK_TIMELINE_NUMBER_AT)));
    }

    private static Positions positions(byte[] slots, int at) {
        return new Positions(
                position(slots, at + SUPERBLOCK_STORAGE_DROPPED_AT),
                position(slots, at + SUPERBLOCK_TIMELINE_DROPPED_AT),
                position(slots, at + SUPERBLOCK_DEVICE_DROPPED_AT));
    }

    /** Version 1 has zeros for a journal that it did not know. */
    private static Position position(byte[] slots, int at) {
        return new Position(LongBytes.get(slots, at), Math.max(1, LongBytes.get(slots, at + 8)));
    }

    private static byte[] part(byte[] from, int at, int length) {
        return Arrays.copyOfRange(from, at, at + length);
    }

    private static int stateCode(Superblock.State state) {
        return switch (state) {
            case FREE -> STATE_FREE;
            case CLAIMED -> STATE_CLAIMED;
            case DELETING -> STATE_DELETING;
        };
    }

    private static Superblock.State state(int code) {
        return switch (code) {
            case STATE_FREE -> Superblock.State.FREE;
            case STATE_CLAIMED -> Superblock.State.CLAIMED;
            case STATE_DELETING -> Superblock.State.DELETING;
            default -> null;
        };
    }
}
