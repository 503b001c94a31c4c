package org.mmsys.accounts.protocol;

import java.time.Duration;
import java.util.Optional;
import org.mmsys.accounts.SystemRegistry;
import org.mmsys.core.protocol.Performer;
import org.mmsys.core.protocol.Protocol;
import org.mmsys.core.route.AccountRegistry;
import org.mmsys.core.route.Authenticator;
import org.mmsys.wire.accounts.AccountReplies;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.SessionMachine;

/** The account protocol as one listener speaks it. Immutable. */
final class AccountsProtocol implements Protocol<AccountQuestion, AccountAnswer> {
    /** Room for two long passwords in base64. */
    static final int LINE_LIMIT = 4096;

    private final Setup setup;
    private final AccountRegistry registry;
    private final Authenticator authenticator;

    /** What was configured. */
    record Setup(String hostname, Duration idle, int mistakesMax, boolean registrationOpen) {}

    AccountsProtocol(Setup setup, AccountRegistry registry, Authenticator authenticator) {
        this.setup = setup;
        this.registry = registry;
        this.authenticator = authenticator;
    }

    @Override
    public int lineLimit() {
        return LINE_LIMIT;
    }

    @Override
    public String turnedAway(TurnedAway why) {
        return switch (why) {
            case TOO_MANY_CONNECTIONS, TOO_MANY_FROM_ADDRESS, TOO_FAST -> AccountReplies.TOO_MANY_CONNECTIONS.octets();
            case SHUTTING_DOWN -> AccountReplies.SHUTTING_DOWN.octets();
        };
    }

    @Override
    public SessionMachine<AccountQuestion, AccountAnswer> machine(Client client) {
        return new AccountsServerMachine(client, setup.hostname(), setup.idle(), setup.mistakesMax(), peers());
    }

    private Optional<AccountPeers> peers() {
        if (!(registry instanceof SystemRegistry system)) {
            return Optional.empty();
        }
        return Optional.of(new AccountPeers() {
            @Override
            public String self() {
                return system.self().toString();
            }

            @Override
            public Optional<String> server(String node) {
                return system.peer(node);
            }
        });
    }

    @Override
    public Performer<AccountQuestion, AccountAnswer> performer(Client client) {
        return new AccountsPerformer(registry, authenticator, setup.registrationOpen(), client);
    }
}
