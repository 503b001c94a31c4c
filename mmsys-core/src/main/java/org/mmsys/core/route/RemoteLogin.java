package org.mmsys.core.route;

import java.util.Optional;
import java.util.function.Consumer;
import org.mmsys.wire.session.Input.Client;

/**
 * Has a client's SASL exchange done by the server that is the account's home (rules 26): no copy of a secret is checked here.
 *
 * <p>Thread-safe; nothing here waits. All answers together take 20 s at most; each comes once, on any thread, perhaps
 * before the call returns.
 */
public interface RemoteLogin {
    /** That of a system of one server: every exchange is to be tried later. */
    static RemoteLogin nowhere() {
        return new NoRemoteLogin();
    }

    /**
     * Begins an exchange at a server, with our introduction of this client.
     *
     * @param mechanism as in AUTH, {@code PLAIN}, {@code LOGIN}, {@code SCRAM-SHA-256}
     * @param initial the initial response, decoded; empty when the client gave none
     */
    Exchange start(String server, Client client, String mechanism, Optional<byte[]> initial, Consumer<Step> answer);

    /** One exchange. Whoever began it goes on until a step that is no challenge, or abandons it. */
    interface Exchange {
        /** The client's answer to the last challenge, decoded; one at a time. */
        void respond(byte[] response, Consumer<Step> answer);

        /** The client gave up or is gone: no answer comes any more. Any number of times. */
        void abandon();
    }

    /** What the home says. */
    sealed interface Step {
        /** The client is to answer this (not base64). */
        record Challenge(byte[] octets) implements Step {}

        /** The home has let the client in. Counts only if it is the recorded home of the name given. */
        record Granted() implements Step {}

        /** Name or password wrong; the mechanism is not offered; the exchange is malformed. */
        record Denied() implements Step {}

        /** That server is not the account's home: ask again where it is. */
        record NotHere() implements Step {}

        /** Unreachable, hung, too busy, or throttled: says nothing about the password. The reason is for logs. */
        record TryLater(String reason) implements Step {}
    }
}
