package org.mmsys.accounts;

import java.util.Optional;
import java.util.function.Consumer;
import org.mmsys.core.route.Directory;
import org.mmsys.wire.address.AccountName;

/** The directory of a server that is the whole system. */
final class LocalDirectory implements Directory {
    private final AccountSettings settings;
    private final AccountStore store;

    LocalDirectory(AccountSettings settings, AccountStore store) {
        this.settings = settings;
        this.store = store;
    }

    @Override
    public Home find(AccountName account) {
        return store.exists(account) ? new Home.Here() : new Home.Nobody();
    }

    @Override
    public void resolve(AccountName account, Consumer<Home> answer) {
        answer.accept(find(account));
    }

    @Override
    public void denied(AccountName account, String server) {
        // there is no other server
    }

    @Override
    public Optional<AccountName> account(String login) {
        return settings.account(login);
    }
}
