package org.mmsys.pop3;

import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.mmsys.core.protocol.Attempt;
import org.mmsys.core.protocol.BodySink;
import org.mmsys.core.protocol.Link;
import org.mmsys.core.protocol.Performer;
import org.mmsys.core.store.BodySource;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Output.CollectBody;

/** Gives each session of a connection a performer of its own; see {@link Pop3ConnectionMachine}. */
public final class Pop3ConnectionPerformer implements Performer<Pop3Question, Pop3Answer> {
    private final Function<Client, Pop3Performer> sessions;
    private Pop3Performer session;

    /** Performers as {@code sessions} makes them, the first one for this client. */
    public Pop3ConnectionPerformer(Function<Client, Pop3Performer> sessions, Client first) {
        this.sessions = sessions;
        this.session = sessions.apply(first);
    }

    @Override
    public Attempt<Pop3Answer> tryNow(Pop3Question question, Consumer<Pop3Answer> later) {
        if (question instanceof Pop3Question.Leave leave) {
            session.closed();
            session = sessions.apply(leave.next());
            return Attempt.now(new Pop3Answer.Done());
        }
        return session.tryNow(question, later);
    }

    @Override
    public Pop3Answer perform(Pop3Question question) throws IOException, InterruptedException {
        return session.perform(question);
    }

    @Override
    public BodySink sink(CollectBody<Pop3Question> wanted) {
        return session.sink(wanted);
    }

    @Override
    public BodySource source() {
        return session.source();
    }

    @Override
    public Link link() {
        return session.link();
    }

    @Override
    public void closed() {
        session.closed();
    }
}
