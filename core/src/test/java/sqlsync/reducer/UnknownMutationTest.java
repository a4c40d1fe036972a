package sqlsync.reducer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import sqlsync.application.JavaReducer;

class UnknownMutationTest {
    private static String message(List<String> names) {
        JavaReducer reducer =
                new JavaReducer("list") {
                    {
                        names.forEach(name -> mutation(name, (tx, args) -> {}));
                    }
                };
        return UnknownMutation.message(reducer, "ad");
    }

    @Test
    void namesTheOnesThatThereAre() {
        assertEquals(
                "The reducer \"list\" has no mutation \"ad\". It has: add, remove.",
                message(List.of("add", "remove")));
        assertEquals(
                "The reducer \"list\" has no mutation \"ad\". It has: none.", message(List.of()));
    }

    @Test
    void namesNoMoreThanCanBeRead() {
        String many = message(IntStream.range(0, 1_000).mapToObj(n -> "mutation" + n).toList());
        assertTrue(many.contains("It has: mutation0, mutation1, ") && many.endsWith(", …."), many);
        assertTrue(many.length() < 400, many);
        assertTrue(message(List.of("x".repeat(10_000), "add")).endsWith("It has: …."));
    }
}
