package sqlsync.e2e.reducer;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import sqlsync.reducer.MutationContext;

/**
 * A mutation to be made, with all that it sees of the world.
 *
 * @param number from which its chance comes
 * @param args in the encoding of the worker's {@code values.js}
 */
record Call(int number, String name, String args) {
    static final long NOW = 1_700_000_000_000L;
    private static final int DRAWS = 8;

    MutationContext context() {
        return new MutationContext("session-" + number, "ann", NOW + number, number);
    }

    /** The first UUID that it makes. */
    static String uuid(int number) {
        return new Call(number, "", "").context().uuid();
    }

    /** For {@code pinned.js}. */
    static String json(List<Call> calls) {
        JsonArray array = new JsonArray();
        calls.forEach(call -> array.add(call.json()));
        return array.toString();
    }

    private JsonObject json() {
        JsonObject call = new JsonObject();
        call.addProperty("name", name);
        call.addProperty("args", args);
        call.addProperty("timestamp", NOW + number);
        JsonArray uuids = new JsonArray();
        JsonArray randoms = new JsonArray();
        MutationContext forUuids = context();
        MutationContext forRandoms = context();
        for (int i = 0; i < DRAWS; i++) {
            uuids.add(forUuids.uuid());
            randoms.add(forRandoms.random());
        }
        call.add("uuids", uuids);
        call.add("randoms", randoms);
        return call;
    }
}
