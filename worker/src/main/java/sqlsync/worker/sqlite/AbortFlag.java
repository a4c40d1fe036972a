package sqlsync.worker.sqlite;

import java.util.function.BooleanSupplier;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import sqlsync.worker.messages.FromPage;

/**
 * Whether a page has aborted a query that runs. Messages wait until it has run; but a page can
 * revoke a URL of its own, and a worker can try to load one while it runs.
 *
 * <p>Not every browser, and not every Content-Security-Policy, lets this worker load such a URL. So
 * there is a second one, which is revoked only when its page goes: where that can't be loaded
 * either, and none ever was, nothing is known of aborts.
 */
public final class AbortFlag implements BooleanSupplier {
    private enum Means {
        UNKNOWN,
        WORK,
        LACKING
    }

    private static Means means = Means.UNKNOWN;

    private final String url;
    private final String canary;

    private AbortFlag(String url, String canary) {
        this.url = url;
        this.canary = canary;
    }

    /** That of a query, or null where it has none. */
    public static AbortFlag of(JSObject field) {
        if (field == null) {
            return null;
        }
        FromPage.SentAbort sent = (FromPage.SentAbort) field;
        return new AbortFlag(sent.getUrl(), sent.getCanary());
    }

    @Override
    public boolean getAsBoolean() {
        if (means == Means.LACKING) {
            return false;
        }
        boolean wanted = canLoad(url);
        if (wanted || canLoad(canary)) {
            means = Means.WORK;
        } else if (means == Means.UNKNOWN) {
            means = Means.LACKING;
        }
        return !wanted && means == Means.WORK;
    }

    @JSBody(
            params = "url",
            script =
                    "try {"
                            + "  const request = new XMLHttpRequest();"
                            + "  request.open('GET', url, false);"
                            + "  request.send();"
                            + "  return true;"
                            + "} catch (failure) {"
                            + "  return false;"
                            + "}")
    private static native boolean canLoad(String url);
}
