package sqlsync.reducer;

import java.util.Collection;

/** The mutations and the schema of one document type, whatever language it is written in. */
public interface Reducer {
    /** The document type, as in the {@code name} of the module. */
    String name();

    /** How many migrations there are: the schema version that this reducer works on. */
    int schemaVersion();

    /** Takes the schema from {@code version} to {@code version + 1}. Throws what went wrong. */
    void migrate(int version, Transaction transaction);

    /** The SQL of that migration; null where it is code. */
    default String migrationText(int version) {
        return null;
    }

    /** The mutations there are, in the order in which the reducer says them. */
    Collection<String> mutationNames();

    default boolean hasMutation(String name) {
        return mutationNames().contains(name);
    }

    /**
     * Runs one mutation.
     *
     * @param arguments as text, in the encoding of {@code web-shared/src/main/web/values.js}; empty
     *     for none
     * @return what the mutation returned, in the same encoding; empty for undefined
     * @throws MutationRejectedException if it refuses; any other exception counts as "threw"
     */
    String apply(String name, String arguments, Transaction transaction);
}
