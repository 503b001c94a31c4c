package org.mmsys.pop3;

import java.io.IOException;
import java.util.Optional;
import org.mmsys.core.store.Maildrop.FolderChange;

/** What may wait for hashes and disks. */
final class OnWorker implements Pop3Question.Cases<Work> {
    private final Pop3Performer performer;
    private final LoginDesk desk;
    private final FrontDesk front;

    OnWorker(Pop3Performer performer, LoginDesk desk, FrontDesk front) {
        this.performer = performer;
        this.desk = desk;
        this.front = front;
    }

    @Override
    public Work login(Pop3Question.Login question) {
        return () -> desk.password(question);
    }

    @Override
    public Work saslBegin(Pop3Question.SaslBegin question) {
        return () -> desk.respond(question.initial().orElse(new byte[0]));
    }

    @Override
    public Work saslRespond(Pop3Question.SaslRespond question) {
        return () -> desk.respond(question.response());
    }

    @Override
    public Work goOn(Pop3Question.GoOn question) {
        return front::goOnWorking;
    }

    @Override
    public Work breakOff(Pop3Question.BreakOff question) {
        return answeredAtOnce(question);
    }

    @Override
    public Work retrieve(Pop3Question.Retrieve question) {
        return () -> performer.prepare(question.message(), Optional.empty(), question.utf8());
    }

    @Override
    public Work top(Pop3Question.Top question) {
        return () -> performer.prepare(question.message(), Optional.of(question.lines()), question.utf8());
    }

    @Override
    public Work table(Pop3Question.Table question) {
        return answeredAtOnce(question);
    }

    @Override
    public Work commit(Pop3Question.Commit question) {
        return answeredAtOnce(question);
    }

    @Override
    public Work leave(Pop3Question.Leave question) {
        return answeredAtOnce(question);
    }

    @Override
    public Work listFolders(Pop3Question.ListFolders question) {
        return () -> new Pop3Answer.Folders(performer.open().folders());
    }

    @Override
    public Work findFolder(Pop3Question.FindFolder question) {
        return () -> performer
                .open()
                .existing(question.folder())
                .<Pop3Answer>map(Pop3Answer.Found::new)
                .orElse(new Pop3Answer.Forbidden(FolderChange.Why.MISSING));
    }

    @Override
    public Work openFolder(Pop3Question.OpenFolder question) {
        return () -> performer.openFolder(question.folder());
    }

    @Override
    public Work makeFolder(Pop3Question.MakeFolder question) {
        return () -> change(performer.open().makeFolder(question.folder()));
    }

    @Override
    public Work renameFolder(Pop3Question.RenameFolder question) {
        return () -> change(performer.open().renameFolder(question.from(), question.to()));
    }

    @Override
    public Work dropFolder(Pop3Question.DropFolder question) {
        return () -> change(performer.open().dropFolder(question.folder()));
    }

    @Override
    public Work append(Pop3Question.Append question) {
        return answeredAtOnce(question);
    }

    @Override
    public Work dropBody(Pop3Question.DropBody question) {
        return answeredAtOnce(question);
    }

    private static Pop3Answer change(FolderChange change) throws IOException, InterruptedException {
        if (change instanceof FolderChange.Forbidden forbidden) {
            return new Pop3Answer.Forbidden(forbidden.why());
        }
        CommitWait wait = new CommitWait();
        ((FolderChange.Allowed) change).append().to(wait);
        return wait.answer();
    }

    private static Work answeredAtOnce(Pop3Question question) {
        throw new IllegalStateException(question + " is answered without a worker");
    }
}
