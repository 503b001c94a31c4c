package org.mmsys.finger;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.mmsys.core.config.Key;
import org.mmsys.core.protocol.Attempt;
import org.mmsys.core.protocol.BodySink;
import org.mmsys.core.protocol.HouseContext;
import org.mmsys.core.protocol.ListenerSpec;
import org.mmsys.core.protocol.Performer;
import org.mmsys.core.protocol.Protocol;
import org.mmsys.core.protocol.ProtocolProvider;
import org.mmsys.core.store.BodySource;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Output.CollectBody;
import org.mmsys.wire.session.SessionMachine;

/** Finger (RFC 1288), as small as a protocol can be: one line in, one answer out. */
public final class FingerProvider implements ProtocolProvider {
    @Override
    public String id() {
        return "finger";
    }

    @Override
    public List<Key<?>> keys() {
        return List.of(Key.text("finger.greeting", "at home", "What is said of everyone."));
    }

    @Override
    public Protocol<String, String> create(HouseContext house, ListenerSpec listener) {
        return new Finger(house.hostname());
    }

    private record Finger(String hostname) implements Protocol<String, String> {
        @Override
        public int lineLimit() {
            return 128;
        }

        @Override
        public String turnedAway(TurnedAway why) {
            return why.name().toLowerCase(Locale.ROOT) + "\r\n";
        }

        @Override
        public SessionMachine<String, String> machine(Client client) {
            return new FingerMachine();
        }

        @Override
        public Performer<String, String> performer(Client client) {
            return new Who(hostname);
        }
    }

    private record Who(String hostname) implements Performer<String, String> {
        @Override
        public Attempt<String> tryNow(String question, Consumer<String> later) {
            return question.isEmpty() ? Attempt.now("nobody") : Attempt.needsWorker();
        }

        @Override
        public String perform(String question) {
            return question + " lives at " + hostname;
        }

        @Override
        public BodySink sink(CollectBody<String> wanted) {
            throw new UnsupportedOperationException("finger takes no bodies");
        }

        @Override
        public BodySource source() {
            throw new UnsupportedOperationException("finger sends no bodies");
        }

        @Override
        public void closed() {}
    }
}
