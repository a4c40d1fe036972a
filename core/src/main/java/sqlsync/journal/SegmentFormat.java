package sqlsync.journal;

/**
 * Every number of format version 2, and the picture of its bytes. All integers are little-endian.
 *
 * <pre>
 * segment      0 +--------------------+
 *                | superblock, even   |  4096 bytes
 *           4096 +--------------------+
 *                | superblock, odd    |  4096 bytes
 *           8192 +--------------------+
 *                | log: records, each beginning at a multiple of 8
 *                | fold: one entry
 *
 * superblock   0 magic              8    80 salt               4
 *              8 format version     4    84 durable up to      4
 *             12 oldest reader      4    88 storage dropped    8
 *             16 generation         4    96 storage next       8
 *             20 state              1   104 timeline dropped   8
 *             21 kind               1   112 timeline next      8
 *             22 zero               2   120 label bytes        4
 *             24 log id            16   124 document id bytes  4
 *             40 storage id        16   128 document id      512
 *             56 timeline id       16   640 label           1024
 *             72 sequence           4
 *             76 epoch              4  1664 storage number     4
 *                                      1668 timeline number    4
 *                                      1672 device dropped     8
 *                                      1680 device next        8
 *                                      1688 zeros           2404
 *                                      4092 checksum           4
 *
 * record       0 body bytes         4    12 chain              4
 *              4 epoch              4    16 body checksum      4
 *              8 durable up to      4    20 header checksum    4
 *             24 body: entries back to back, then zeros up to a multiple of 8
 *
 * entry        0 type               1     8 first LSN          8
 *              1 journal            1    16 last LSN           8
 *              2 zero               2    24 stamp              8
 *              4 payload bytes      4    32 checksum           4
 *             36 payload; that of a fold begins with stamps
 *
 * stamps       0 count              4     4 stamps, oldest first, 8 bytes each
 * </pre>
 *
 * <p>Magic, versions, generation, state, document id and checksum of a superblock keep their places
 * in all versions to come, so that an old reader can tell a newer segment from damage.
 */
final class SegmentFormat {
    static final int VERSION = 2;
    static final int OLDEST_READER = 2;

    /** Where a record or the entry of a fold begins; also the size of both superblocks. */
    static final int RECORDS_AT = 8192;

    static final int SUPERBLOCK_BYTES = 4096;
    static final int SUPERBLOCK_MAGIC_AT = 0;
    static final int SUPERBLOCK_MAGIC_LOW = 'S' | 'Q' << 8 | 'L' << 16 | 'S' << 24;
    static final int SUPERBLOCK_MAGIC_HIGH = 'Y' | 'N' << 8 | 'C' << 16 | 0x0A << 24;
    static final int SUPERBLOCK_VERSION_AT = 8;
    static final int SUPERBLOCK_OLDEST_READER_AT = 12;
    static final int SUPERBLOCK_GENERATION_AT = 16;
    static final int SUPERBLOCK_STATE_AT = 20;
    static final int SUPERBLOCK_KIND_AT = 21;
    static final int SUPERBLOCK_ZERO_AT = 22;
    static final int SUPERBLOCK_LOG_ID_AT = 24;
    static final int SUPERBLOCK_STORAGE_ID_AT = 40;
    static final int SUPERBLOCK_TIMELINE_ID_AT = 56;
    static final int SUPERBLOCK_SEQUENCE_AT = 72;
    static final int SUPERBLOCK_EPOCH_AT = 76;
    static final int SUPERBLOCK_SALT_AT = 80;
    static final int SUPERBLOCK_DURABLE_UP_TO_AT = 84;
    static final int SUPERBLOCK_STORAGE_DROPPED_AT = 88;
    static final int SUPERBLOCK_STORAGE_NEXT_AT = 96;
    static final int SUPERBLOCK_TIMELINE_DROPPED_AT = 104;
    static final int SUPERBLOCK_TIMELINE_NEXT_AT = 112;
    static final int SUPERBLOCK_LABEL_BYTES_AT = 120;
    static final int SUPERBLOCK_DOCUMENT_ID_BYTES_AT = 124;
    static final int SUPERBLOCK_DOCUMENT_ID_AT = 128;
    static final int SUPERBLOCK_LABEL_AT = 640;
    static final int SUPERBLOCK_STORAGE_NUMBER_AT = 1664;
    static final int SUPERBLOCK_TIMELINE_NUMBER_AT = 1668;
    static final int SUPERBLOCK_DEVICE_DROPPED_AT = 1672;
    static final int SUPERBLOCK_DEVICE_NEXT_AT = 1680;
    static final int SUPERBLOCK_ZEROS_AT = 1688;
    static final int SUPERBLOCK_CHECKSUM_AT = 4092;

    static final int STATE_FREE = 0;
    static final int STATE_CLAIMED = 1;
    static final int STATE_DELETING = 2;
    static final int KIND_LOG = 0;
    static final int KIND_FOLD = 1;

    static final int RECORD_ALIGNMENT = 8;
    static final int RECORD_BODY_BYTES_AT = 0;
    static final int RECORD_EPOCH_AT = 4;
    static final int RECORD_DURABLE_UP_TO_AT = 8;
    static final int RECORD_CHAIN_AT = 12;
    static final int RECORD_BODY_CHECKSUM_AT = 16;
    static final int RECORD_HEADER_CHECKSUM_AT = 20;
    static final int RECORD_BODY_AT = 24;

    static final int TYPE_SINGLE = 1;

    /** A fold without stamps: version 1 wrote these. */
    static final int TYPE_FOLD_UNSTAMPED = 2;

    static final int TYPE_DROP = 3;
    static final int TYPE_FOLD = 4;
    static final int ENTRY_TYPE_AT = 0;
    static final int ENTRY_JOURNAL_AT = 1;
    static final int ENTRY_ZERO_AT = 2;
    static final int ENTRY_PAYLOAD_BYTES_AT = 4;
    static final int ENTRY_FIRST_AT = 8;
    static final int ENTRY_LAST_AT = 16;
    static final int ENTRY_STAMP_AT = 24;
    static final int ENTRY_CHECKSUM_AT = 32;
    static final int ENTRY_PAYLOAD_AT = 36;

    static final int STAMPS_COUNT_AT = 0;
    static final int STAMPS_LIST_AT = 4;
    static final int STAMP_BYTES = 8;

    private SegmentFormat() {}

    /** The next multiple of {@link #RECORD_ALIGNMENT} from {@code bytes} on. */
    static int aligned(int bytes) {
        return (bytes + RECORD_ALIGNMENT - 1) & -RECORD_ALIGNMENT;
    }
}
