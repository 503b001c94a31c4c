package org.mmsys.wire.address;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of an account of this system: local part and domain, both folded, legal as folder names.
 *
 * <p>Local part {@code [a-z0-9][a-z0-9._-]{0,63}} without {@code ..}; the domain is in A-labels.
 */
public record AccountName(String local, String domain) implements Comparable<AccountName> {
    private static final Pattern LOCAL = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
    private static final Pattern DOMAIN =
            Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");

    public AccountName {
        if (!validLocal(local)) {
            throw new IllegalArgumentException("local part " + local);
        }
        if (domain.length() > 253 || !DOMAIN.matcher(domain).matches()) {
            throw new IllegalArgumentException("domain " + domain);
        }
    }

    /** The account {@code local@domain} after folding, or empty when it cannot be an account's name. */
    public static Optional<AccountName> of(String local, String domain) {
        String foldedLocal = local.toLowerCase(Locale.ROOT);
        Optional<String> foldedDomain = EmailAddress.foldDomain(domain);
        if (foldedDomain.isEmpty() || !validLocal(foldedLocal)) {
            return Optional.empty();
        }
        String inLabels = foldedDomain.get();
        return DOMAIN.matcher(inLabels).matches()
                ? Optional.of(new AccountName(foldedLocal, inLabels))
                : Optional.empty();
    }

    /** A login name: {@code ta} or {@code ta@mmsys.upenn.edu}, case-insensitive. */
    public static Optional<AccountName> ofLogin(String login, String defaultDomain) {
        int at = login.lastIndexOf('@');
        return at < 0 ? of(login, defaultDomain) : of(login.substring(0, at), login.substring(at + 1));
    }

    private static boolean validLocal(String local) {
        return LOCAL.matcher(local).matches() && !local.contains("..");
    }

    @Override
    public int compareTo(AccountName other) {
        int byDomain = domain.compareTo(other.domain);
        return byDomain != 0 ? byDomain : local.compareTo(other.local);
    }

    @Override
    public String toString() {
        return local + "@" + domain;
    }
}
