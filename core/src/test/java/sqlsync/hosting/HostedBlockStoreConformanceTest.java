package sqlsync.hosting;

import sqlsync.platform.BlockStore;
import sqlsync.platform.BlockStoreConformance;

class HostedBlockStoreConformanceTest extends BlockStoreConformance {
    private final FakeHosts hosts = new FakeHosts(events);
    private final HostedBlockStore store = new HostedBlockStore(hosts, events, HostLimits.DEFAULT);

    @Override
    protected BlockStore store() {
        return store;
    }
}
