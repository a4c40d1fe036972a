package sqlsync.jvm;

import com.dylibso.chicory.runtime.Memory;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/** What SQLite wants of its environment: memory, and a time zone, which is UTC here. */
final class WasmImports {
    private static final long HEAP_BYTES_MAX = 2_147_483_648L;

    private WasmImports() {}

    static long[] call(String name, Memory memory, long[] arguments) {
        return switch (name) {
            case "emscripten_resize_heap" -> grow(memory, (int) arguments[0]);
            case "emscripten_get_heap_max" -> new long[] {HEAP_BYTES_MAX};
            case "environ_sizes_get" -> {
                memory.writeI32((int) arguments[0], 0);
                memory.writeI32((int) arguments[1], 0);
                yield new long[] {0};
            }
            case "environ_get" -> new long[] {0};
            case "_tzset_js" -> {
                memory.writeI32((int) arguments[0], 0);
                memory.writeI32((int) arguments[1], 0);
                memory.writeCString((int) arguments[2], "UTC");
                memory.writeCString((int) arguments[3], "UTC");
                yield null;
            }
            case "_localtime_js" -> {
                localTime(memory, arguments[0], (int) arguments[1]);
                yield new long[] {0};
            }
            default -> throw new IllegalStateException("SQLite called " + name);
        };
    }

    private static long[] grow(Memory memory, int wantedBytes) {
        int pages = memory.pages();
        int wanted = (int) ((Integer.toUnsignedLong(wantedBytes) + 65535) >> 16);
        int target = Math.max(wanted, pages + pages / 5);
        return new long[] {memory.grow(target - pages) >= 0 ? 1 : 0};
    }

    /** Fills a {@code struct tm}. */
    private static void localTime(Memory memory, long seconds, int out) {
        ZonedDateTime time = Instant.ofEpochSecond(seconds).atZone(ZoneOffset.UTC);
        int[] fields = {
            time.getSecond(),
            time.getMinute(),
            time.getHour(),
            time.getDayOfMonth(),
            time.getMonthValue() - 1,
            time.getYear() - 1900,
            time.getDayOfWeek().getValue() % 7,
            time.getDayOfYear() - 1,
            0,
            0
        };
        for (int i = 0; i < fields.length; i++) {
            memory.writeI32(out + 4 * i, fields[i]);
        }
    }
}
