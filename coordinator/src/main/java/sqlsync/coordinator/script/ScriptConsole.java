package sqlsync.coordinator.script;

import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;

/** Java's part of {@code console.js}: lines of text, while there is somewhere to write them. */
final class ScriptConsole {
    /** Names of two functions for {@code console.js}, which takes them away from scripts. */
    private static final String MAY_WRITE = "sqlsyncConsoleAllows";

    private static final String WRITE = "sqlsyncConsoleWrite";

    private ReducerConsole output;

    void offerTo(Context context) {
        Value globals = context.getBindings("js");
        globals.putMember(MAY_WRITE, (ProxyExecutable) none -> output != null && output.allows());
        globals.putMember(
                WRITE,
                (ProxyExecutable)
                        a -> {
                            output.write(a[0].asString(), a[1].asString());
                            return null;
                        });
    }

    /** Null is nowhere. */
    void writeTo(ReducerConsole next) {
        output = next;
    }
}
