package org.mmsys.accounts;

import java.util.List;
import java.util.Optional;
import org.mmsys.accounts.AccountLedger.Creation;
import org.mmsys.core.route.AccountRegistry.Result;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.sasl.Secret;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an administrator may do with accounts: everything, without policy, rate limits or the present password.
 *
 * <p>Worker threads; the changes wait for the journal. Each change is a line in the log.
 */
public final class AccountAdministration {
    private static final Logger LOG = LoggerFactory.getLogger(AccountAdministration.class);

    private final AccountSettings settings;
    private final AccountStore store;
    private final AccountLedger ledger;
    private final PasswordHash hash;

    AccountAdministration(AccountSettings settings, AccountStore store, AccountLedger ledger, PasswordHash hash) {
        this.settings = settings;
        this.store = store;
        this.ledger = ledger;
        this.hash = hash;
    }

    /**
     * Creates an account; reserved names and short passwords are the administrator's business.
     *
     * @param overGrave whether the name of an account deleted lately may be given away again
     * @return OK, TAKEN, BAD_NAME, WEAK_PASSWORD for one that cannot be a password at all, TRY_LATER
     */
    public Result create(String name, Secret password, boolean overGrave) throws InterruptedException {
        Optional<AccountName> account = settings.account(name);
        Optional<Secret> prepared = PasswordHash.prepare(password.reveal());
        if (account.isEmpty()) {
            return Result.BAD_NAME;
        }
        if (prepared.isEmpty()) {
            return Result.WEAK_PASSWORD;
        }
        Creation creation = new Creation(account.get(), "", Optional.empty(), overGrave);
        return told("create", account.get(), ledger.create(creation, () -> Optional.of(hash.derive(prepared.get()))));
    }

    /** Sets a password: OK, BAD_NAME for an account that does not exist, WEAK_PASSWORD, TRY_LATER. */
    public Result changePassword(String name, Secret password) throws InterruptedException {
        Optional<AccountName> account = settings.account(name).filter(store::exists);
        Optional<Secret> prepared = PasswordHash.prepare(password.reveal());
        if (account.isEmpty()) {
            return Result.BAD_NAME;
        }
        if (prepared.isEmpty()) {
            return Result.WEAK_PASSWORD;
        }
        return told("passwd", account.get(), ledger.changePassword(account.get(), hash.derive(prepared.get())));
    }

    /** Deletes an account: OK, BAD_NAME for an account that does not exist, TRY_LATER. */
    public Result delete(String name) throws InterruptedException {
        Optional<AccountName> account = settings.account(name).filter(store::exists);
        return account.isEmpty() ? Result.BAD_NAME : told("delete", account.get(), ledger.delete(account.get()));
    }

    /** All accounts, sorted. Any thread. */
    public List<AccountName> list() {
        return store.names();
    }

    private static Result told(String verb, AccountName account, Result result) {
        LOG.atInfo()
                .addKeyValue("event", "account-admin")
                .addKeyValue("verb", verb)
                .addKeyValue("account", account)
                .addKeyValue("result", result)
                .log("administrator changed an account");
        return result;
    }
}
