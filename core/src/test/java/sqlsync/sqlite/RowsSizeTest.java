package sqlsync.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import sqlsync.ErrorCode;
import sqlsync.Limits;
import sqlsync.SqlSyncException;

class RowsSizeTest {
    private final RowsSize size = new RowsSize();

    private void refuses(double row, String limit) {
        SqlSyncException beyond = assertThrows(SqlSyncException.class, () -> size.add(row));
        assertEquals(ErrorCode.TOO_LARGE, beyond.code());
        assertTrue(beyond.getMessage().contains(limit), beyond.getMessage());
    }

    @Test
    void rowsAreTakenUpToTheLimit() {
        for (int row = 1; row <= Limits.ROWS_MAX; row++) {
            size.add(0);
            assertEquals(row, size.rows());
        }
        refuses(0, "1000000 rows");
    }

    @Test
    void theirBytesAreTakenUpToTheLimit() {
        size.add(Limits.ROWS_BYTES_MAX - 1);
        size.add(1);
        size.add(0);
        refuses(1, "268435456 bytes");
    }
}
