package org.mmsys.core.protocol;

import java.io.IOException;
import java.util.function.Consumer;
import org.mmsys.core.store.BodySource;
import org.mmsys.wire.session.Output.CollectBody;

/**
 * Answers the questions of one session's machine and holds what the machine only names: bodies, locks, files.
 *
 * <p>Owned by one session. One question is open at most; calls never overlap, but come from different threads.
 */
public interface Performer<Q, A> {
    /**
     * Answers at once what is in memory, or hands the question over.
     *
     * <p>I/O thread: never waits. With {@link Attempt.Pending} the performer calls {@code later} exactly once, from
     * any thread. With {@link Attempt.NeedsWorker} the driver calls {@link #perform}.
     */
    Attempt<A> tryNow(Q question, Consumer<A> later);

    /**
     * Answers a question for which {@link #tryNow} said {@link Attempt.NeedsWorker}.
     *
     * <p>Worker thread: may wait for disks and hashes, with limits of its own. An exception is a bug or a failing
     * disk: it is logged and ends the session.
     */
    A perform(Q question) throws IOException, InterruptedException;

    /** The sink for the body that begins; the same again for the next chunk of an unfinished one. I/O thread. */
    BodySink sink(CollectBody<Q> wanted);

    /** The source prepared by the last answer, for {@code SendBody}. The driver closes it. I/O thread. */
    BodySource source();

    /** The connection to be joined with this one, prepared by the last answer, for {@code Splice}. I/O thread. */
    default Link link() {
        throw new IllegalStateException("nothing to splice with");
    }

    /** This connection, after {@code HandOver}: the performer keeps it, has it spliced or closes it. I/O thread. */
    default void handedOver(Link link) {
        link.close();
    }

    /** The session is over: give back locks and unfinished bodies. Called once, on any thread, after the last call. */
    void closed();
}
