package org.mmsys.pop3;

import java.util.Optional;
import java.util.function.Consumer;
import org.mmsys.core.protocol.Attempt;

/** What is answered on the I/O thread, or handed to the committer from there; the rest needs a worker. */
final class AtOnce implements Pop3Question.Cases<Attempt<Pop3Answer>> {
    private final Pop3Performer performer;
    private final FrontDesk desk;
    private final Consumer<Pop3Answer> later;

    AtOnce(Pop3Performer performer, FrontDesk desk, Consumer<Pop3Answer> later) {
        this.performer = performer;
        this.desk = desk;
        this.later = later;
    }

    @Override
    public Attempt<Pop3Answer> login(Pop3Question.Login question) {
        return desk.login(question, later);
    }

    @Override
    public Attempt<Pop3Answer> saslBegin(Pop3Question.SaslBegin question) {
        return desk.begin(question, later);
    }

    @Override
    public Attempt<Pop3Answer> saslRespond(Pop3Question.SaslRespond question) {
        return desk.respond(question, later);
    }

    @Override
    public Attempt<Pop3Answer> goOn(Pop3Question.GoOn question) {
        return desk.goOn();
    }

    @Override
    public Attempt<Pop3Answer> breakOff(Pop3Question.BreakOff question) {
        desk.breakOff();
        return Attempt.now(new Pop3Answer.BrokenOff());
    }

    @Override
    public Attempt<Pop3Answer> retrieve(Pop3Question.Retrieve question) {
        return performer.open().readsFast(question.message())
                ? Attempt.now(performer.prepare(question.message(), Optional.empty(), question.utf8()))
                : Attempt.needsWorker();
    }

    @Override
    public Attempt<Pop3Answer> top(Pop3Question.Top question) {
        return performer.open().readsFast(question.message())
                ? Attempt.now(performer.prepare(question.message(), Optional.of(question.lines()), question.utf8()))
                : Attempt.needsWorker();
    }

    @Override
    public Attempt<Pop3Answer> table(Pop3Question.Table question) {
        ListingLines lines = new ListingLines(question.column(), question.messages(), question.gone());
        return Attempt.now(performer.ready(new ListingSource(lines)));
    }

    @Override
    public Attempt<Pop3Answer> commit(Pop3Question.Commit question) {
        return performer.commit(question, later);
    }

    @Override
    public Attempt<Pop3Answer> leave(Pop3Question.Leave question) {
        throw new IllegalStateException("the connection outlives its performer, who cannot know");
    }

    @Override
    public Attempt<Pop3Answer> listFolders(Pop3Question.ListFolders question) {
        return Attempt.needsWorker();
    }

    @Override
    public Attempt<Pop3Answer> findFolder(Pop3Question.FindFolder question) {
        return Attempt.needsWorker();
    }

    @Override
    public Attempt<Pop3Answer> openFolder(Pop3Question.OpenFolder question) {
        return Attempt.needsWorker();
    }

    @Override
    public Attempt<Pop3Answer> makeFolder(Pop3Question.MakeFolder question) {
        return Attempt.needsWorker();
    }

    @Override
    public Attempt<Pop3Answer> renameFolder(Pop3Question.RenameFolder question) {
        return Attempt.needsWorker();
    }

    @Override
    public Attempt<Pop3Answer> dropFolder(Pop3Question.DropFolder question) {
        return Attempt.needsWorker();
    }

    @Override
    public Attempt<Pop3Answer> append(Pop3Question.Append question) {
        return performer.append(later);
    }

    @Override
    public Attempt<Pop3Answer> dropBody(Pop3Question.DropBody question) {
        performer.dropBody();
        return Attempt.now(new Pop3Answer.Done());
    }
}
