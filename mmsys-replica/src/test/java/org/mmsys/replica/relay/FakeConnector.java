package org.mmsys.replica.relay;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.mmsys.core.protocol.Connector;
import org.mmsys.core.protocol.Dial;
import org.mmsys.core.protocol.Dialogue;
import org.mmsys.core.protocol.Link;
import org.mmsys.wire.session.Input;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Output;

/** Connections in memory: the first ones fail, the later ones are made. */
final class FakeConnector implements Connector {
    final List<Dial> dials = new ArrayList<>();
    final List<String> said = new ArrayList<>();
    final List<FakeLink> links = new ArrayList<>();
    int failing;

    /** A link that notes whether it was closed. */
    static final class FakeLink implements Link {
        boolean closed;

        @Override
        public void close() {
            closed = true;
        }
    }

    @Override
    public void connect(Dial dial, Dialogue<?, ?> dialogue, Consumer<String> failed) {
        dials.add(dial);
        if (failing > 0) {
            failing--;
            failed.accept("refused");
            dialogue.performer().closed();
        } else {
            run(dialogue);
        }
    }

    private <Q, A> void run(Dialogue<Q, A> dialogue) {
        Client connection = new Client("out", "relay", "127.0.0.1", 1, "127.0.0.1", Optional.empty());
        for (Output<Q> output :
                dialogue.machine().on(new Input.Opened<>(connection)).outputs()) {
            if (output instanceof Output.Reply<Q> reply) {
                said.add(reply.octets());
            } else if (output instanceof Output.HandOver<Q>) {
                FakeLink link = new FakeLink();
                links.add(link);
                dialogue.performer().handedOver(link);
                dialogue.performer().closed();
            }
        }
    }
}
