package org.mmsys.replica.relay;

import org.mmsys.core.protocol.ListenerSpec;
import org.mmsys.core.protocol.Protocol.TurnedAway;
import org.mmsys.wire.accounts.AccountReplies;
import org.mmsys.wire.pop3.Pop3Replies;
import org.mmsys.wire.smtp.SmtpReplies;

/** How a listener turns a client away in its own language: that nobody serves now, or that we do not let it in. */
enum Refusal {
    SMTP(
            SmtpReplies.R421_SHUTTING_DOWN
                    .with("Service not available, try again later")
                    .wire(),
            SmtpReplies.R421_TOO_MANY_CONNECTIONS.wire(),
            SmtpReplies.R421_SHUTTING_DOWN.wire()),
    POP3(Pop3Replies.ERR_LATER.line(), Pop3Replies.ERR_TOO_MANY_CONNECTIONS.line(), Pop3Replies.ERR_GOING_DOWN.line()),
    ACCOUNTS(
            AccountReplies.TRY_LATER.octets(),
            AccountReplies.TOO_MANY_CONNECTIONS.octets(),
            AccountReplies.SHUTTING_DOWN.octets()),
    /** Behind implicit TLS, which only the serving half speaks, nothing can be said. */
    SILENT("", "", "");

    private final String nobodyServes;
    private final String tooMany;
    private final String goingDown;

    Refusal(String nobodyServes, String tooMany, String goingDown) {
        this.nobodyServes = nobodyServes;
        this.tooMany = tooMany;
        this.goingDown = goingDown;
    }

    static Refusal of(ListenerSpec listener) {
        if (listener.implicitTls()) {
            return SILENT;
        }
        return switch (listener.protocol()) {
            case "smtp" -> SMTP;
            case "pop3" -> POP3;
            case "accounts" -> ACCOUNTS;
            default -> SILENT;
        };
    }

    /** The line for a client that waited in vain; empty when none can be said. */
    String nobodyServes() {
        return nobodyServes;
    }

    String turnedAway(TurnedAway why) {
        return switch (why) {
            case TOO_MANY_CONNECTIONS, TOO_MANY_FROM_ADDRESS, TOO_FAST -> tooMany;
            case SHUTTING_DOWN -> goingDown;
        };
    }
}
