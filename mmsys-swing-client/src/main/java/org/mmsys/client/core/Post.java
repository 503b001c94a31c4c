package org.mmsys.client.core;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.ConnectionState.Status;
import org.mmsys.client.core.net.Abort;
import org.mmsys.client.core.net.Line;
import org.mmsys.client.core.net.Patience;
import org.mmsys.client.core.net.Transcript;
import org.mmsys.client.core.sync.Receiver;
import org.mmsys.client.core.sync.Sender;
import org.mmsys.client.core.sync.Servers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One account at work: its servers and two threads, one for its mailbox and one for its outbox. Thread-safe. */
final class Post implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Post.class);

    private final Works works;
    private final Account account;
    private final Transcript transcript = new Transcript();
    private final Servers servers;
    private final Receiver receiver;
    private final Sender sender;
    private final ThreadPoolExecutor receiving;
    private final ThreadPoolExecutor sending;
    private final AtomicBoolean flushing = new AtomicBoolean();
    private final AtomicBoolean checking = new AtomicBoolean();
    private final AtomicBoolean probing = new AtomicBoolean();
    private final AtomicBoolean pushing = new AtomicBoolean();
    private volatile Instant checkedAt = Instant.EPOCH;

    Post(Works works, Account account, Runnable outboxChanged) {
        this.works = works;
        this.account = account;
        Line line = new Line(account.security(), works.trust(), Patience.USUAL, transcript, works.watch(), new Abort());
        this.servers = Servers.of(
                account,
                line,
                works.secrets(),
                works.settings().asks(),
                works.hub(),
                works.settings().clock());
        this.receiver = new Receiver(works.ledger(), servers);
        this.sender = new Sender(works.ledger(), servers, works.outbox(), works.filing(), outboxChanged);
        this.receiving = Threading.pool("receive-" + account.id(), 1);
        this.sending = Threading.pool("send-" + account.id(), 1);
    }

    Account account() {
        return account;
    }

    Servers servers() {
        return servers;
    }

    Receiver receiver() {
        return receiver;
    }

    Sender sender() {
        return sender;
    }

    Transcript transcript() {
        return transcript;
    }

    ThreadPoolExecutor receiving() {
        return receiving;
    }

    ThreadPoolExecutor sending() {
        return sending;
    }

    Call<Integer> check(Optional<String> folder) {
        checkedAt = works.settings().clock().instant();
        return works.calls().start(receiving, Optional.of(account.id()), running -> receiver.check(running, folder));
    }

    Call<Integer> flush(Optional<String> entry) {
        return works.calls().start(sending, Optional.of(account.id()), running -> sender.flush(running, entry));
    }

    /** Tells the server what was changed here, if it keeps folders. */
    void pushSoon() {
        if (works.settings().sendByItself() && pushing.compareAndSet(false, true)) {
            Call<Integer> call = works.calls().start(receiving, Optional.of(account.id()), running -> {
                pushing.set(false);
                return receiver.push(running).size();
            });
            call.onEnd(outcome -> pushing.set(false));
        }
    }

    /** What is due by itself is begun; the next moment something will be. */
    Instant work(Instant now) {
        Instant next = now.plusSeconds(3600);
        try {
            next = earlier(next, outbox(now));
        } catch (IOException disk) {
            LOG.atWarn().setCause(disk).log("the outbox cannot be read");
        }
        next = earlier(next, mailbox(now));
        Optional<Instant> probe = servers.due();
        if (probe.isPresent() && !probe.get().isAfter(now)) {
            probe(now);
        }
        return earlier(next, probe);
    }

    private void probe(Instant now) {
        if (probing.compareAndSet(false, true)) {
            Call<Boolean> call =
                    works.calls().start(works.readers(), Optional.empty(), running -> servers.probe(running, now));
            call.onEnd(outcome -> {
                probing.set(false);
                boolean back = outcome.got().orElse(false);
                if (back && checking.compareAndSet(false, true)) {
                    check(Optional.empty()).onEnd(ended -> checking.set(false));
                }
            });
        }
    }

    private Optional<Instant> outbox(Instant now) throws IOException {
        Optional<Instant> due = sender.due();
        if (due.isPresent() && !due.get().isAfter(now) && !needsUser() && flushing.compareAndSet(false, true)) {
            flush(Optional.empty()).onEnd(outcome -> flushing.set(false));
        }
        return due;
    }

    private Optional<Instant> mailbox(Instant now) {
        if (works.settings().checkEvery().isZero()) {
            return Optional.empty();
        }
        Instant due = checkedAt.plus(works.settings().checkEvery());
        Optional<Instant> retry = servers.retryDue();
        if (retry.isPresent() && checkedAt.isBefore(retry.get())) {
            due = retry.get();
        }
        if (!due.isAfter(now) && !needsUser() && checking.compareAndSet(false, true)) {
            check(Optional.empty()).onEnd(outcome -> checking.set(false));
        }
        return Optional.of(due);
    }

    private boolean needsUser() {
        return servers.state().status() == Status.NEEDS_YOU;
    }

    private static Instant earlier(Instant one, Optional<Instant> other) {
        return other.filter(at -> at.isBefore(one)).orElse(one);
    }

    @Override
    public void close() {
        receiving.shutdown();
        sending.shutdown();
    }
}
