package sqlsync.simulation.engine;

import java.util.ArrayList;
import java.util.List;

/** {@code DELETE}. */
record Delete(Where where) implements Command {
    @Override
    public Kind kind() {
        return Kind.WRITE;
    }

    @Override
    public List<String> columns() {
        return List.of();
    }

    @Override
    public List<Object[]> run(Session session, Object[] parameters) {
        List<Long> keys = new ArrayList<>();
        where.visit(session, new Scope(session, parameters), (key, values) -> keys.add(key));
        Tree tree = new Tree(session.storage(), where.table().root);
        keys.forEach(tree::remove);
        session.changed(keys.size());
        return List.of();
    }
}
