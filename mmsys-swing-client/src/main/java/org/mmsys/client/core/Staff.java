package org.mmsys.client.core;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.ConnectionState;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.core.model.OutboxEntry;
import org.mmsys.client.core.net.Trouble;
import org.mmsys.client.core.store.Outbox.Stored;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The accounts at work, and what they do by themselves. Thread-safe. */
final class Staff {
    private static final Logger LOG = LoggerFactory.getLogger(Staff.class);

    private final Works works;
    private final Map<String, Post> posts = new ConcurrentHashMap<>();
    private volatile boolean offline;
    private volatile boolean closed;
    private @Nullable ScheduledFuture<?> next;

    Staff(Works works) {
        this.works = works;
    }

    void begin() throws IOException {
        for (Account account : works.profile().accounts()) {
            open(account).sender().recover();
        }
        works.hub().add(new Events() {
            @Override
            public void connectionChanged(ConnectionState state) {
                wake(Duration.ofSeconds(1));
            }
        });
        wake(Duration.ofMillis(300));
    }

    private Post open(Account account) throws IOException {
        works.ledger().ensureFolders(account.id());
        Post post = new Post(works, account, this::tellOutbox);
        posts.put(account.id(), post);
        return post;
    }

    List<Account> accounts() {
        return new TreeMap<>(posts).values().stream().map(Post::account).toList();
    }

    Collection<Post> all() {
        return posts.values();
    }

    Post post(String account) {
        Post post = posts.get(account);
        if (post == null) {
            throw new IllegalArgumentException("no account " + account);
        }
        return post;
    }

    /** Looks in a while, or before, whether something is due. */
    synchronized void wake(Duration in) {
        boolean alone =
                works.settings().checkEvery().isZero() && !works.settings().sendByItself();
        if (alone || closed) {
            return;
        }
        ScheduledFuture<?> before = next;
        if (before != null && before.getDelay(TimeUnit.MILLISECONDS) <= in.toMillis()) {
            return;
        }
        if (before != null) {
            before.cancel(false);
        }
        try {
            next = works.watch().schedule(this::work, in.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException ended) {
            LOG.atDebug().log("nothing is begun any more");
        }
    }

    /** One pass over all accounts; the next one when something will be due, a second from now at the earliest. */
    private void work() {
        synchronized (this) {
            next = null;
        }
        Instant now = works.settings().clock().instant();
        Instant soonest = now.plusSeconds(300);
        if (!offline) {
            for (Post post : posts.values()) {
                Instant due = post.work(now);
                soonest = due.isBefore(soonest) ? due : soonest;
            }
        }
        Duration in = Duration.between(now, soonest);
        wake(in.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : in);
    }

    void workOffline(boolean wanted) {
        offline = wanted;
        if (!wanted) {
            wake(Duration.ofMillis(100));
        }
    }

    boolean offline() {
        return offline;
    }

    /** The settings are on the disk already. */
    void replace(Account account) throws IOException {
        Post before = posts.get(account.id());
        open(account);
        if (before != null) {
            before.close();
        }
        works.hub().tell(Events::accountsChanged);
        works.ledger().announce(new Folder.Id(account.id(), Folder.INBOX), List.of(), List.of(), List.of());
        wake(Duration.ofMillis(100));
    }

    /** Forgets an account and everything of it on this disk. */
    void remove(String account) throws IOException {
        Post post = posts.remove(account);
        if (post != null) {
            post.close();
        }
        works.profile().remove(account);
        works.secrets().forget(account);
        for (Stored stored : works.outbox().all()) {
            if (stored.entry().account().equals(account)) {
                works.outbox().remove(stored.entry().id());
            }
        }
        works.ledger().index().edit(change -> {
            change.removeAccount(account);
            change.forgetFact("xfolders/" + account);
        });
        works.ledger().store().deleteAccount(account);
        works.hub().tell(Events::accountsChanged);
    }

    /** All accounts at once; the sum of what is new, or the first problem. */
    Calls.Work<Integer> checkAll() {
        List<Call<Integer>> calls = new ArrayList<>();
        posts.values().forEach(post -> calls.add(post.check(Optional.empty())));
        return running -> {
            running.abort().guard(() -> calls.forEach(Call::cancel));
            int sum = 0;
            Optional<Problem> first = Optional.empty();
            for (Call<Integer> call : calls) {
                Optional<Outcome<Integer>> outcome = awaited(call);
                running.check();
                sum += outcome.flatMap(Outcome::got).orElse(0);
                first = first.isPresent() ? first : outcome.flatMap(Outcome::trouble);
            }
            if (first.isPresent()) {
                throw Trouble.of(first.get());
            }
            return sum;
        };
    }

    static <T> Optional<Outcome<T>> awaited(Call<T> call) {
        try {
            return call.await(Duration.ofHours(2));
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** The servers of these messages hear of what was changed here. */
    void pushSoon(List<MessageRow.Key> keys) {
        keys.stream().map(MessageRow.Key::account).distinct().map(posts::get).forEach(post -> {
            if (post != null && !offline) {
                post.pushSoon();
            }
        });
    }

    List<OutboxEntry> outbox() {
        try {
            return works.outbox().all().stream().map(Stored::entry).toList();
        } catch (IOException unreadable) {
            LOG.atWarn().setCause(unreadable).log("the outbox cannot be read");
            return List.of();
        }
    }

    void tellOutbox() {
        List<OutboxEntry> now = outbox();
        works.hub().tell(listener -> listener.outboxChanged(now));
        posts.keySet().forEach(works.ledger()::tellFolders);
    }

    void close() {
        closed = true;
        posts.values().forEach(Post::close);
    }
}
