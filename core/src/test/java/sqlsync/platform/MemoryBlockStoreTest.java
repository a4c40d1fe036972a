package sqlsync.platform;

class MemoryBlockStoreTest extends BlockStoreConformance {
    private final MemoryBlockStore store = new MemoryBlockStore(events);

    @Override
    protected BlockStore store() {
        return store;
    }
}
