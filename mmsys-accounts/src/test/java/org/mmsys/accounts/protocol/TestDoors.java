package org.mmsys.accounts.protocol;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.mmsys.accounts.AccountsFixture;
import org.mmsys.accounts.AccountsModule;
import org.mmsys.core.protocol.Attempt;
import org.mmsys.core.protocol.BodySink;
import org.mmsys.core.protocol.Dialogue;
import org.mmsys.core.protocol.Performer;
import org.mmsys.core.protocol.Protocol;
import org.mmsys.core.store.BodySource;
import org.mmsys.wire.session.Input;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Output.CollectBody;
import org.mmsys.wire.session.SessionMachine;
import org.mmsys.wire.session.Step;

/** The account ports of servers that exist in memory only. */
public final class TestDoors {
    private TestDoors() {}

    /** A server's account port. */
    public static Protocol<?, ?> open(AccountsModule module) {
        return new AccountsProtocol(
                new AccountsProtocol.Setup("mail.test", Duration.ofMinutes(5), 10, true),
                module.registry(),
                module.authenticator());
    }

    /** A node calls another one's port. */
    public static Marriage marry(
            Dialogue<?, ?> dialogue,
            Protocol<?, ?> port,
            String callerNode,
            String calledNode,
            Executor workers,
            Marriage.Wire wire) {
        Marriage marriage = new Marriage(workers, wire);
        marry(marriage, dialogue, port, callerNode, calledNode);
        return marriage;
    }

    private static <Q, A> void marry(
            Marriage marriage, Dialogue<Q, A> dialogue, Protocol<?, ?> port, String callerNode, String calledNode) {
        begin(marriage, dialogue.machine(), dialogue.performer(), port, callerNode, calledNode);
    }

    private static <Q, A, R, B> void begin(
            Marriage marriage,
            SessionMachine<Q, A> machine,
            Performer<Q, A> performer,
            Protocol<R, B> port,
            String callerNode,
            String calledNode) {
        Client client = AccountsFixture.loopback();
        marriage.begin(machine, performer, port.machine(client), port.performer(client), callerNode, calledNode);
    }

    /** A person at a server's port. */
    public static final class Person {
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final Marriage marriage;

        /** Connects and reads the greeting. */
        public Person(Protocol<?, ?> port, Executor workers) throws InterruptedException {
            marriage = new Marriage(workers, (fromCaller, octets) -> true);
            begin(marriage, this::hear, new Mute(), port, "nobody", "server");
            hear();
        }

        private Step<String> hear(Input<String> input) {
            if (input instanceof Input.Line<String> line) {
                heard.add(line.octets());
            }
            return Step.nothing();
        }

        private String hear() throws InterruptedException {
            String line = heard.poll(20, TimeUnit.SECONDS);
            return line == null ? "nothing" : line;
        }

        /** Says lines, one after each answer; returns the last answer. */
        public String say(String... lines) throws InterruptedException {
            String last = "";
            for (String line : List.of(lines)) {
                marriage.say(line + "\r\n");
                last = hear();
            }
            return last;
        }
    }

    private static final class Mute implements Performer<String, String> {
        @Override
        public Attempt<String> tryNow(String question, java.util.function.Consumer<String> later) {
            return Attempt.pending();
        }

        @Override
        public String perform(String question) {
            return "";
        }

        @Override
        public BodySink sink(CollectBody<String> wanted) {
            throw new IllegalStateException();
        }

        @Override
        public BodySource source() {
            throw new IllegalStateException();
        }

        @Override
        public void closed() {
            // nothing held
        }
    }
}
