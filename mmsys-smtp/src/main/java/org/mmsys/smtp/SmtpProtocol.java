package org.mmsys.smtp;

import org.mmsys.core.protocol.HouseContext;
import org.mmsys.core.protocol.Performer;
import org.mmsys.core.protocol.Protocol;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.SessionMachine;
import org.mmsys.wire.smtp.SmtpReplies;

/** SMTP as one listener speaks it. Any I/O thread. */
final class SmtpProtocol implements Protocol<SmtpQuestion, SmtpAnswer> {
    private static final int LINE_OCTETS_MAX = 12_288; // RFC 4954 §4: base64 of an authentication exchange

    private final HouseContext house;
    private final SmtpPolicy policy;
    private final MailDates dates = new MailDates();

    SmtpProtocol(HouseContext house, SmtpPolicy policy) {
        this.house = house;
        this.policy = policy;
    }

    @Override
    public int lineLimit() {
        return LINE_OCTETS_MAX;
    }

    @Override
    public String turnedAway(TurnedAway why) {
        return switch (why) {
            case TOO_MANY_CONNECTIONS -> SmtpReplies.R421_TOO_MANY_CONNECTIONS.wire();
            case TOO_MANY_FROM_ADDRESS -> SmtpReplies.R421_TOO_MANY_FROM_ADDRESS.wire();
            case TOO_FAST -> SmtpReplies.R421_TOO_FAST.wire();
            case SHUTTING_DOWN -> SmtpReplies.R421_SHUTTING_DOWN.wire();
        };
    }

    @Override
    public SessionMachine<SmtpQuestion, SmtpAnswer> machine(Client client) {
        return new SmtpServerMachine(policy, client);
    }

    @Override
    public Performer<SmtpQuestion, SmtpAnswer> performer(Client client) {
        return new SmtpPerformer(house, policy, dates, client);
    }
}
