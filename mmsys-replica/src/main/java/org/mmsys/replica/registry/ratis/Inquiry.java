package org.mmsys.replica.registry.ratis;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.exceptions.NotLeaderException;
import org.apache.ratis.protocol.exceptions.RaftException;
import org.apache.ratis.util.JavaUtils;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.route.NodeName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One question, asked of one voter after the other until one answers or the time is over.
 *
 * <p>Who does not answer soon is not given up: the next one is asked too and the first answer counts. That does no harm, since
 * a question has the same outcome however often it arrives.
 */
final class Inquiry {
    private static final Logger log = LoggerFactory.getLogger(Inquiry.class);

    /** How the voters are reached. */
    interface Way {
        /** Whom to ask first, or after those that were asked already. */
        NodeName next(Optional<NodeName> before);

        /** Sends it; what cannot be sent is a future that failed. */
        CompletableFuture<RaftClientReply> send(NodeName voter);

        /** A voter answered. */
        void answered(NodeName voter);

        /** A voter is said to lead. */
        void leads(NodeName voter);

        /** A voter did not answer, or the connection failed. */
        void lost(NodeName voter);
    }

    private final Way way;
    private final RatisTiming timing;
    private final ScheduledExecutorService clock;
    private final CompletableFuture<Optional<byte[]>> answer = new CompletableFuture<>();

    private Inquiry(Way way, RatisTiming timing, ScheduledExecutorService clock) {
        this.way = way;
        this.timing = timing;
        this.clock = clock;
    }

    /** The answer, or nothing when the time is over; never fails. */
    static CompletableFuture<Optional<byte[]>> begin(Way way, RatisTiming timing, ScheduledExecutorService clock) {
        Inquiry inquiry = new Inquiry(way, timing, clock);
        inquiry.after(timing.limit(), () -> inquiry.answer.complete(Optional.empty()));
        inquiry.after(Duration.ZERO, () -> inquiry.ask(way.next(Optional.empty())));
        return inquiry.answer;
    }

    private void ask(NodeName voter) {
        if (answer.isDone()) {
            return;
        }
        CompletableFuture<RaftClientReply> reply = way.send(voter);
        var unused = reply.whenComplete((got, failed) -> heard(voter, got, failed));
        after(timing.attempt(), () -> {
            if (!reply.isDone() && !answer.isDone()) {
                way.lost(voter);
                ask(way.next(Optional.of(voter)));
            }
        });
    }

    private void heard(NodeName voter, @Nullable RaftClientReply reply, @Nullable Throwable failed) {
        if (reply != null && reply.isSuccess()) {
            way.answered(voter);
            answer.complete(Optional.of(reply.getMessage().getContent().toByteArray()));
            return;
        }
        Throwable why = failed != null ? JavaUtils.unwrapCompletionException(failed) : reason(reply);
        if (why instanceof NotLeaderException other) {
            Optional<NodeName> leader = Optional.ofNullable(other.getSuggestedLeader())
                    .flatMap(peer -> PeerNames.ofId(peer.getId().toString()))
                    .filter(suggested -> !suggested.equals(voter));
            leader.ifPresent(way::leads);
            after(
                    leader.isPresent() ? Duration.ZERO : timing.retry(),
                    () -> ask(leader.orElseGet(() -> way.next(Optional.of(voter)))));
            return;
        }
        if (!(why instanceof RaftException)) {
            way.lost(voter);
        }
        log.atDebug()
                .addKeyValue("voter", voter)
                .addKeyValue("cause", String.valueOf(why))
                .log("registry asks again");
        after(timing.retry(), () -> ask(way.next(Optional.of(voter))));
    }

    /** What fails here leaves the answer to the limit. */
    private static void carefully(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException bug) {
            log.atError().setCause(bug).log("registry could not ask");
        }
    }

    private static @Nullable Throwable reason(@Nullable RaftClientReply reply) {
        return reply == null ? null : reply.getException();
    }

    private void after(Duration pause, Runnable step) {
        try {
            var unused = clock.schedule(() -> carefully(step), pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            answer.complete(Optional.empty());
        }
    }
}
