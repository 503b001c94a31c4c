package org.mmsys.wire.smtp;

import java.util.Optional;
import org.mmsys.wire.sasl.Secret;

/**
 * What an SMTP client does before its first errand.
 *
 * @param helloName how it calls itself in EHLO; printable, no spaces
 * @param introduction the whole line, CRLF included, by which a node introduces itself or a client; mail then carries its
 *     queue id
 * @param login whom to log in; without TLS only if {@code passwordInClear}
 */
public record SmtpClientPlan(
        String helloName,
        StartTls startTls,
        Optional<String> introduction,
        Optional<Login> login,
        boolean passwordInClear,
        SmtpClientTimes times) {
    public SmtpClientPlan {
        if (!helloName.matches("[\\x21-\\x7e]{1,255}")) {
            throw new IllegalArgumentException("name for EHLO: " + helloName);
        }
    }

    /** When to say STARTTLS (RFC 3207); not at all on a connection that has TLS already. */
    public enum StartTls {
        NEVER,
        IF_OFFERED,
        REQUIRED,
        /** TLS before the greeting (RFC 8314 §3.3). */
        IMPLICIT
    }

    /**
     * Credentials.
     *
     * @param nonce for SCRAM: printable ASCII without commas, from a secure source, fresh for each connection
     * @param ifOffered whether a server that offers no AUTH is used without login
     */
    public record Login(String name, Secret password, String nonce, boolean ifOffered) {
        /** A login that has to be. */
        public Login(String name, Secret password, String nonce) {
            this(name, password, nonce, false);
        }
    }

    /** One of our own servers: TLS, then the introduction. */
    public static SmtpClientPlan peer(String helloName, String introduction, SmtpClientTimes times) {
        return new SmtpClientPlan(
                helloName, StartTls.REQUIRED, Optional.of(introduction), Optional.empty(), false, times);
    }

    boolean amongPeers() {
        return introduction.isPresent();
    }
}
