package sqlsync.simulation.engine;

import java.util.List;

/** What an expression is computed in. */
final class Scope {
    final Session session;
    final Object[] parameters;

    /** The row that columns are taken from; null where there is none. */
    Object[] row;

    /** All rows, where a select has an aggregate; null elsewhere. */
    List<Object[]> group;

    Scope(Session session, Object[] parameters) {
        this.session = session;
        this.parameters = parameters;
    }
}
