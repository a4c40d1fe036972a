package sqlsync.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class ParameterNamesTest {
    @Test
    void questionMarksCountOn() {
        ParameterNames names = new ParameterNames("SELECT ?, ?5, ?, :a, @a, $a, :a");
        assertEquals(9, names.count());
        assertNull(names.name(1));
        assertNull(names.name(2));
        assertEquals("?5", names.name(5));
        assertNull(names.name(6));
        assertEquals(":a", names.name(7));
        assertEquals("@a", names.name(8));
        assertEquals("$a", names.name(9));
        assertEquals(7, names.index("a"));
        assertEquals(0, names.index("b"));
    }

    @Test
    void textNamesAndCommentsHoldNoParameters() {
        String sql = "SELECT '?', \"a?\", [?], `:b`, x'3f' -- ?\n /* :c */ FROM t WHERE a$b = 1";
        assertEquals(0, new ParameterNames(sql).count());
    }

    @Test
    void namesHaveEveryScript() {
        ParameterNames names = new ParameterNames("SELECT :größe, $ns::name(x), @名前");
        assertEquals(3, names.count());
        assertEquals(":größe", names.name(1));
        assertEquals("$ns::name(x)", names.name(2));
        assertEquals("@名前", names.name(3));
    }
}
