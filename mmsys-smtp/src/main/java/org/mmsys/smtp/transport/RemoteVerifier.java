package org.mmsys.smtp.transport;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.protocol.Peers;
import org.mmsys.core.route.RemoteVerify;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.smtp.SmtpClientPlan;
import org.mmsys.wire.smtp.SmtpClientTimes;
import org.mmsys.wire.smtp.SmtpErrand;
import org.mmsys.wire.smtp.SmtpOutcome;

/** Asks other servers by VRFY, on connections of its own so that no mail is in the way. Thread-safe; never waits. */
public final class RemoteVerifier implements RemoteVerify, AutoCloseable {
    private static final Duration TIME = Duration.ofSeconds(3);
    private static final Lanes.Limits LIMITS = new Lanes.Limits(2, 500, Duration.ofSeconds(10));

    private final Peers peers;
    private final String hostname;
    private final ScheduledExecutorService timer;
    private final Map<String, Lanes> servers = new ConcurrentHashMap<>();

    /** As {@link PeerSmtpTransport}. */
    public RemoteVerifier(Peers peers, String hostname, ScheduledExecutorService timer) {
        this.peers = peers;
        this.hostname = hostname;
        this.timer = timer;
    }

    @Override
    public void verify(String server, AccountName account, Consumer<Answer> answer) {
        Question question = new Question(account, answer);
        question.ring = Alarm.in(timer, TIME, () -> question.tell(Answer.NO_ANSWER));
        servers.computeIfAbsent(server, this::lanes).submit(question);
    }

    private Lanes lanes(String server) {
        return new Lanes(
                server,
                peers,
                () -> SmtpClientPlan.peer(
                        hostname, peers.introduction(Optional.empty()), SmtpClientTimes.PEERS.atMost(TIME)),
                LIMITS,
                timer);
    }

    @Override
    public void close() {
        servers.values().forEach(Lanes::close);
    }

    /** One name asked about; told once. */
    private static final class Question implements ClientJob {
        private final AccountName account;
        private final Consumer<Answer> answer;
        private final AtomicBoolean told = new AtomicBoolean();
        private volatile @Nullable Alarm ring;

        Question(AccountName account, Consumer<Answer> answer) {
            this.account = account;
            this.answer = answer;
        }

        @Override
        public SmtpErrand errand() {
            return new SmtpErrand.Verify(account.toString());
        }

        @Override
        public boolean wanted() {
            return !told.get();
        }

        @Override
        public void ended(SmtpOutcome outcome) {
            tell(
                    outcome instanceof SmtpOutcome.Answered answered
                            ? meaning(answered.reply().code())
                            : Answer.NO_ANSWER);
        }

        /** RFC 5321 §3.5.3; 252 is what those hear who may not know. */
        private static Answer meaning(int code) {
            return switch (code) {
                case 250 -> Answer.YES;
                case 251, 550, 551, 553 -> Answer.NO;
                default -> Answer.NO_ANSWER;
            };
        }

        void tell(Answer given) {
            if (told.compareAndSet(false, true)) {
                Alarm set = ring;
                if (set != null) {
                    set.cancel();
                }
                answer.accept(given);
            }
        }
    }
}
