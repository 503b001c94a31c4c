package org.mmsys.client.ui.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.mmsys.client.core.Call;
import org.mmsys.client.core.MailService;
import org.mmsys.client.core.Outcome;
import org.mmsys.client.core.Problem;
import org.mmsys.client.core.model.Draft;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.core.model.OutboxEntry;
import org.mmsys.client.core.model.Person;
import org.mmsys.client.core.model.Suggestion;

/** What the demonstration does not do: each call fails and says so. */
public abstract class DemoRest implements MailService {
    /** A call that has ended well. */
    protected static <T> Call<T> done(T value) {
        DemoCall<T> call = new DemoCall<>();
        call.finish(new Outcome.Done<>(value));
        return call;
    }

    /** A call that has failed. */
    protected static <T> Call<T> failed(Problem problem) {
        DemoCall<T> call = new DemoCall<>();
        call.finish(new Outcome.Failed<>(problem));
        return call;
    }

    private static <T> Call<T> not() {
        DemoCall<T> call = new DemoCall<>();
        call.finish(new Outcome.Failed<>(Problem.of(Problem.Cause.PROTOCOL, "This is a demonstration.")));
        return call;
    }

    @Override
    public void cancel(long call) {
        DemoCall.cancel(call);
    }

    @Override
    public Call<Integer> checkAll() {
        return check(DemoMailService.ACCOUNT);
    }

    @Override
    public Call<Void> removeAccount(String account) {
        return not();
    }

    @Override
    public Call<Folder> renameFolder(Folder.Id folder, String newPath) {
        return not();
    }

    @Override
    public Call<Void> deleteFolder(Folder.Id folder) {
        return not();
    }

    @Override
    public Call<Integer> emptyFolder(Folder.Id folder) {
        return not();
    }

    @Override
    public Call<Integer> refresh(Folder.Id folder) {
        return not();
    }

    @Override
    public Call<Integer> copy(List<MessageRow.Key> messages, Folder.Id to) {
        return not();
    }

    @Override
    public Optional<String> redoable() {
        return Optional.empty();
    }

    @Override
    public Call<Optional<String>> redo() {
        return not();
    }

    @Override
    public Call<Draft> draft(MessageRow.Key message) {
        return not();
    }

    @Override
    public List<Draft> unfinished() {
        return List.of();
    }

    @Override
    public List<Problem> objections(Draft draft) {
        return List.of();
    }

    @Override
    public Call<Void> drop(String entry) {
        return not();
    }

    @Override
    public Call<OutboxEntry> redirect(MessageRow.Key message, String to, Duration hold) {
        return not();
    }

    @Override
    public Call<List<OutboxEntry>> flush(String account) {
        return not();
    }

    @Override
    public Call<Integer> export(Folder.Id folder, Path mbox) {
        return not();
    }

    @Override
    public Call<Integer> importMail(Path file, Folder.Id folder) {
        return not();
    }

    @Override
    public List<Suggestion> complete(String typed, int limit) {
        String wanted = typed.toLowerCase(java.util.Locale.ROOT);
        return List.of(
                        DemoMails.GRACE,
                        DemoMails.LINUS,
                        DemoMails.MARIE,
                        DemoMails.KATHERINE,
                        new Person("Graham Bell", "graham@tel.example"))
                .stream()
                .filter(p -> p.toString().toLowerCase(java.util.Locale.ROOT).contains(wanted))
                .map(p -> new Suggestion(p, 3))
                .limit(limit)
                .toList();
    }
}
