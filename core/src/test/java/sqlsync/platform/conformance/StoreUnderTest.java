package sqlsync.platform.conformance;

import sqlsync.platform.BlockStore;

/** The files of one story, none at its beginning. */
public interface StoreUnderTest {
    /**
     * A store on these files. Whoever asks again has closed what the one before had open; where the
     * store outlives its process, it is another instance, as after a restart.
     */
    BlockStore store();
}
