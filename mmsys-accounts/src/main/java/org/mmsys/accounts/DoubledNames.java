package org.mmsys.accounts;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.mmsys.wire.address.AccountName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Names that more than one server claims: an error of the past that only people can mend. Each is reported once. Any thread. */
final class DoubledNames {
    private static final Logger LOG = LoggerFactory.getLogger(DoubledNames.class);
    private static final int MAX = 10_000;

    private final Map<AccountName, List<String>> doubled = new ConcurrentSkipListMap<>();

    /** These servers claim the name now, sorted; one or none ends the matter. */
    void seen(AccountName name, List<String> claims) {
        if (claims.size() < 2) {
            if (!doubled.isEmpty() && doubled.remove(name) != null) {
                LOG.atInfo().addKeyValue("account", name).log("account is no longer claimed by two servers");
            }
            return;
        }
        if (doubled.size() >= MAX || claims.equals(doubled.put(name, claims))) {
            return;
        }
        LOG.atError()
                .addKeyValue("event", "account-doubled")
                .addKeyValue("account", name)
                .addKeyValue("servers", String.join(",", claims))
                .addKeyValue("mail", claims.get(0))
                .log("two servers claim one account; mail goes to the first, delete the other");
    }

    /** All of them with their servers; a copy. */
    Map<AccountName, List<String>> all() {
        return Map.copyOf(doubled);
    }
}
