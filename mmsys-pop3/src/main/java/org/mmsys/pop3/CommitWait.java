package org.mmsys.pop3;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.journal.Journal.CommitListener;
import org.mmsys.core.journal.Journal.Refusal;

/** Lets a worker wait for one commit, for a time. */
final class CommitWait implements CommitListener {
    private static final long SECONDS_MAX = 60;

    private final BlockingQueue<Pop3Answer> news = new ArrayBlockingQueue<>(1);

    @Override
    public void committed(long sequence) {
        news.add(new Pop3Answer.Done());
    }

    @Override
    public void refused(Refusal why) {
        news.add(new Pop3Answer.Refused(why));
    }

    /**
     * What became of it.
     *
     * @throws IOException when that is not known in time: then no answer is right and the session has to end
     */
    Pop3Answer answer() throws IOException, InterruptedException {
        @Nullable Pop3Answer answer = news.poll(SECONDS_MAX, TimeUnit.SECONDS);
        if (answer == null) {
            throw new IOException("no news of a commit for " + SECONDS_MAX + " s");
        }
        return answer;
    }
}
