package org.mmsys.pop3;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.journal.Body;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Journal.CommitListener;
import org.mmsys.core.journal.Journal.Refusal;
import org.mmsys.core.protocol.Attempt;
import org.mmsys.core.protocol.BodySink;
import org.mmsys.core.protocol.Link;
import org.mmsys.core.protocol.Peers;
import org.mmsys.core.protocol.Performer;
import org.mmsys.core.route.Authenticator;
import org.mmsys.core.route.Directory;
import org.mmsys.core.store.BodySource;
import org.mmsys.core.store.Flags;
import org.mmsys.core.store.FolderName;
import org.mmsys.core.store.MailStore;
import org.mmsys.core.store.MailStore.DeliveryListener;
import org.mmsys.core.store.Maildrop;
import org.mmsys.core.store.Maildrop.FolderChange;
import org.mmsys.core.store.MessageRef;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Output.CollectBody;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the questions of one POP3 session: holds its maildrop with the lock, the source being sent, the body being
 * stored, and counts its work for the log.
 */
public final class Pop3Performer implements Performer<Pop3Question, Pop3Answer> {
    private static final Logger log = LoggerFactory.getLogger(Pop3Performer.class);

    private final Client client;
    private final boolean refuseUtf8Headers;
    private final LoginDesk desk;
    private final FrontDesk front;
    private final SessionTally tally = new SessionTally();
    private @Nullable Maildrop maildrop;
    private @Nullable BodySource prepared;
    private @Nullable AppendSink appending;

    /** A performer for a new session with this client. */
    public Pop3Performer(
            Authenticator authenticator,
            MailStore store,
            Directory directory,
            Peers peers,
            KeptHomes kept,
            Client client,
            boolean refuseUtf8Headers) {
        this.client = client;
        this.refuseUtf8Headers = refuseUtf8Headers;
        this.desk = new LoginDesk(authenticator, store, client, this::opened);
        this.front = new FrontDesk(desk, directory, peers, kept);
    }

    @Override
    public Attempt<Pop3Answer> tryNow(Pop3Question question, Consumer<Pop3Answer> later) {
        return question.match(new AtOnce(this, front, later));
    }

    @Override
    public Pop3Answer perform(Pop3Question question) throws IOException, InterruptedException {
        return question.match(new OnWorker(this, desk, front)).answer();
    }

    @Override
    public BodySink sink(CollectBody<Pop3Question> wanted) {
        dropBody();
        AppendSink sink = new AppendSink(open().newBody(), client.sessionId());
        appending = sink;
        return sink;
    }

    @Override
    public BodySource source() {
        BodySource ready = prepared;
        if (ready == null) {
            throw new IllegalStateException("nothing is prepared");
        }
        prepared = null;
        return ready;
    }

    @Override
    public Link link() {
        return front.link();
    }

    @Override
    public void closed() {
        front.closed();
        dropSource();
        dropBody();
        if (maildrop != null) {
            maildrop.close();
        }
        tally.log(client);
    }

    /** The open maildrop. */
    Maildrop open() {
        Maildrop known = maildrop;
        if (known == null) {
            throw new IllegalStateException("no maildrop is open");
        }
        return known;
    }

    /** Prepares a message to be sent, cut after some lines of its body or whole. */
    Pop3Answer prepare(MessageRef message, Optional<Integer> lines, boolean utf8) {
        boolean wantsHeader = refuseUtf8Headers && !utf8;
        try {
            PeekedSource source = PeekedSource.open(open().read(message), message.size(), wantsHeader);
            if (wantsHeader && source.hasUtf8Header()) {
                source.close();
                return new Pop3Answer.NeedsUtf8();
            }
            tally.fetched(lines.isEmpty(), message.size());
            return ready(lines.isEmpty() ? source : new TopSource(source, lines.get()));
        } catch (IOException unreadable) {
            log.atWarn()
                    .addKeyValue("sid", client.sessionId())
                    .addKeyValue("guid", message.guid())
                    .setCause(unreadable)
                    .log("message cannot be read");
            return new Pop3Answer.Unreadable();
        }
    }

    /** Prepares something else to be sent. */
    Pop3Answer ready(BodySource source) {
        dropSource();
        prepared = source;
        return new Pop3Answer.Ready();
    }

    /** Hands the changes over; with the last ones the lock goes back before the client hears of it. */
    Attempt<Pop3Answer> commit(Pop3Question.Commit question, Consumer<Pop3Answer> later) {
        if (question.changes().isEmpty()) {
            return Attempt.now(committed(question));
        }
        open().update(question.changes(), new CommitListener() {
            @Override
            public void committed(long sequence) {
                later.accept(Pop3Performer.this.committed(question));
            }

            @Override
            public void refused(Refusal why) {
                later.accept(new Pop3Answer.Refused(why));
            }
        });
        return Attempt.pending();
    }

    /** Stores the collected body. */
    Attempt<Pop3Answer> append(Consumer<Pop3Answer> later) {
        AppendSink sink = appending;
        Optional<Body> body = sink == null ? Optional.empty() : sink.body();
        if (sink == null || body.isEmpty()) {
            throw new IllegalStateException("no body to be stored");
        }
        appending = null; // from here on an entry may name it
        open().append(body.get(), Flags.SEEN, new DeliveryListener() {
            @Override
            public void committed(Guid id, boolean resent) {
                later.accept(new Pop3Answer.Appended(id));
            }

            @Override
            public void refused(Refusal why) {
                sink.abandon();
                later.accept(new Pop3Answer.Refused(why));
            }
        });
        return Attempt.pending();
    }

    /** Throws away the body that was collected, if there is one. */
    void dropBody() {
        AppendSink sink = appending;
        if (sink != null) {
            appending = null;
            sink.abandon();
        }
    }

    /** Opens another folder. */
    Pop3Answer openFolder(FolderName folder) throws IOException {
        return open().openFolder(folder)
                ? new Pop3Answer.FolderOpened(open().messages())
                : new Pop3Answer.Forbidden(FolderChange.Why.MISSING);
    }

    private Pop3Answer opened(LoginDesk.MaildropLogin login) {
        maildrop = login.maildrop();
        tally.loggedIn(
                login.account(), login.client(), login.maildrop().messages().size());
        return new Pop3Answer.LoggedIn(login.account(), login.maildrop().messages());
    }

    private Pop3Answer committed(Pop3Question.Commit question) {
        tally.changed(question.changes());
        if (question.last()) {
            open().close();
        }
        return new Pop3Answer.Done();
    }

    private void dropSource() {
        BodySource left = prepared;
        if (left != null) {
            prepared = null;
            try {
                left.close();
            } catch (IOException broken) {
                log.atDebug()
                        .addKeyValue("sid", client.sessionId())
                        .setCause(broken)
                        .log("source does not close");
            }
        }
    }
}
