package org.mmsys.replica.relay;

import java.util.function.Consumer;
import org.mmsys.core.protocol.Attempt;
import org.mmsys.core.protocol.BodySink;
import org.mmsys.core.protocol.Performer;
import org.mmsys.core.protocol.Protocol;
import org.mmsys.core.store.BodySource;
import org.mmsys.wire.session.Input;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.session.Output.CollectBody;
import org.mmsys.wire.session.SessionMachine;
import org.mmsys.wire.session.Step;

/** A server that greets, says who calls when asked {@code who}, and repeats everything else. */
final class TellingProtocol implements Protocol<String, String> {
    @Override
    public int lineLimit() {
        return 100_000;
    }

    @Override
    public String turnedAway(TurnedAway why) {
        return "no: " + why + "\r\n";
    }

    @Override
    public SessionMachine<String, String> machine(Client client) {
        return new SessionMachine<>() {
            private Client caller = client;

            @Override
            public Step<String> on(Input<String> input) {
                if (input instanceof Input.Opened) {
                    return Step.reply("hello\r\n");
                }
                if (input instanceof Input.Introduced<String> told) {
                    caller = told.client();
                }
                if (input instanceof Input.Line<String> line) {
                    return said(line.octets());
                }
                return input instanceof Input.TimedOut ? Step.of(new Output.Close<>()) : Step.nothing();
            }

            private Step<String> said(String line) {
                if (line.equals("who")) {
                    return Step.reply(caller.address() + " " + caller.port() + "\r\n");
                }
                return line.equals("quit") ? Step.of(new Output.Close<>()) : Step.reply(line + "\r\n");
            }
        };
    }

    @Override
    public Performer<String, String> performer(Client client) {
        return new Performer<>() {
            @Override
            public Attempt<String> tryNow(String question, Consumer<String> later) {
                throw new IllegalStateException(question);
            }

            @Override
            public String perform(String question) {
                throw new IllegalStateException(question);
            }

            @Override
            public BodySink sink(CollectBody<String> wanted) {
                throw new IllegalStateException("no bodies");
            }

            @Override
            public BodySource source() {
                throw new IllegalStateException("no bodies");
            }

            @Override
            public void closed() {
                // holds nothing
            }
        };
    }
}
