package org.mmsys.accounts;

import java.util.List;
import java.util.Optional;
import org.mmsys.accounts.AccountKeys.PlaintextPolicy;
import org.mmsys.accounts.AccountKeys.Registration;
import org.mmsys.core.config.Settings;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.address.EmailAddress;

/**
 * The settings of accounts, read once.
 *
 * @param server the name of this server, the home of its accounts
 * @param domains the system's own domains as A-labels; the first is the one of unqualified names
 * @param postmaster who gets mail for the roles that every domain must have
 */
public record AccountSettings(
        String server,
        List<String> domains,
        int iterations,
        PlaintextPolicy plaintext,
        Registration registration,
        Optional<AccountName> postmaster) {

    public AccountSettings {
        domains = domains.stream().map(AccountSettings::folded).toList();
        if (domains.isEmpty()) {
            throw new IllegalArgumentException("no domain");
        }
    }

    /** Reads them; {@link IllegalArgumentException} says which value cannot be used and why. */
    public static AccountSettings from(Settings settings, String server, List<String> domains) {
        if (domains.isEmpty()) {
            throw new IllegalArgumentException("no domain");
        }
        return new AccountSettings(
                server,
                domains,
                settings.get(AccountKeys.ITERATIONS),
                settings.get(AccountKeys.ALLOW_PLAINTEXT),
                settings.get(AccountKeys.REGISTRATION),
                settings.get(AccountKeys.POSTMASTER)
                        .map(name -> AccountName.ofLogin(name, domains.get(0))
                                .orElseThrow(() -> new IllegalArgumentException(AccountKeys.POSTMASTER.name() + ": "
                                        + name + " is not the name of an account"))));
    }

    /** The domain of unqualified names. */
    public String domain() {
        return domains.get(0);
    }

    /** The account a login name means, if it could be one of this system. */
    public Optional<AccountName> account(String login) {
        return AccountName.ofLogin(login, domain()).filter(name -> domains.contains(name.domain()));
    }

    private static String folded(String domain) {
        return EmailAddress.foldDomain(domain)
                .orElseThrow(() -> new IllegalArgumentException(domain + " is not a domain"));
    }
}
