package sqlsync.simulation.engine;

import java.util.BitSet;

/** Looks at every page: whether it is used once, and holds what its use says. */
final class IntegrityCheck {
    private final Session session;
    private final Storage storage;
    private final BitSet used = new BitSet();
    private String problem;

    IntegrityCheck(Session session) {
        this.session = session;
        this.storage = session.storage();
    }

    /** "ok", or the first thing that is wrong. */
    String found() {
        int pages = storage.cache.pageCount();
        if (pages == 0) {
            return "ok";
        }
        try {
            use(1);
            storage.chain.visitRest(1, Header.BYTES, this::use);
            storage.free.visit(this::use);
            if (used.cardinality() - 1 < storage.free.count()) {
                problem("the header counts " + storage.free.count() + " free pages");
            }
            for (Schema.Entry entry : Schema.read(storage).entries) {
                if (entry.root() != 0) {
                    check(entry);
                }
            }
        } catch (RuntimeException damaged) {
            problem("a page can't be read: " + damaged);
        }
        for (int number = 1; number <= pages; number++) {
            if (!used.get(number)) {
                problem("page " + number + " is never used");
            }
        }
        return problem == null ? "ok" : problem;
    }

    private void check(Schema.Entry entry) {
        Tree tree = new Tree(storage, entry.root());
        tree.visitPages(this::use);
        Table table = session.schema().table(entry.name());
        long[] last = {Long.MIN_VALUE};
        boolean[] first = {true};
        tree.scan(
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                (key, row) -> {
                    if (!first[0] && key <= last[0]) {
                        problem("row " + key + " of " + entry.name() + " is out of order");
                    }
                    first[0] = false;
                    last[0] = key;
                    if (!Row.isSound(row)) {
                        problem("row " + key + " of " + entry.name() + " is not what was written");
                    }
                    Object[] values = table.values(key, row);
                    for (int i = 0; i < values.length; i++) {
                        if (values[i] == null && table.columns.get(i).notNull()) {
                            problem("NULL value in " + entry.name());
                        }
                    }
                    if (tree.get(key) == null) {
                        problem("row " + key + " of " + entry.name() + " is not found");
                    }
                    return true;
                });
    }

    private void use(int number) {
        if (number < 1 || number > storage.cache.pageCount()) {
            throw EngineException.corrupt();
        }
        if (used.get(number)) {
            problem("page " + number + " is used twice");
            throw EngineException.corrupt();
        }
        used.set(number);
    }

    private void problem(String what) {
        problem = problem == null ? what : problem;
    }
}
