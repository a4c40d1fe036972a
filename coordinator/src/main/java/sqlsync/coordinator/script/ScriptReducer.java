package sqlsync.coordinator.script;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import sqlsync.ThrownError;
import sqlsync.reducer.MutationContext;
import sqlsync.reducer.MutationRejectedException;
import sqlsync.reducer.Transaction;

/**
 * A reducer module. It belongs to one thread, but for {@link #stop}. After it was stopped, or ran
 * over its limit of statements, it goes on in a new context.
 */
public final class ScriptReducer implements StoppableReducer {
    private final Engine engine;
    private final KeptFiles files;
    private final String file;
    private final ScriptLimits limits;
    private final String name;
    private final List<String> migrationTexts;
    private final List<String> mutationNames;
    private final ScriptConsole console = new ScriptConsole();
    private volatile ScriptContext context;

    /** What a script does, and how it ended. */
    private interface Work {
        Value run(Value reducer, ScriptTransaction transaction);
    }

    /**
     * @throws PolyglotException what loading it threw
     * @throws NoReducerException if the module is not a reducer's
     */
    ScriptReducer(Engine engine, KeptFiles files, String file, ScriptLimits limits) {
        this.engine = engine;
        this.files = files;
        this.file = file;
        this.limits = limits;
        Value reducer = reducer();
        if (reducer == null || reducer.isNull()) {
            stop();
            throw new NoReducerException(NoReducerException.WAITS, false);
        }
        if (!reducer.hasMember("name")) {
            stop();
            throw new NoReducerException(
                    "has no default export; export default { name, migrations, mutations }.", true);
        }
        name = reducer.getMember("name").asString();
        migrationTexts = Arrays.asList(reducer.getMember("migrations").as(String[].class));
        mutationNames = List.of(reducer.getMember("mutations").as(String[].class));
    }

    /** The files of the directory that it was loaded from: its own, and what that imports. */
    public Set<String> modules() {
        reducer();
        return context.modules();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int schemaVersion() {
        return migrationTexts.size();
    }

    @Override
    public String migrationText(int version) {
        return migrationTexts.get(version);
    }

    @Override
    public void console(ReducerConsole output) {
        console.writeTo(output);
    }

    @Override
    public void prepare() {
        reducer();
    }

    private Value reducer() {
        if (context == null) {
            context = new ScriptContext(engine, files, file, limits, console);
        }
        return context.reducer();
    }

    @Override
    public List<String> mutationNames() {
        return mutationNames;
    }

    @Override
    public String apply(String mutation, String arguments, Transaction transaction) {
        MutationContext given = transaction.context();
        return run(
                transaction,
                (reducer, tx) ->
                        reducer.getMember("apply")
                                .execute(
                                        mutation,
                                        arguments,
                                        tx.object(),
                                        (double) given.timestampMillis(),
                                        given.mutationId(),
                                        given.user(),
                                        given.claims()));
    }

    @Override
    public void migrate(int version, Transaction transaction) {
        MutationContext given = transaction.context();
        run(
                transaction,
                (reducer, tx) ->
                        reducer.getMember("migrate")
                                .execute(
                                        version,
                                        tx.object(),
                                        (double) given.timestampMillis(),
                                        given.mutationId(),
                                        given.user()));
    }

    private String run(Transaction transaction, Work work) {
        Value reducer = reducer();
        context.resetLimits();
        ScriptTransaction tx = new ScriptTransaction(transaction);
        try {
            Value ending = work.run(reducer, tx);
            tx.checkTrap();
            return result(ending);
        } catch (PolyglotException problem) {
            tx.checkTrap();
            throw rejection(problem);
        }
    }

    private static String result(Value ending) {
        if (ending.hasMember("reason")) {
            throw new MutationRejectedException(
                    ending.getMember("reason").asString(),
                    ending.getMember("message").asString(),
                    thrown(ending.getMember("thrown")));
        }
        return ending.getMember("text").asString();
    }

    private static ThrownError thrown(Value thrown) {
        return thrown == null || thrown.isNull()
                ? null
                : new ThrownError(
                        thrown.getMember("name").asString(),
                        thrown.getMember("message").asString(),
                        thrown.getMember("stack").asString());
    }

    /** What a script throws, JavaScript has caught: this is the end of its context. */
    private RuntimeException rejection(PolyglotException problem) {
        stop();
        if (problem.isResourceExhausted() || problem.isCancelled()) {
            return new MutationRejectedException(
                    LIMIT,
                    "The mutation ran more than "
                            + limits.statementsMax()
                            + " statements, or too deep, or for too long; the coordinator stopped it.");
        }
        return new MutationRejectedException(
                MutationRejectedException.THREW, String.valueOf(problem.getMessage()));
    }

    @Override
    public void stop() {
        ScriptContext stopped = context;
        if (stopped != null) {
            stopped.cancel();
            context = null;
        }
    }
}
