package org.mmsys.accounts;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.mmsys.accounts.AccountKeys.Registration;
import org.mmsys.accounts.AccountLedger.Creation;
import org.mmsys.core.route.AccountRegistry;
import org.mmsys.core.route.AuthOutcome;
import org.mmsys.core.route.AuthOutcome.Denied;
import org.mmsys.core.route.AuthOutcome.Granted;
import org.mmsys.core.route.AuthOutcome.TryLater;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.sasl.ScramVerifier;
import org.mmsys.wire.sasl.Secret;
import org.mmsys.wire.session.Input.Client;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where people create and change their accounts: asks policy, rate limits and the present password before the journal.
 *
 * <p>Any thread for the look-ups, workers for the changes.
 */
final class RegistrationDesk implements AccountRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(RegistrationDesk.class);
    private static final int KEYS_MAX = 20_000;
    static final int CREATE_BURST = 5;
    static final Duration CREATE_INTERVAL = Duration.ofMinutes(1);
    static final int ASK_BURST = 30;
    static final Duration ASK_INTERVAL = Duration.ofSeconds(1);
    private static final int LOOPBACK_BURST = 1_000;
    private static final Duration LOOPBACK_INTERVAL = Duration.ofMillis(20);

    private final AccountSettings settings;
    private final AccountStore store;
    private final AccountLedger ledger;
    private final PasswordCheck check;
    private final PasswordHash hash;
    private final HashingGate gate;
    private final AddressAllowance creations;
    private final AddressAllowance questions;

    RegistrationDesk(
            AccountSettings settings,
            AccountStore store,
            AccountLedger ledger,
            PasswordCheck check,
            PasswordHash hash,
            HashingGate gate,
            InstantSource clock) {
        this.settings = settings;
        this.store = store;
        this.ledger = ledger;
        this.check = check;
        this.hash = hash;
        this.gate = gate;
        this.creations = allowance(CREATE_BURST, CREATE_INTERVAL, clock);
        this.questions = allowance(ASK_BURST, ASK_INTERVAL, clock);
    }

    private static AddressAllowance allowance(int burst, Duration interval, InstantSource clock) {
        return new AddressAllowance(
                new Allowance(burst, interval, KEYS_MAX, clock),
                new Allowance(LOOPBACK_BURST, LOOPBACK_INTERVAL, KEYS_MAX, clock));
    }

    @Override
    public Result available(String name, Client client) {
        Optional<AccountName> account = registrable(name);
        if (settings.registration() == Registration.CLOSED) {
            return Result.CLOSED;
        }
        if (account.isEmpty()) {
            return Result.BAD_NAME;
        }
        if (!questions.take(client)) {
            return Result.RATE;
        }
        return store.taken(account.get()) ? Result.TAKEN : Result.OK;
    }

    @Override
    public Result create(String name, String password, String requestId, Client client) throws InterruptedException {
        Optional<AccountName> account = registrable(name);
        Optional<Secret> prepared = PasswordHash.prepare(password);
        if (settings.registration() == Registration.CLOSED) {
            return Result.CLOSED;
        }
        if (account.isEmpty()) {
            return Result.BAD_NAME;
        }
        if (prepared.isEmpty() || !PasswordPolicy.accepts(prepared.get(), account.get())) {
            return Result.WEAK_PASSWORD;
        }
        if (!creations.take(client)) {
            return Result.RATE;
        }
        Result result = create(account.get(), prepared.get(), requestId);
        LOG.atInfo()
                .addKeyValue("sid", client.sessionId())
                .addKeyValue("ip", client.address())
                .addKeyValue("account", account.get())
                .addKeyValue("result", result)
                .log("account requested");
        return result;
    }

    private Result create(AccountName account, Secret prepared, String requestId) throws InterruptedException {
        Creation creation = new Creation(account, requestId, Optional.empty(), false);
        Result result = ledger.create(creation, () -> gate.pass(() -> hash.derive(prepared)));
        return result == Result.TAKEN && store.madeBy(requestId, account) ? repeated(account, prepared) : result;
    }

    /** Whether this request made this account here, and its password is still that one: OK or TAKEN. Worker thread. */
    Result asked(AccountName account, String requestId, String password) throws InterruptedException {
        Optional<Secret> prepared = PasswordHash.prepare(password);
        return prepared.isPresent() && store.madeBy(requestId, account)
                ? repeated(account, prepared.get())
                : Result.TAKEN;
    }

    /** The request made this account before; whoever knows its password is the one who asked then. */
    private Result repeated(AccountName account, Secret prepared) throws InterruptedException {
        Optional<ScramVerifier> verifier = store.verifier(account);
        return gate.pass(() -> hash.matches(verifier, prepared))
                .map(same -> same ? Result.OK : Result.TAKEN)
                .orElse(Result.TRY_LATER);
    }

    @Override
    public Result changePassword(AccountName account, String present, String next, Client client)
            throws InterruptedException {
        Result checked = checkPresent(account, present, "passwd", client);
        if (checked != Result.OK) {
            return checked;
        }
        Optional<Secret> prepared = PasswordHash.prepare(next);
        if (prepared.isEmpty() || !PasswordPolicy.accepts(prepared.get(), account)) {
            return Result.WEAK_PASSWORD;
        }
        Optional<ScramVerifier> verifier = gate.pass(() -> hash.derive(prepared.get()));
        Result result = verifier.isPresent() ? ledger.changePassword(account, verifier.get()) : Result.TRY_LATER;
        audit("password change", account, result, client);
        return result;
    }

    @Override
    public Result delete(AccountName account, String present, Client client) throws InterruptedException {
        Result checked = checkPresent(account, present, "delete", client);
        if (checked != Result.OK) {
            return checked;
        }
        Result result = ledger.delete(account);
        audit("account deletion", account, result, client);
        return result;
    }

    @Override
    public String home(AccountName account) {
        return settings.server();
    }

    /** The account a client may ask for: a proper name of an own domain that is not reserved. */
    private Optional<AccountName> registrable(String name) {
        return settings.account(name).filter(account -> !ReservedNames.contains(account.local()));
    }

    private Result checkPresent(AccountName account, String present, String use, Client client)
            throws InterruptedException {
        return check.check(account.toString(), present, use, client).match(new AuthOutcome.Cases<>() {
            @Override
            public Result granted(Granted outcome) {
                return Result.OK;
            }

            @Override
            public Result denied(Denied outcome) {
                return Result.DENIED;
            }

            @Override
            public Result tryLater(TryLater outcome) {
                return Result.TRY_LATER;
            }
        });
    }

    private static void audit(String event, AccountName account, Result result, Client client) {
        LOG.atInfo()
                .addKeyValue("sid", client.sessionId())
                .addKeyValue("ip", client.address())
                .addKeyValue("account", account)
                .addKeyValue("result", result)
                .log(event);
    }
}
