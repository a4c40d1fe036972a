package sqlsync.simulation.engine;

import java.util.HexFormat;
import java.util.Map;

/** A scalar function of SQL. */
interface Function {
    Object call(Session session, Object[] arguments);

    /** Those that no connection has to define, by name. */
    Map<String, Function> BUILT_IN =
            Map.of(
                    "sqlite_version", (session, a) -> "model",
                    "typeof", (session, a) -> Values.typeOf(a[0]),
                    "length", (session, a) -> length(a[0]),
                    "hex", (session, a) -> hex(a[0]),
                    "coalesce", (session, a) -> coalesce(a),
                    "unixepoch", (session, a) -> now(session, a));

    private static Object length(Object of) {
        if (of instanceof byte[] blob) {
            return (long) blob.length;
        }
        return of == null ? null : (Object) Values.text(of).codePoints().count();
    }

    private static Object hex(Object of) {
        byte[] bytes = of instanceof byte[] blob ? blob : of == null ? new byte[0] : null;
        return HexFormat.of()
                .withUpperCase()
                .formatHex(bytes == null ? Values.utf8(Values.text(of)) : bytes);
    }

    private static Object coalesce(Object[] of) {
        for (Object each : of) {
            if (each != null) {
                return each;
            }
        }
        return null;
    }

    private static Object now(Session session, Object[] arguments) {
        if (arguments.length == 0 || !"now".equals(arguments[0])) {
            throw new UnknownSqlError("another time than now", "unixepoch(…)");
        }
        long millis = session.vfs().now();
        boolean fine = arguments.length > 1 && arguments[1].equals("subsec");
        return fine ? (Object) (millis / 1000.0) : (Object) Math.floorDiv(millis, 1000L);
    }
}
