package org.mmsys.accounts;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.mmsys.core.journal.NameKey;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.route.RemoteVerify;
import org.mmsys.core.route.RemoteVerify.Answer;
import org.mmsys.wire.address.AccountName;

/**
 * Asks servers whether an account lives there: all at once, one search a name, 3 s.
 *
 * <p>A server's no is remembered for a minute, so that it is not asked for every message; a no from memory proves nothing. A
 * yes is written into the map. Any thread; nothing waits.
 */
final class HomeSearch {
    static final Duration PATIENCE = Duration.ofSeconds(3);
    static final Duration NO_MEMORY = Duration.ofMinutes(1);
    private static final int SEARCHES_MAX = 1_000;
    private static final int WAITING_MAX = 1_000;
    private static final int NOES_MAX = 20_000;

    private final RemoteVerify verify;
    private final HomeMap homes;
    private final Commits commits;
    private final LongSupplier nanoTime;
    private final Map<AccountName, Search> running = new HashMap<>();
    private final Map<No, Long> noes = new HashMap<>();

    private record No(String server, AccountName account) {}

    /**
     * What came of it.
     *
     * @param homes the servers that said yes
     * @param everybodyDenied whether all that were asked said no just now
     */
    record Found(List<String> homes, boolean everybodyDenied) {
        static final Found NOTHING = new Found(List.of(), false);
    }

    private static final class Search {
        private final List<Consumer<Found>> waiting = new ArrayList<>();
        private final List<String> homes = new ArrayList<>();
        private final long endNanos;
        private int open;
        private boolean sure = true;

        Search(int asked, long endNanos) {
            this.open = asked;
            this.endNanos = endNanos;
        }

        Found found() {
            return new Found(List.copyOf(homes), sure && open == 0 && homes.isEmpty());
        }
    }

    HomeSearch(Neighbours neighbours, Commits commits) {
        this.verify = neighbours.verify();
        this.homes = neighbours.homes();
        this.commits = commits;
        this.nanoTime = neighbours.nanoTime();
    }

    void start(AccountName account, List<String> servers, Consumer<Found> answer) {
        long now = nanoTime.getAsLong();
        Search search;
        List<String> asked = new ArrayList<>();
        synchronized (this) {
            Search same = running.get(account);
            if (same != null && same.waiting.size() < WAITING_MAX) {
                same.waiting.add(answer);
                return;
            }
            search = same != null || running.size() >= SEARCHES_MAX ? null : new Search(0, now + PATIENCE.toNanos());
            if (search != null) {
                for (String server : servers) {
                    Long until = noes.get(new No(server, account));
                    if (until == null || now - until >= 0) {
                        asked.add(server);
                    }
                }
                search.sure = asked.size() == servers.size();
                search.open = asked.size();
                search.waiting.add(answer);
                running.put(account, search);
            }
        }
        if (search == null) {
            answer.accept(Found.NOTHING);
        } else if (asked.isEmpty()) {
            finish(account, search);
        } else {
            asked.forEach(server -> verify.verify(server, account, said -> said(account, search, server, said)));
        }
    }

    private void said(AccountName account, Search search, String server, Answer said) {
        boolean over;
        synchronized (this) {
            search.open--;
            if (said == Answer.YES) {
                search.homes.add(server);
            } else if (said == Answer.NO) {
                remember(new No(server, account));
            } else {
                search.sure = false;
            }
            over = search.open == 0;
        }
        correct(account, server, said);
        if (over) {
            finish(account, search);
        }
    }

    private void remember(No no) {
        long now = nanoTime.getAsLong();
        if (noes.size() >= NOES_MAX) {
            noes.values().removeIf(until -> now - until >= 0);
        }
        if (noes.size() < NOES_MAX) {
            noes.put(no, now + NO_MEMORY.toNanos());
        }
    }

    /** The map follows what the server itself says. */
    private void correct(AccountName account, String server, Answer said) {
        NameKey key = NameKey.of(account);
        boolean claimed = homes.claims(key).contains(server);
        if (said == Answer.YES) {
            commits.note(new Operation.Homes(server, List.of(key), List.of(), false));
        } else if (said == Answer.NO && claimed) {
            commits.note(new Operation.Homes(server, List.of(), List.of(key), false));
        }
    }

    private void finish(AccountName account, Search search) {
        Found found;
        List<Consumer<Found>> answers;
        synchronized (this) {
            if (!running.remove(account, search)) {
                return;
            }
            found = search.found();
            answers = List.copyOf(search.waiting);
        }
        answers.forEach(answer -> answer.accept(found));
    }

    /** Answers with what is known where a server takes too long. */
    void tick() {
        long now = nanoTime.getAsLong();
        Map<AccountName, Search> late = new HashMap<>();
        synchronized (this) {
            running.forEach((account, search) -> {
                if (now - search.endNanos > 0) {
                    late.put(account, search);
                }
            });
        }
        late.forEach(this::finish);
    }
}
