package sqlsync.story;

import java.util.function.Consumer;

/** One claim by its name, and the way to find out whether it holds. */
public interface Story {
    String name();

    /** Tells the verdict once, now or later. */
    void tell(Verdict verdict);

    /** A story that needs no waiting: it holds where {@code body} returns. */
    static Story of(String name, Runnable body) {
        return later(
                name,
                verdict -> {
                    body.run();
                    verdict.holds();
                });
    }

    /** A story that tells its verdict itself; it fails where {@code body} throws. */
    static Story later(String name, Consumer<Verdict> body) {
        return new Story() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public void tell(Verdict verdict) {
                verdict.guard(() -> body.accept(verdict));
            }
        };
    }
}
