package org.mmsys.pop3;

import java.util.function.Consumer;
import org.mmsys.core.protocol.Dialogue;
import org.mmsys.core.protocol.Link;

/** A connection that has served before: the next dialogue on it meets a home that says this and then nothing. */
final class KeptLink implements Link {
    private final FakePeers peers;
    private final Parrot home;

    KeptLink(FakePeers peers, String answer) {
        this.peers = peers;
        this.home = new Parrot("", answer);
    }

    @Override
    public void begin(Dialogue<?, ?> dialogue, Consumer<String> failed) {
        peers.runAgain(dialogue, home);
    }

    @Override
    public void close() {
        home.hangUp();
    }
}
