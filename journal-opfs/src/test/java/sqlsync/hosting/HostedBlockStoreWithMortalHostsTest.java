package sqlsync.hosting;

import sqlsync.platform.BlockStore;
import sqlsync.platform.BlockStoreConformance;

/** Every third answer is lost with the host that was to give it, after it did the work. */
class HostedBlockStoreWithMortalHostsTest extends BlockStoreConformance {
    private final FakeHosts hosts = new FakeHosts(events);
    private HostedBlockStore store;

    @Override
    protected BlockStore store() {
        hosts.mortal = true;
        if (store != null) {
            store.stop();
        }
        store = new HostedBlockStore(hosts, events, HostLimits.DEFAULT);
        return store;
    }
}
