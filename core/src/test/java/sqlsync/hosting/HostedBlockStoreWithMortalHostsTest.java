package sqlsync.hosting;

import sqlsync.platform.BlockStore;
import sqlsync.platform.BlockStoreConformance;

/** Every third answer is lost with the host that was to give it, after it did the work. */
class HostedBlockStoreWithMortalHostsTest extends BlockStoreConformance {
    private final FakeHosts hosts = new FakeHosts(events);
    private final HostedBlockStore store = new HostedBlockStore(hosts, events, HostLimits.DEFAULT);

    @Override
    protected BlockStore store() {
        hosts.mortal = true;
        return store;
    }
}
