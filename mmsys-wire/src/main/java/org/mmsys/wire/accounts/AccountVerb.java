package org.mmsys.wire.accounts;

import java.util.Locale;
import java.util.Optional;

/** The verbs of the account protocol and when they may be said ({@code docs/protocols/accounts.md}, section 3). */
public enum AccountVerb {
    CAPA(Phase.ANY, "CAPA"),
    STLS(Phase.BEFORE_LOGIN, "STLS"),
    AVAIL(Phase.ANY, "AVAIL name"),
    CREATE(Phase.ANY, "CREATE name request-id"),
    AUTH(Phase.BEFORE_LOGIN, "AUTH mechanism [initial-response]"),
    PASSWD(Phase.AFTER_LOGIN, "PASSWD"),
    DELETE(Phase.AFTER_LOGIN, "DELETE"),
    WHERE(Phase.AFTER_LOGIN, "WHERE"),
    NOOP(Phase.ANY, "NOOP"),
    QUIT(Phase.ANY, "QUIT");

    private final Phase phase;
    private final String syntax;

    AccountVerb(Phase phase, String syntax) {
        this.phase = phase;
        this.syntax = syntax;
    }

    public Phase phase() {
        return phase;
    }

    /** How the command is written, for error replies. */
    public String syntax() {
        return syntax;
    }

    /** The verb of this name, in any case. */
    public static Optional<AccountVerb> of(String word) {
        String upper = word.toUpperCase(Locale.ROOT);
        for (AccountVerb verb : values()) {
            if (verb.name().equals(upper)) {
                return Optional.of(verb);
            }
        }
        return Optional.empty();
    }

    /** When a verb may be said. */
    public enum Phase {
        ANY,
        BEFORE_LOGIN,
        AFTER_LOGIN
    }
}
