package sqlsync.coordinator;

import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import sqlsync.coordinator.health.FatalErrors;

/**
 * Passes errors of the process to {@code FatalErrors} before Jetty turns them into a status code.
 */
final class FatalErrorsHandler extends Handler.Wrapper {
    private final FatalErrors fatal;

    FatalErrorsHandler(Handler handler, FatalErrors fatal) {
        super(handler);
        this.fatal = fatal;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        try {
            return super.handle(request, response, callback);
        } catch (Throwable problem) {
            fatal.check(problem);
            throw problem;
        }
    }

    /** Jetty's threads, which go on after an error otherwise. */
    static final class Threads extends QueuedThreadPool {
        private final FatalErrors fatal;

        Threads(int threadsMax, FatalErrors fatal) {
            super(threadsMax);
            this.fatal = fatal;
        }

        @Override
        protected void runJob(Runnable job) {
            fatal.run(job);
        }
    }
}
