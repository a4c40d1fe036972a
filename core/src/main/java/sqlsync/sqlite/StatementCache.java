package sqlsync.sqlite;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Prepared statements by their text. When there are more than {@link #STATEMENTS_MAX}, the one that
 * has not been used for longest goes; those in use stay.
 */
final class StatementCache {
    private static final int STATEMENTS_MAX = 200;

    /** In order of last use. */
    private final Map<String, Statement> byText = new LinkedHashMap<>(16, 0.75f, true);

    /** A statement to use, or null when there is none or somebody uses it. */
    Statement take(String sql) {
        Statement statement = byText.get(sql);
        if (statement == null || statement.inUse()) {
            return null;
        }
        statement.take();
        return statement;
    }

    /** Keeps a statement that is in use, unless its text is there already. */
    boolean add(String sql, Statement statement) {
        if (byText.containsKey(sql)) {
            return false;
        }
        byText.put(sql, statement);
        if (byText.size() > STATEMENTS_MAX) {
            endOldest();
        }
        return true;
    }

    void endAll() {
        for (Statement statement : byText.values()) {
            statement.end();
        }
        byText.clear();
    }

    private void endOldest() {
        for (Map.Entry<String, Statement> entry : byText.entrySet()) {
            if (!entry.getValue().inUse()) {
                byText.remove(entry.getKey());
                entry.getValue().end();
                return;
            }
        }
    }
}
