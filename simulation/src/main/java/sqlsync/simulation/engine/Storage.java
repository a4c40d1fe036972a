package sqlsync.simulation.engine;

/** The pages of one connection, by what they are used for. */
final class Storage {
    final PageCache cache;
    final FreePages free;
    final PageChain chain;

    Storage(PageCache cache) {
        this.cache = cache;
        free = new FreePages(cache);
        chain = new PageChain(cache, free);
    }
}
