package org.mmsys.smtp.transport;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.protocol.Attempt;
import org.mmsys.core.protocol.Dialogue;
import org.mmsys.core.protocol.Peers;
import org.mmsys.core.route.RemoteLogin.Exchange;
import org.mmsys.core.route.RemoteLogin.Step;
import org.mmsys.core.route.Service;
import org.mmsys.wire.smtp.ServerReply;
import org.mmsys.wire.smtp.SmtpClientAnswer;
import org.mmsys.wire.smtp.SmtpClientMachine;
import org.mmsys.wire.smtp.SmtpClientPlan;
import org.mmsys.wire.smtp.SmtpErrand;
import org.mmsys.wire.smtp.SmtpOutcome;
import org.mmsys.wire.smtp.SmtpOutcome.Failure;
import org.mmsys.wire.smtp.SmtpOutcome.Trouble;

/** One SASL exchange between a client of ours and its home server. Thread-safe; never waits. */
final class RelayedExchange implements Exchange, ClientJob {
    private final String server;
    private final Peers peers;
    private final SmtpClientPlan plan;
    private final SmtpErrand errand;
    private @Nullable Consumer<Step> asker;
    private @Nullable Consumer<SmtpClientAnswer> challenger;
    private @Nullable Alarm deadline;
    private boolean over;

    RelayedExchange(
            String server,
            Peers peers,
            SmtpClientPlan plan,
            String mechanism,
            Optional<byte[]> initial,
            Consumer<Step> asker) {
        this.server = server;
        this.peers = peers;
        this.plan = plan;
        this.errand = new SmtpErrand.RelayLogin(mechanism, initial);
        this.asker = asker;
    }

    void begin(ScheduledExecutorService timer, Duration time) {
        Alarm end = Alarm.in(timer, time, () -> finish(new Step.TryLater("no answer in time")));
        synchronized (this) {
            deadline = end;
        }
        call(false);
    }

    private void call(boolean secondTry) {
        peers.call(
                server,
                Service.SMTP,
                () -> new Dialogue<>(new SmtpClientMachine(plan), new ClientPerformer(new Connection(secondTry))),
                why -> finish(new Step.TryLater(why)));
    }

    @Override
    public void respond(byte[] response, Consumer<Step> answer) {
        Consumer<SmtpClientAnswer> waiting;
        synchronized (this) {
            waiting = challenger;
            challenger = null;
            asker = answer;
        }
        if (waiting == null) {
            finish(new Step.TryLater("the exchange is over"));
        } else {
            waiting.accept(new SmtpClientAnswer.Response(response));
        }
    }

    @Override
    public void abandon() {
        Consumer<SmtpClientAnswer> waiting;
        synchronized (this) {
            asker = null;
            waiting = challenger;
            challenger = null;
            over = true;
            stopClock();
        }
        if (waiting != null) {
            waiting.accept(new SmtpClientAnswer.Cancel());
        }
    }

    @Override
    public SmtpErrand errand() {
        return errand;
    }

    @Override
    public void challenged(byte[] octets, Consumer<SmtpClientAnswer> answer) {
        Consumer<Step> told;
        synchronized (this) {
            told = asker;
            asker = null;
            challenger = told == null ? null : answer;
        }
        if (told == null) {
            answer.accept(new SmtpClientAnswer.Cancel());
        } else {
            told.accept(new Step.Challenge(octets));
        }
    }

    @Override
    public void ended(SmtpOutcome outcome) {
        if (outcome instanceof SmtpOutcome.Answered answered) {
            finish(meaning(answered.reply()));
        } else {
            finish(new Step.TryLater(
                    outcome instanceof SmtpOutcome.Failed failed
                            ? failed.failure().text()
                            : "failed"));
        }
    }

    /** RFC 4954 §4, §6; 551 is our own (rules 26). */
    private static Step meaning(ServerReply reply) {
        return switch (reply.code()) {
            case 235 -> new Step.Granted();
            case 551 -> new Step.NotHere();
            case 501, 504, 534, 535, 538 -> new Step.Denied();
            default -> new Step.TryLater(reply.text());
        };
    }

    /** The last word; whoever responds later hears that it is over. */
    private void finish(Step step) {
        Consumer<Step> told;
        Consumer<SmtpClientAnswer> waiting;
        synchronized (this) {
            told = asker;
            asker = null;
            waiting = challenger;
            challenger = null;
            over = true;
            stopClock();
        }
        if (waiting != null) {
            waiting.accept(new SmtpClientAnswer.Cancel());
        }
        if (told != null) {
            told.accept(step);
        }
    }

    /** Under the lock. */
    private void stopClock() {
        if (deadline != null) {
            deadline.cancel();
        }
    }

    private synchronized boolean isOver() {
        return over;
    }

    /** The connection of the exchange: one job, then good-bye. */
    private final class Connection implements ClientPerformer.Owner {
        private final boolean secondTry;
        private boolean given;

        Connection(boolean secondTry) {
            this.secondTry = secondTry;
        }

        @Override
        public Attempt<Optional<ClientJob>> next(Consumer<Optional<ClientJob>> later) {
            boolean first = !given && !isOver();
            given = true;
            return Attempt.now(first ? Optional.of(RelayedExchange.this) : Optional.empty());
        }

        @Override
        public void ended(ClientJob job, SmtpOutcome outcome, int served) {
            if (outcome instanceof SmtpOutcome.Failed failed) {
                blame(failed.failure());
            }
            job.ended(outcome);
        }

        @Override
        public void failed(Failure failure) {
            peers.failed(server, Service.SMTP, failure.text());
            if (secondTry || isOver()) {
                finish(new Step.TryLater(failure.text()));
            } else {
                call(true);
            }
        }

        private void blame(Failure failure) {
            if (failure.trouble() == Trouble.TIMED_OUT || failure.trouble() == Trouble.GARBAGE) {
                peers.failed(server, Service.SMTP, failure.text());
            }
        }

        @Override
        public void closed() {
            // the exchange has ended, another node is tried, or it is told that none can be reached
        }
    }
}
