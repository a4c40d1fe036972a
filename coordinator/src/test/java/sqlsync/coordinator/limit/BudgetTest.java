package sqlsync.coordinator.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BudgetTest {
    private final Budget budget = new Budget(1_000);

    @Test
    void nobodyTakesMoreThanIsLeftForOthers() {
        assertTrue(budget.take("eve", 500));
        assertFalse(budget.take("eve", 1));
        assertTrue(budget.take("mallory", 250));
        assertFalse(budget.take("mallory", 1));
        assertTrue(budget.take("ann", 100));
        assertEquals(850, budget.taken());
    }

    @Test
    void whatIsGivenBackCanBeTakenAgain() {
        assertTrue(budget.take("eve", 500));
        budget.give("eve", 400);
        assertEquals(100, budget.taken());
        assertTrue(budget.take("ann", 450));
        assertThrows(IllegalStateException.class, () -> budget.give("eve", 101));
    }

    @Test
    void whatIsThereAlreadyIsCountedBeyondTheLimit() {
        budget.takeAnyway("eve", 2_000);
        assertFalse(budget.take("ann", 1));
        budget.give("eve", 2_000);
        assertTrue(budget.take("ann", 1));
    }
}
