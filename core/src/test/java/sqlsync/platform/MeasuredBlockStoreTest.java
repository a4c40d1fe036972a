package sqlsync.platform;

class MeasuredBlockStoreTest extends BlockStoreConformance {
    private final MeasuredBlockStore store = new MeasuredBlockStore(new MemoryBlockStore(events));

    @Override
    protected BlockStore store() {
        return store;
    }
}
