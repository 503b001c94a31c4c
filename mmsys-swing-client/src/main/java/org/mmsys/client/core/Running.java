package org.mmsys.client.core;

import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.mmsys.client.core.Events.Progress;
import org.mmsys.client.core.Events.Progress.Stage;
import org.mmsys.client.core.net.Abort;

/** A call seen from inside: how it is stopped, and where it tells how far it is. Owned by the thread that runs it. */
public final class Running {
    private static final long TELL_EVERY_NANOS = 100_000_000;
    private static final int ANSWER_MINUTES = 30;

    private final long id;
    private final Abort abort;
    private final Hub hub;
    private final Optional<String> account;
    private long toldAt;
    private boolean told;

    Running(long id, Abort abort, Hub hub, Optional<String> account) {
        this.id = id;
        this.abort = abort;
        this.hub = hub;
        this.account = account;
    }

    public Abort abort() {
        return abort;
    }

    /** @throws CancellationException if it was cancelled */
    public void check() {
        if (abort.pulled()) {
            throw new CancellationException();
        }
    }

    /** Tells how far it is, at most ten times a second. */
    public void progress(Stage stage, long done, long total) {
        check();
        long now = System.nanoTime();
        boolean last = total > 0 && done >= total;
        if (!told || last || now - toldAt >= TELL_EVERY_NANOS) {
            told = true;
            toldAt = now;
            Progress progress = new Progress(id, account, stage, done, total);
            hub.tell(listener -> listener.progress(progress));
        }
    }

    /** Waits for the user; empty when the call is cancelled, or nobody answers in half an hour. */
    public <T> Optional<T> answer(CompletableFuture<T> question) {
        abort.guard(() -> question.cancel(false));
        try {
            return Optional.ofNullable(question.get(ANSWER_MINUTES, TimeUnit.MINUTES));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException | TimeoutException | CancellationException none) {
            return Optional.empty();
        }
    }
}
