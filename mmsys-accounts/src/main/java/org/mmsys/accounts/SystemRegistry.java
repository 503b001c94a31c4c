package org.mmsys.accounts;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.mmsys.core.protocol.Peers;
import org.mmsys.core.route.AccountRegistry;
import org.mmsys.core.route.Directory;
import org.mmsys.core.route.NodeName;
import org.mmsys.wire.accounts.PeerCommand;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.session.Input.Client;

/** What the account protocol needs of a system of several servers. The registry of a single server is none. */
public interface SystemRegistry extends AccountRegistry {
    /** Whether the name is free in the whole system: asks its arbiter. Any thread; never waits, answers once within 6 s. */
    void available(String name, Client client, Consumer<Result> answer);

    /** This node, as it answers introductions. */
    NodeName self();

    /** The name of the other server this node belongs to; empty when it is none whose word counts here. */
    Optional<String> peer(String node);

    /** Answers another server. Any thread; never waits. */
    CompletableFuture<PeerAnswer> answer(PeerCommand command, String server);

    /** Whether this request made this account here and its password is still that one: OK or TAKEN. Worker thread. */
    Result asked(AccountName account, String requestId, String password) throws InterruptedException;

    Directory directory();

    /** Where the account lives, after other servers have been asked if need be. Worker thread; waits 10 s at most. */
    Directory.Home resolve(AccountName account) throws InterruptedException;

    Peers peers();

    /** Does what waits for another server, if not too many do so already. Worker thread. */
    <T> Optional<T> waitFor(String server, Waiting<T> question) throws InterruptedException;

    /** A question whose answer takes its time. */
    interface Waiting<T> {
        CompletableFuture<Optional<T>> ask();
    }
}
