package org.mmsys.core.net;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.protocol.Attempt;
import org.mmsys.core.protocol.Attempt.NeedsWorker;
import org.mmsys.core.protocol.Attempt.Now;
import org.mmsys.core.protocol.Performer;

/**
 * The one open question of a session: asked on the I/O thread, answered there too, whichever thread found the answer.
 *
 * <p>Owned by the session's I/O thread.
 */
final class Questions<Q, A> {
    private final Connection connection;
    private final WorkerPool workers;
    private final Deadlines deadlines;
    private final Runnable goOn;
    private final Consumer<Throwable> failed;
    private @Nullable Question open;
    private @Nullable A answer;
    private boolean usedWorkers;
    private boolean working;
    private boolean forsaken;

    /**
     * @param goOn runs on the I/O thread when an answer came later or will not come
     * @param failed runs on the I/O thread before it when the performer threw on a worker
     */
    Questions(
            Connection connection, WorkerPool workers, Deadlines deadlines, Runnable goOn, Consumer<Throwable> failed) {
        this.connection = connection;
        this.workers = workers;
        this.deadlines = deadlines;
        this.goOn = goOn;
        this.failed = failed;
    }

    /** Whether an answer is awaited. */
    boolean open() {
        return open != null;
    }

    /** Whether no answer is awaited, nor waits itself. */
    boolean settled() {
        return open == null && answer == null;
    }

    boolean usedWorkers() {
        return usedWorkers;
    }

    /** Answers that come from elsewhere than a worker are awaited no more: they may never come. */
    void forsake() {
        forsaken = true;
        if (!working) {
            open = null;
        }
    }

    /** The answer, once; null when there is none. */
    @Nullable
    A take() {
        A taken = answer;
        answer = null;
        return taken;
    }

    /**
     * Asks.
     *
     * @throws WorkersFullException when it needs a worker and none can be had: it stays unanswered
     */
    void ask(Performer<Q, A> performer, Q question) {
        if (open != null) {
            throw new IllegalStateException("a question while another is open: " + question.getClass());
        }
        Question asked = new Question();
        open = asked;
        deadlines.asked();
        boolean accepted = false;
        try {
            Attempt<A> attempt = performer.tryNow(question, asked);
            if (attempt instanceof Now<A> now) {
                open = null;
                answer = now.answer();
                deadlines.answered();
            } else if (attempt instanceof NeedsWorker<A>) {
                usedWorkers = true;
                working = true;
                if (!workers.execute(() -> perform(performer, question, asked))) {
                    throw new WorkersFullException();
                }
            } else if (forsaken) {
                open = null;
            }
            accepted = true;
        } finally {
            if (!accepted) {
                open = null; // nobody will answer
                working = false;
            }
        }
    }

    private void perform(Performer<Q, A> performer, Q question, Question asked) {
        try {
            asked.accept(performer.perform(question));
        } catch (Throwable e) {
            connection.post(() -> {
                open = null;
                working = false;
                failed.accept(e);
                goOn.run();
            });
        }
    }

    /** Takes its answer once, and only while it is open. */
    private final class Question implements Consumer<A> {
        @Override
        public void accept(A given) {
            connection.post(() -> {
                if (open == this) {
                    open = null;
                    working = false;
                    answer = given;
                    deadlines.answered();
                    goOn.run();
                }
            });
        }
    }
}
