package sqlsync.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PageSetTest {
    @Test
    void holdsEachNumberOnceInTheOrderOfTheFirst() {
        Random random = new Random(5);
        Set<Integer> model = new LinkedHashSet<>();
        PageSet pages = new PageSet();
        for (int i = 0; i < 2000; i++) {
            int number = 1 + random.nextInt(random.nextBoolean() ? 70 : 100_000);
            model.add(number);
            pages.add(number);
            assertTrue(pages.contains(number));
        }
        assertEquals(model.size(), pages.size());
        int index = 0;
        for (int number : model) {
            assertEquals(number, pages.number(index++));
        }
        for (int number = 1; number <= 110_000; number++) {
            assertEquals(model.contains(number), pages.contains(number));
        }
    }

    @Test
    void anEmptyOneHoldsNothing() {
        assertFalse(new PageSet().contains(1));
        assertFalse(new PageSet().contains(Pages.PAGES_MAX));
        assertEquals(0, new PageSet().size());
    }
}
