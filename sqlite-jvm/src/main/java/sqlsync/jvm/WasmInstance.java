package sqlsync.jvm;

import com.dylibso.chicory.runtime.ExportFunction;
import com.dylibso.chicory.runtime.HostFunction;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.runtime.TableInstance;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.FunctionImport;
import com.dylibso.chicory.wasm.types.FunctionType;
import sqlsync.sqlite.IncompatibleSqliteException;
import sqlsync.sqlite.SqliteTrapException;

/**
 * An instance of the module that sql.js ships, started as its JavaScript would start it. Of what
 * the module imports only a few functions are ever called: see {@link WasmImports}.
 */
final class WasmInstance {
    private final Instance instance;
    private final Memory memory;
    private SqliteTrapException trap;

    WasmInstance() {
        WasmModule module = SqlJsWasm.load();
        ImportValues.Builder imports = ImportValues.builder();
        for (int i = 0; i < module.importSection().importCount(); i++) {
            FunctionImport each = (FunctionImport) module.importSection().getImport(i);
            FunctionType type = module.typeSection().getType(each.typeIndex());
            imports.addFunction(
                    new HostFunction(
                            each.module(),
                            each.name(),
                            type,
                            (caller, arguments) ->
                                    WasmImports.call(each.name(), caller.memory(), arguments)));
        }
        instance =
                Instance.builder(module)
                        .withImportValues(imports.build())
                        .withMachineFactory(SqlJsWasm::create)
                        .build();
        memory = instance.memory();
        call(export("emscripten_stack_init"));
        long base = call(export("emscripten_stack_get_base"));
        long end = call(export("emscripten_stack_get_end"));
        call(export("__set_stack_limits"), base, end);
        call(export("__wasm_call_ctors"));
    }

    Memory memory() {
        return memory;
    }

    TableInstance table() {
        return instance.table(0);
    }

    WasmModule module() {
        return instance.module();
    }

    ExportFunction export(String name) {
        ExportFunction function = instance.export(name);
        if (function == null) {
            throw new IncompatibleSqliteException(
                    "unknown", "This build of SQLite does not export " + name + ".");
        }
        return function;
    }

    /**
     * Calls a function of the module.
     *
     * @return its result as 64 bits, 0 where it has none
     * @throws SqliteTrapException if it traps now, or ever did
     */
    long call(ExportFunction function, long... arguments) {
        if (trap != null) {
            // Another one each time: closing a statement may throw it while the first is on its
            // way,
            // and no exception can be suppressed by itself.
            throw new SqliteTrapException(trap.getMessage(), trap);
        }
        try {
            long[] result = function.apply(arguments);
            return result == null || result.length == 0 ? 0 : result[0];
        } catch (RuntimeException | StackOverflowError e) {
            trap = new SqliteTrapException("SQLite stopped: " + e, e);
            throw trap;
        }
    }
}
