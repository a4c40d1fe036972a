package sqlsync.simulation.engine;

import java.util.Locale;

/** What a column makes of values that are stored in it. */
enum Affinity {
    INTEGER,
    TEXT,
    BLOB,
    REAL,
    NUMERIC;

    /** By SQLite's rules for the type that a column is declared with. */
    static Affinity of(String type) {
        String upper = type.toUpperCase(Locale.ROOT);
        if (upper.contains("INT")) {
            return INTEGER;
        }
        if (upper.contains("CHAR") || upper.contains("CLOB") || upper.contains("TEXT")) {
            return TEXT;
        }
        if (upper.contains("BLOB") || upper.isEmpty()) {
            return BLOB;
        }
        if (upper.contains("REAL") || upper.contains("FLOA") || upper.contains("DOUB")) {
            return REAL;
        }
        return NUMERIC;
    }

    Object apply(Object value) {
        if (value == null || value instanceof byte[] || this == BLOB) {
            return value;
        }
        if (this == TEXT) {
            return Values.text(value);
        }
        Number number = value instanceof String text ? Values.wholly(text) : (Number) value;
        if (number == null) {
            return value;
        }
        if (this == REAL) {
            return number.doubleValue();
        }
        boolean whole = number instanceof Double real && real == (double) (long) (double) real;
        return whole && Math.abs(number.doubleValue()) < 1e18
                ? (Object) number.longValue()
                : number;
    }
}
