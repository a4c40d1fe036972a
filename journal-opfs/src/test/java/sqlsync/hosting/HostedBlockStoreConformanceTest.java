package sqlsync.hosting;

import sqlsync.platform.BlockStore;
import sqlsync.platform.BlockStoreConformance;

class HostedBlockStoreConformanceTest extends BlockStoreConformance {
    private final FakeHosts hosts = new FakeHosts(events);
    private HostedBlockStore store;

    @Override
    protected BlockStore store() {
        if (store != null) {
            store.stop();
        }
        store = new HostedBlockStore(hosts, events, HostLimits.DEFAULT);
        return store;
    }
}
