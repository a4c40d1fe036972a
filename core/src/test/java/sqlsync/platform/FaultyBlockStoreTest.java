package sqlsync.platform;

class FaultyBlockStoreTest extends BlockStoreConformance {
    private final FaultyDisk disk = new FaultyDisk();

    @Override
    protected BlockStore store() {
        return new FaultyBlockStore(disk, events);
    }
}
