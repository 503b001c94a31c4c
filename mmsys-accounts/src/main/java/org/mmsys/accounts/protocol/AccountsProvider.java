package org.mmsys.accounts.protocol;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.mmsys.accounts.AccountKeys;
import org.mmsys.accounts.AccountKeys.Registration;
import org.mmsys.core.config.Key;
import org.mmsys.core.protocol.HouseContext;
import org.mmsys.core.protocol.ListenerSpec;
import org.mmsys.core.protocol.Protocol;
import org.mmsys.core.protocol.ProtocolProvider;

/** Brings the account protocol into the house, and the settings of accounts and logins with it. */
public final class AccountsProvider implements ProtocolProvider {
    static final Key<Duration> IDLE_TIMEOUT =
            Key.duration("accounts.idle-timeout", "5m", "Silence before a session of the account protocol is closed.");

    static final Key<Integer> MISTAKES_MAX = Key.count(
            "accounts.errors-max", 10, 1, 1000, "Mistakes and failed logins after which a session is closed.");

    @Override
    public String id() {
        return "accounts";
    }

    @Override
    public List<Key<?>> keys() {
        List<Key<?>> keys = new ArrayList<>(AccountKeys.all());
        keys.add(IDLE_TIMEOUT);
        keys.add(MISTAKES_MAX);
        return List.copyOf(keys);
    }

    @Override
    public Protocol<?, ?> create(HouseContext house, ListenerSpec listener) {
        AccountsProtocol.Setup setup = new AccountsProtocol.Setup(
                house.hostname(),
                house.settings().get(IDLE_TIMEOUT),
                house.settings().get(MISTAKES_MAX),
                house.settings().get(AccountKeys.REGISTRATION) == Registration.OPEN);
        return new AccountsProtocol(setup, house.accounts(), house.authenticator());
    }
}
