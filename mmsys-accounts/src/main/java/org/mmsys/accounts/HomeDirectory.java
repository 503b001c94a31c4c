package org.mmsys.accounts;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.mmsys.core.journal.NameKey;
import org.mmsys.core.route.Directory;
import org.mmsys.wire.address.AccountName;

/**
 * Says where accounts live, from the accounts of this server and the map of all others (rules 16).
 *
 * <p>Any thread; never waits.
 */
final class HomeDirectory implements Directory {
    private static final Home HERE = new Home.Here();
    private static final Home NOBODY = new Home.Nobody();
    private static final Home UNSURE = new Home.Unsure();
    private static final int DOUBTS_MAX = 10_000;
    static final Duration DOUBT = Duration.ofMinutes(1);

    private final AccountSettings settings;
    private final AccountStore store;
    private final HomeMap homes;
    private final List<String> others;
    private final LongSupplier nanoTime;
    private final DoubledNames doubled;
    private final Predicate<String> known;
    private final HomeSearch search;
    /** Claims that their own server has denied, with the moment until which that counts. */
    private final Map<Doubt, Long> doubts = new ConcurrentHashMap<>();

    private record Doubt(NameKey key, String server) {}

    /** @param known whether all accounts of a server are known now */
    HomeDirectory(
            AccountSettings settings,
            AccountStore store,
            Neighbours neighbours,
            Commits commits,
            DoubledNames doubled,
            Predicate<String> known) {
        this.settings = settings;
        this.store = store;
        this.homes = neighbours.homes();
        this.others = neighbours.others();
        this.nanoTime = neighbours.nanoTime();
        this.doubled = doubled;
        this.known = known;
        this.search = new HomeSearch(neighbours, commits);
        homes.onChange(this::forgetDoubts);
    }

    @Override
    public Home find(AccountName account) {
        NameKey key = NameKey.of(account);
        boolean here = store.exists(account);
        List<String> claims = homes.claims(key);
        if (claims.isEmpty()) {
            return here ? HERE : others.stream().allMatch(known) ? NOBODY : UNSURE;
        }
        List<String> believed = believed(key, here, claims);
        doubled.seen(account, believed);
        if (believed.isEmpty()) {
            boolean denied = claims.stream().anyMatch(others::contains);
            return denied || !others.stream().allMatch(known) ? UNSURE : NOBODY;
        }
        String home = believed.get(0);
        return home.equals(settings.server()) ? HERE : new Home.There(home);
    }

    /** Who claims the name and has not denied it, sorted. */
    private List<String> believed(NameKey key, boolean here, List<String> claims) {
        List<String> believed = new ArrayList<>();
        if (here) {
            believed.add(settings.server());
        }
        for (String server : claims) {
            if (others.contains(server) && !doubtful(key, server)) {
                believed.add(server);
            }
        }
        believed.sort(null);
        return List.copyOf(believed);
    }

    private boolean doubtful(NameKey key, String server) {
        if (doubts.isEmpty()) {
            return false;
        }
        Long until = doubts.get(new Doubt(key, server));
        return until != null && nanoTime.getAsLong() - until < 0;
    }

    @Override
    public void resolve(AccountName account, Consumer<Home> answer) {
        Home now = find(account);
        if (!(now instanceof Home.Unsure)) {
            answer.accept(now);
            return;
        }
        NameKey key = NameKey.of(account);
        List<String> claims = homes.claims(key);
        boolean denied = claims.stream().anyMatch(others::contains);
        List<String> asked =
                others.stream().filter(server -> denied || !known.test(server)).toList();
        search.start(account, asked, found -> answer.accept(verdict(account, claims, found)));
    }

    private Home verdict(AccountName account, List<String> claims, HomeSearch.Found found) {
        if (store.exists(account) && found.homes().isEmpty()) {
            return HERE; // made here meanwhile
        }
        if (!found.homes().isEmpty()) {
            List<String> candidates = new ArrayList<>(found.homes());
            if (store.exists(account)) {
                candidates.add(settings.server());
            }
            candidates.sort(null);
            doubled.seen(account, List.copyOf(candidates));
            String home = candidates.get(0);
            return home.equals(settings.server()) ? HERE : new Home.There(home);
        }
        boolean told = homes.claims(NameKey.of(account)).stream().anyMatch(server -> !claims.contains(server));
        return told ? find(account) : found.everybodyDenied() ? NOBODY : UNSURE;
    }

    @Override
    public void denied(AccountName account, String server) {
        long now = nanoTime.getAsLong();
        if (doubts.size() >= DOUBTS_MAX) {
            doubts.values().removeIf(until -> now - until >= 0);
        }
        if (doubts.size() < DOUBTS_MAX) {
            doubts.put(new Doubt(NameKey.of(account), server), now + DOUBT.toNanos());
        }
    }

    private void forgetDoubts(NameKey key) {
        if (!doubts.isEmpty()) {
            others.forEach(server -> doubts.remove(new Doubt(key, server)));
        }
    }

    @Override
    public Optional<AccountName> account(String login) {
        return settings.account(login);
    }

    /** Ends searches that take too long. */
    void tick() {
        search.tick();
    }

    /** Who claims the name here and now, ourselves included; sorted. */
    List<String> claims(AccountName account) {
        NameKey key = NameKey.of(account);
        return believed(key, store.exists(account), homes.claims(key));
    }
}
