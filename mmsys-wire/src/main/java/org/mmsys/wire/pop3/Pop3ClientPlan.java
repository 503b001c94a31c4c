package org.mmsys.wire.pop3;

import java.time.Duration;
import java.util.Optional;

/**
 * What a client is to do until it is logged in, and how long it waits.
 *
 * @param tls when to say STLS; connections that are in TLS already need none
 * @param introduction the line, complete with CRLF, by which a node of the system says for whom it speaks. With it the server
 *     is known to be one of ours: CAPA is not asked, and everything behind TLS is said in one go
 * @param again the connection has served before: it is in TLS and nobody greets. If it is dead that shows soon, or we do not
 *     wait for it
 * @param utf8 whether to say UTF8 before login where the server knows it (RFC 6856)
 * @param setUp silence of the server until login is done, before we give up
 * @param command the same later, and while a body is on its way
 */
public record Pop3ClientPlan(
        StartTls tls,
        Optional<String> introduction,
        boolean again,
        boolean utf8,
        Pop3Login login,
        Duration setUp,
        Duration command) {
    /** The first word on a connection that has served before. */
    static final Duration AGAIN_SILENCE = Duration.ofSeconds(3);

    private static final Duration PEER_SILENCE = Duration.ofSeconds(20);

    /** When to begin TLS. */
    public enum StartTls {
        NEVER,
        /** Where the server offers it and succeeds in beginning it; no protection from an attacker (RFC 7435). */
        IF_OFFERED,
        /** Whatever the server says; without it nothing secret is said. */
        ALWAYS
    }

    public Pop3ClientPlan {
        introduction.ifPresent(line -> {
            if (line.indexOf("\r\n") != line.length() - 2) {
                throw new IllegalArgumentException("an introduction that is not one line");
            }
        });
    }

    /** On a new connection. */
    public Pop3ClientPlan(
            StartTls tls,
            Optional<String> introduction,
            boolean utf8,
            Pop3Login login,
            Duration setUp,
            Duration command) {
        this(tls, introduction, false, utf8, login, setUp, command);
    }

    /** To another server of the system, as its own or a client's envoy. */
    public static Pop3ClientPlan ofPeer(String introduction, boolean utf8, Pop3Login login) {
        return new Pop3ClientPlan(
                StartTls.ALWAYS, Optional.of(introduction), false, utf8, login, PEER_SILENCE, PEER_SILENCE);
    }

    /** The same on a connection to it that has served before. */
    public static Pop3ClientPlan ofPeerAgain(String introduction, boolean utf8, Pop3Login login) {
        return new Pop3ClientPlan(
                StartTls.ALWAYS, Optional.of(introduction), true, utf8, login, PEER_SILENCE, PEER_SILENCE);
    }

    /** Whether the server is one of the system's. */
    boolean peer() {
        return introduction.isPresent();
    }
}
