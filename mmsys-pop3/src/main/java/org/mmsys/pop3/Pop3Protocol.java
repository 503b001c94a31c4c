package org.mmsys.pop3;

import java.security.SecureRandom;
import org.mmsys.core.protocol.HouseContext;
import org.mmsys.core.protocol.Performer;
import org.mmsys.core.protocol.Protocol;
import org.mmsys.wire.pop3.Pop3Replies;
import org.mmsys.wire.pop3.Pop3Verb;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.SessionMachine;

/** POP3 as one listener speaks it. Immutable; any thread. */
final class Pop3Protocol implements Protocol<Pop3Question, Pop3Answer> {
    private final HouseContext house;
    private final Pop3Settings settings;
    private final LoginOffer offer;
    private final KeptHomes kept = new KeptHomes(new SecureRandom());

    Pop3Protocol(HouseContext house, Pop3Settings settings) {
        this.house = house;
        this.settings = settings;
        this.offer = LoginOffer.of(house.authenticator());
    }

    @Override
    public int lineLimit() {
        return Pop3Verb.SASL_LINE_MAX;
    }

    @Override
    public String turnedAway(TurnedAway why) {
        return switch (why) {
            case TOO_MANY_CONNECTIONS, TOO_MANY_FROM_ADDRESS, TOO_FAST -> Pop3Replies.ERR_TOO_MANY_CONNECTIONS.line();
            case SHUTTING_DOWN -> Pop3Replies.ERR_GOING_DOWN.line();
        };
    }

    @Override
    public SessionMachine<Pop3Question, Pop3Answer> machine(Client client) {
        return new Pop3ConnectionMachine(
                settings, house.hostname(), house.node().toString(), offer, client);
    }

    @Override
    public Performer<Pop3Question, Pop3Answer> performer(Client client) {
        return new Pop3ConnectionPerformer(this::session, client);
    }

    private Pop3Performer session(Client client) {
        return new Pop3Performer(
                house.authenticator(),
                house.store(),
                house.directory(),
                house.peers(),
                kept,
                client,
                settings.refuseUtf8Headers());
    }
}
