package org.mmsys.pop3;

import java.util.List;
import org.mmsys.wire.pop3.Pop3Replies;
import org.mmsys.wire.pop3.Pop3State;
import org.mmsys.wire.session.Input.Client;

/**
 * The answer to CAPA (RFC 2449 §5).
 *
 * <p>USER and SASL are said where they would be let through, before login and after it alike (§6.2, §6.3: no difference
 * between the states); STLS only where it can be said (RFC 2595 §4). LOGIN-DELAY is not, since there is none.
 */
final class Capabilities {
    private static final List<String> ALWAYS = List.of(
            "TOP", // RFC 2449 §6.1
            "UIDL", // §6.8; before login too: clients decide by it how to ask
            "RESP-CODES", // §6.4
            "AUTH-RESP-CODE", // RFC 3206 §6
            "PIPELINING", // RFC 2449 §6.6
            "EXPIRE NEVER", // §6.7
            "UTF8 USER", // RFC 6856 §2.2
            "XFOLDERS 1",
            "IMPLEMENTATION MMSys"); // §6.9

    private Capabilities() {}

    static String reply(Pop3State state, Client client, LoginOffer offer, boolean startTls) {
        StringBuilder lines = new StringBuilder(256).append(Pop3Replies.OK_CAPA.line());
        ALWAYS.forEach(line -> lines.append(line).append("\r\n"));
        if (offer.passwordAllowed(client)) {
            lines.append("USER\r\n");
        }
        List<String> mechanisms = offer.mechanisms(client);
        if (!mechanisms.isEmpty()) {
            lines.append("SASL ").append(String.join(" ", mechanisms)).append("\r\n");
        }
        if (state == Pop3State.AUTHORIZATION && startTls && client.tls().isEmpty()) {
            lines.append("STLS\r\n");
        }
        return lines.append(".\r\n").toString();
    }

    /** The answer to a bare AUTH. */
    static String mechanisms(Client client, LoginOffer offer) {
        StringBuilder lines = new StringBuilder(96).append(Pop3Replies.OK_MECHANISMS.line());
        offer.mechanisms(client).forEach(mechanism -> lines.append(mechanism).append("\r\n"));
        return lines.append(".\r\n").toString();
    }
}
