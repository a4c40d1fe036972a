package sqlsync.reducer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MutationContextTest {
    @Test
    void twoContextsOfOneMutationGiveTheSame() {
        MutationContext first = new MutationContext("s-1", "ann", 1234, 99);
        MutationContext replay = new MutationContext("s-1", "ann", 1234, 99);
        for (int i = 0; i < 10; i++) {
            assertEquals(first.uuid(), replay.uuid());
            assertEquals(first.random(), replay.random());
            assertEquals(first.nextRandom64(), replay.nextRandom64());
        }
    }

    @Test
    void uuidsAreOfVersionFourAndInLowerCase() {
        MutationContext context = new MutationContext("s-1", null, 0, 5);
        for (int i = 0; i < 100; i++) {
            assertTrue(
                    context.uuid()
                            .matches(
                                    "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
        }
    }
}
