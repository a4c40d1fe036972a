package sqlsync.worker.live;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSBodyImport;
import org.teavm.jso.JSObject;

/** The functions of {@code row-patch.js}. */
final class RowPatch {
    private RowPatch() {}

    /** What makes one result, in columns, of another; null where nothing differs. */
    @JSBody(
            params = {"base", "next"},
            script = "return patches.rowPatch(base, next);",
            imports = @JSBodyImport(alias = "patches", fromModule = "#shared/row-patch.js"))
    static native JSObject between(JSObject base, JSObject next);

    /** Whether two results have the same columns. */
    @JSBody(
            params = {"base", "next"},
            script = "return patches.sameColumns(base.columns, next.columns);",
            imports = @JSBodyImport(alias = "patches", fromModule = "#shared/row-patch.js"))
    static native boolean sameColumns(JSObject base, JSObject next);

    /** Equal for queries that give equal results. */
    @JSBody(
            params = {"sql", "params", "integers"},
            script = "return patches.queryKey(sql, params, integers);",
            imports = @JSBodyImport(alias = "patches", fromModule = "#shared/row-patch.js"))
    static native String key(String sql, JSObject params, String integers);
}
