package org.mmsys.accounts;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.mmsys.core.journal.AppliedState;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.journal.Operation.ChangePassword;
import org.mmsys.core.journal.Operation.CreateAccount;
import org.mmsys.core.journal.Operation.DeleteAccount;
import org.mmsys.core.journal.Operation.Seeded;
import org.mmsys.core.journal.Sha256;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.sasl.ScramVerifier;

/**
 * All accounts of this server: the account entries of the journal, applied and held in memory.
 *
 * <p>Changed on the committer thread only, through {@link #apply}; look-ups never lock and may come from any thread.
 * Each account remembers the sequence number of its last change, so an entry that comes again after later ones
 * changes nothing.
 */
public final class AccountStore implements AppliedState {
    /** How long the name of a deleted account cannot be registered again. */
    static final Duration NAME_REST = Duration.ofDays(180);

    /** How long a repeated request is recognised. */
    static final Duration REQUEST_MEMORY = Duration.ofHours(24);

    private static final int REQUESTS_MAX = 100_000;
    private static final Duration PURGE_INTERVAL = Duration.ofMinutes(10);

    private final InstantSource clock;
    private final Map<AccountName, Account> accounts = new ConcurrentHashMap<>();
    private final Map<AccountName, Grave> graves = new ConcurrentHashMap<>();
    private final Map<Sha256, Request> requests = new ConcurrentHashMap<>();
    private final Set<Sha256> seeded = ConcurrentHashMap.newKeySet();
    /** One string a domain, shared by all its accounts. */
    private final Map<String, String> domains = new ConcurrentHashMap<>();

    private final LocalNames localNames = new LocalNames();

    private Instant purgeDue = Instant.MIN;

    /** A living account. */
    record Account(long sequence, long createdAtSecond, ScramVerifier verifier) {}

    /** The name of a deleted account. */
    record Grave(long sequence, long deletedAtSecond) {}

    /** A request that made an account, bound to the verifier it made; its key binds it to the name. */
    record Request(Sha256 verifier, long madeAtSecond) {}

    /** An empty store; the clock decides when names and request ids are forgotten. */
    public AccountStore(InstantSource clock) {
        this.clock = clock;
    }

    public boolean exists(AccountName name) {
        return accounts.containsKey(name);
    }

    /** What the account's password is checked against; a new object after every change of the password. */
    public Optional<ScramVerifier> verifier(AccountName name) {
        return Optional.ofNullable(accounts.get(name)).map(Account::verifier);
    }

    /** Whether the name belongs to an account, or did within the last 180 days. */
    public boolean taken(AccountName name) {
        Grave grave = graves.get(name);
        return accounts.containsKey(name)
                || grave != null && younger(grave.deletedAtSecond(), NAME_REST, clock.instant());
    }

    /** Whether this request made this account within the last 24 hours, and its password is still the one of then. */
    boolean madeBy(String requestId, AccountName name) {
        Request request = requests.get(requestKey(requestId, name));
        Optional<ScramVerifier> verifier = verifier(name);
        return request != null
                && verifier.isPresent()
                && younger(request.madeAtSecond(), REQUEST_MEMORY, clock.instant())
                && request.verifier().equals(digest(verifier.get().text()));
    }

    /** Whether this seed was carried out, be it years ago. */
    boolean seeded(Sha256 seed) {
        return seeded.contains(seed);
    }

    public int size() {
        return accounts.size();
    }

    /** The names of all accounts, sorted; a copy. */
    public List<AccountName> names() {
        return accounts.keySet().stream().sorted().toList();
    }

    /** The same names by bucket, with their digests. */
    LocalNames localNames() {
        return localNames;
    }

    /** Whether nothing ever happened here: no account, no grave, no seed. */
    boolean blank() {
        return accounts.isEmpty() && graves.isEmpty() && seeded.isEmpty();
    }

    @Override
    public String name() {
        return "accounts";
    }

    @Override
    public void apply(long sequence, JournalEntry entry) throws IOException {
        for (Operation operation : entry.operations()) {
            if (operation instanceof CreateAccount create) {
                applyCreate(sequence, create);
            } else if (operation instanceof ChangePassword change) {
                applyChange(sequence, change);
            } else if (operation instanceof DeleteAccount delete) {
                applyDelete(sequence, delete);
            } else if (operation instanceof Seeded seed) {
                seeded.add(seed.line());
            }
        }
    }

    private void applyCreate(long sequence, CreateAccount create) throws IOException {
        ScramVerifier verifier = parsed(create.account(), create.verifier());
        long at = create.time().getEpochSecond();
        if (!create.requestId().isEmpty()) {
            requests.put(requestKey(create.requestId(), create.account()), new Request(digest(create.verifier()), at));
        }
        if (sequence >= lastChange(create.account())) {
            put(shared(create.account()), new Account(sequence, at, verifier));
            graves.remove(create.account());
        }
        purge();
    }

    private void applyChange(long sequence, ChangePassword change) throws IOException {
        ScramVerifier verifier = parsed(change.account(), change.verifier());
        accounts.computeIfPresent(
                change.account(),
                (name, old) ->
                        sequence >= old.sequence() ? new Account(sequence, old.createdAtSecond(), verifier) : old);
    }

    private void applyDelete(long sequence, DeleteAccount delete) {
        if (sequence >= lastChange(delete.account())) {
            // the grave first: at no moment may another thread find the name free
            graves.put(
                    shared(delete.account()), new Grave(sequence, delete.time().getEpochSecond()));
            if (accounts.remove(delete.account()) != null) {
                localNames.remove(delete.account());
            }
        }
        purge();
    }

    private void put(AccountName name, Account account) {
        if (accounts.put(name, account) == null) {
            localNames.add(name);
        }
    }

    private long lastChange(AccountName name) {
        Account account = accounts.get(name);
        Grave grave = graves.get(name);
        return Math.max(account == null ? -1 : account.sequence(), grave == null ? -1 : grave.sequence());
    }

    /** Forgets what is older than its time; keeps the number of request ids bounded whatever happens. */
    private void purge() {
        Instant now = clock.instant();
        if (requests.size() <= REQUESTS_MAX && now.isBefore(purgeDue)) {
            return;
        }
        purgeDue = now.plus(PURGE_INTERVAL);
        requests.values().removeIf(request -> !younger(request.madeAtSecond(), REQUEST_MEMORY, now));
        graves.values().removeIf(grave -> !younger(grave.deletedAtSecond(), NAME_REST, now));
        if (requests.size() > REQUESTS_MAX) {
            long median = requests.values().stream()
                    .mapToLong(Request::madeAtSecond)
                    .sorted()
                    .skip(requests.size() / 2)
                    .findFirst()
                    .orElse(0);
            requests.values().removeIf(request -> request.madeAtSecond() <= median);
        }
    }

    private static boolean younger(long sinceSecond, Duration age, Instant now) {
        return now.getEpochSecond() - sinceSecond < age.toSeconds();
    }

    private AccountName shared(AccountName name) {
        return new AccountName(name.local(), domains.computeIfAbsent(name.domain(), domain -> domain));
    }

    private static ScramVerifier parsed(AccountName name, String text) throws IOException {
        return ScramVerifier.parse(text).orElseThrow(() -> new IOException("verifier of " + name + " is not readable"));
    }

    private static Sha256 requestKey(String requestId, AccountName name) {
        return digest(requestId + '\0' + name);
    }

    private static Sha256 digest(String text) {
        return Sha256.over(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void write(DataOutput snapshot) throws IOException {
        purge();
        AccountSnapshot.write(snapshot, accounts, graves, requests, seeded);
    }

    @Override
    public void read(DataInput snapshot) throws IOException {
        AccountSnapshot.read(
                snapshot,
                (name, account) -> put(shared(name), account),
                (name, grave) -> graves.put(shared(name), grave),
                requests::put,
                seeded::add);
    }

    /** Nothing stands outside the snapshot and the journal. */
    @Override
    public void sync() {}

    @Override
    public void recovered() {}
}
