package sqlsync.hostport;

import java.util.ArrayList;
import java.util.List;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSArray;
import org.teavm.jso.core.JSNumber;
import sqlsync.browser.JsBytes;
import sqlsync.platform.IoOperation;

/**
 * The operations of a batch in a message, one array each.
 *
 * <pre>
 * read      [0, file, position, length]
 * write     [1, file, position, bytes]
 * truncate  [2, file, size, 0]
 * flush     [3, file, 0, 0]
 * </pre>
 */
final class BatchSteps {
    private static final int READ = 0;
    private static final int WRITE = 1;
    private static final int TRUNCATE = 2;
    private static final int FLUSH = 3;

    private BatchSteps() {}

    static JSArray<JSArray<JSObject>> encode(List<IoOperation> operations) {
        JSArray<JSArray<JSObject>> steps = new JSArray<>();
        for (IoOperation each : operations) {
            if (each instanceof IoOperation.Read read) {
                steps.push(step(READ, read.file(), read.position(), length(read.length())));
            } else if (each instanceof IoOperation.Write write) {
                JSObject bytes = JsBytes.whole(write.bytes());
                steps.push(step(WRITE, write.file(), write.position(), bytes));
            } else if (each instanceof IoOperation.Truncate truncate) {
                steps.push(step(TRUNCATE, truncate.file(), truncate.size(), length(0)));
            } else {
                steps.push(step(FLUSH, each.file(), 0, length(0)));
            }
        }
        return steps;
    }

    private static JSObject length(int length) {
        return JSNumber.valueOf(length);
    }

    private static JSArray<JSObject> step(int kind, int file, double position, JSObject last) {
        JSArray<JSObject> step = new JSArray<>();
        step.push(JSNumber.valueOf(kind));
        step.push(JSNumber.valueOf(file));
        step.push(JSNumber.valueOf(position));
        step.push(last);
        return step;
    }

    static List<IoOperation> decode(JSArray<JSArray<JSObject>> steps) {
        List<IoOperation> operations = new ArrayList<>();
        for (int i = 0; i < steps.getLength(); i++) {
            JSArray<JSObject> step = steps.get(i);
            int file = number(step, 1).intValue();
            long position = (long) number(step, 2).doubleValue();
            switch (number(step, 0).intValue()) {
                case READ:
                    operations.add(
                            new IoOperation.Read(file, position, number(step, 3).intValue()));
                    break;
                case WRITE:
                    operations.add(new IoOperation.Write(file, position, JsBytes.of(step.get(3))));
                    break;
                case TRUNCATE:
                    operations.add(new IoOperation.Truncate(file, position));
                    break;
                default:
                    operations.add(new IoOperation.Flush(file));
            }
        }
        return operations;
    }

    private static JSNumber number(JSArray<JSObject> step, int index) {
        return (JSNumber) step.get(index);
    }
}
