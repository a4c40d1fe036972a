package sqlsync.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import sqlsync.jvm.JvmSqlite;
import sqlsync.jvm.SeededRandomness;

class SelfTestTest {
    @Test
    void theModuleThatIsBuiltInPassesItsSelfTest() {
        Sqlite sqlite = Sqlite.install(new JvmSqlite(), () -> 0, new SeededRandomness(1));
        assertEquals("3.54.1", sqlite.version());
    }
}
