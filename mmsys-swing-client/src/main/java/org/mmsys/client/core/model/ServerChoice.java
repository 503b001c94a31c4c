package org.mmsys.client.core.model;

import java.util.Optional;
import org.mmsys.client.core.model.Account.Security;

/** Servers that are not an account's yet: for the account dialog and for {@code probe}. */
public record ServerChoice(
        Optional<Endpoints> accounts, Optional<Endpoints> smtp, Optional<Endpoints> pop3, Security security) {
    /** Those of an account. */
    public static ServerChoice of(Account account) {
        return new ServerChoice(
                account.accountServers(), Optional.of(account.smtp()), Optional.of(account.pop3()), account.security());
    }
}
