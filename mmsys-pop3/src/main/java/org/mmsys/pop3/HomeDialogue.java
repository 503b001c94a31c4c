package org.mmsys.pop3;

import java.util.function.Consumer;
import org.mmsys.core.protocol.Attempt;
import org.mmsys.core.protocol.BodySink;
import org.mmsys.core.protocol.Dialogue;
import org.mmsys.core.protocol.Link;
import org.mmsys.core.protocol.Performer;
import org.mmsys.core.store.BodySource;
import org.mmsys.wire.pop3.Pop3ClientAnswer;
import org.mmsys.wire.pop3.Pop3ClientMachine;
import org.mmsys.wire.pop3.Pop3ClientPlan;
import org.mmsys.wire.pop3.Pop3ClientQuestion;
import org.mmsys.wire.pop3.Pop3Outcome;
import org.mmsys.wire.session.Input;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.session.Output.CollectBody;
import org.mmsys.wire.session.SessionMachine;
import org.mmsys.wire.session.Step;

/**
 * One connection to a client's home: tells a {@link HomeLogin} how it went. All questions are answered at once, but for
 * challenges, which wait for the client.
 */
final class HomeDialogue implements Performer<Pop3ClientQuestion, Pop3ClientAnswer> {
    private final HomeLogin login;
    private final String marker;
    private final boolean again;
    /** What the home said to the login; written and read on this connection's I/O thread. */
    private String welcome = "";

    private volatile boolean opened;
    private volatile boolean heard;

    /**
     * @param marker by what the home ends the session
     * @param again whether the connection has served before
     */
    HomeDialogue(HomeLogin login, String marker, boolean again) {
        this.login = login;
        this.marker = marker;
        this.again = again;
    }

    String marker() {
        return marker;
    }

    /** Whether a connection that has served before has not said a word since. */
    boolean unheard() {
        return again && !heard;
    }

    Dialogue<Pop3ClientQuestion, Pop3ClientAnswer> dialogue(Pop3ClientPlan plan) {
        return new Dialogue<>(new Noticed(new Pop3ClientMachine(plan)), this);
    }

    @Override
    public Attempt<Pop3ClientAnswer> tryNow(Pop3ClientQuestion question, Consumer<Pop3ClientAnswer> later) {
        return question.match(new Pop3ClientQuestion.Cases<>() {
            @Override
            public Attempt<Pop3ClientAnswer> challenge(Pop3ClientQuestion.Challenge challenge) {
                return login.challenged(HomeDialogue.this, challenge.octets(), later)
                        ? Attempt.pending()
                        : Attempt.now(new Pop3ClientAnswer.Cancel());
            }

            @Override
            public Attempt<Pop3ClientAnswer> next(Pop3ClientQuestion.Next next) {
                if (!(next.before() instanceof Pop3Outcome.LoggedIn in)) {
                    throw new IllegalStateException("a command was answered that nobody gave");
                }
                welcome = in.status().text();
                return Attempt.now(new Pop3ClientAnswer.HandOver());
            }

            @Override
            public Attempt<Pop3ClientAnswer> ended(Pop3ClientQuestion.Ended ended) {
                return Attempt.now(new Pop3ClientAnswer.Noted());
            }

            @Override
            public Attempt<Pop3ClientAnswer> failed(Pop3ClientQuestion.Failed failed) {
                login.failed(HomeDialogue.this, failed.trouble());
                return Attempt.now(new Pop3ClientAnswer.Noted());
            }
        });
    }

    @Override
    public void handedOver(Link link) {
        login.loggedIn(this, welcome, link);
    }

    /** Without a connection nothing is decided: another node is tried, or {@link HomeLogin} hears that there is none. */
    @Override
    public void closed() {
        if (opened) {
            login.gone(this);
        }
    }

    @Override
    public Pop3ClientAnswer perform(Pop3ClientQuestion question) {
        throw new IllegalStateException("needs no worker");
    }

    @Override
    public BodySink sink(CollectBody<Pop3ClientQuestion> wanted) {
        throw new IllegalStateException("fetches nothing");
    }

    @Override
    public BodySource source() {
        throw new IllegalStateException("sends nothing");
    }

    /** Notes that there is a connection, and drops it when nobody wants it any more, before anything secret is said. */
    private final class Noticed implements SessionMachine<Pop3ClientQuestion, Pop3ClientAnswer> {
        private final Pop3ClientMachine machine;

        Noticed(Pop3ClientMachine machine) {
            this.machine = machine;
        }

        @Override
        public Step<Pop3ClientQuestion> on(Input<Pop3ClientAnswer> input) {
            if (input instanceof Input.Opened) {
                opened = true;
            }
            heard |= input instanceof Input.Line;
            boolean before = input instanceof Input.Opened || input instanceof Input.TlsReady;
            return before && !login.wants(HomeDialogue.this) ? Step.of(new Output.Close<>()) : machine.on(input);
        }
    }
}
