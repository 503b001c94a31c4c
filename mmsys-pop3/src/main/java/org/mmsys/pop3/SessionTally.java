package org.mmsys.pop3;

import org.jspecify.annotations.Nullable;
import org.mmsys.core.store.Maildrop.Update;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Input.Via;
import org.mmsys.wire.text.PrintableText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a session has done, for its line in the log. Owned by its performer, which is called by one thread at a time. */
final class SessionTally {
    private static final Logger log = LoggerFactory.getLogger(SessionTally.class);

    private @Nullable AccountName account;
    private int retr;
    private int top;
    private int dele;
    private int moved;
    private long octets;

    void loggedIn(AccountName owner, Client client, int messages) {
        account = owner;
        log.atInfo()
                .addKeyValue("sid", client.sessionId())
                .addKeyValue("account", owner)
                .addKeyValue("ip", client.address())
                .addKeyValue("tls", client.tls().map(tls -> tls.protocol()).orElse("none"))
                .addKeyValue("via", client.via().map(Via::node).orElse("-"))
                .addKeyValue(
                        "front",
                        client.via()
                                .map(via -> PrintableText.of(via.sessionId()))
                                .orElse("-"))
                .addKeyValue("messages", messages)
                .log("pop3 login");
    }

    /** A message was prepared to be sent: whole, or its beginning. */
    void fetched(boolean whole, long sizeBytes) {
        if (whole) {
            retr++;
            octets += sizeBytes;
        } else {
            top++;
        }
    }

    void changed(Update changes) {
        dele += changes.deleted().size();
        moved += changes.moved().size();
    }

    /** The line at the end; none for sessions that never logged in. */
    void log(Client client) {
        if (account == null) {
            return;
        }
        log.atInfo()
                .addKeyValue("sid", client.sessionId())
                .addKeyValue("account", account)
                .addKeyValue("retr", retr)
                .addKeyValue("top", top)
                .addKeyValue("dele", dele)
                .addKeyValue("moved", moved)
                .addKeyValue("octets", octets)
                .log("pop3 session ended");
    }
}
