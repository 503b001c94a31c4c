package org.mmsys.client.core;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.mmsys.client.core.Problem.Cause;
import org.mmsys.client.core.mime.Answers;
import org.mmsys.client.core.mime.FileNames;
import org.mmsys.client.core.mime.Headers;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.Draft;
import org.mmsys.client.core.model.Mark;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.core.model.OpenedMessage;
import org.mmsys.client.core.model.OutboxEntry;
import org.mmsys.client.core.model.Suggestion;
import org.mmsys.client.core.net.Trouble;
import org.mmsys.client.core.store.Outbox.Stored;

/** The half of the engine that writes and sends, and the threads both halves use. Thread-safe. */
abstract class WritingDesk implements MailService {
    final Works works;
    final Staff staff;
    final Reading reading;
    private final Writing writing;

    WritingDesk(Works works) {
        this.works = works;
        this.staff = new Staff(works);
        this.reading = new Reading(works);
        this.writing = new Writing(works);
    }

    final Post post(String account) {
        return staff.post(account);
    }

    final <T> Call<T> desk(Calls.Work<T> work) {
        return works.calls().start(works.desk(), Optional.empty(), work);
    }

    final <T> Call<T> reader(Calls.Work<T> work) {
        return works.calls().start(works.readers(), Optional.empty(), work);
    }

    @Override
    public Draft newDraft(String account) {
        return writing.blank(post(account).account());
    }

    @Override
    public Call<Draft> answer(MessageRow.Key message, Draft.Kind kind, Optional<String> selection) {
        Account account = post(message.account()).account();
        return reader(running -> {
            OpenedMessage opened = reading.open(message);
            Path file = reading.file(message);
            Draft draft = Answers.to(opened, Headers.of(file), account, writing.blank(account), kind, selection);
            if (kind != Draft.Kind.FORWARD_ATTACHED) {
                return draft;
            }
            Draft.Attachment whole = attached(opened, file);
            return draft.with(draft.to(), draft.cc(), draft.bcc(), draft.subject(), draft.body(), List.of(whole));
        });
    }

    @Override
    public Call<Draft> saveDraft(Draft draft) {
        Account account = post(draft.account()).account();
        return desk(running -> writing.save(draft, account));
    }

    @Override
    public Call<Draft> draft(MessageRow.Key message) {
        return reader(running -> writing.read(message));
    }

    @Override
    public List<Draft> unfinished() {
        return writing.unfinished();
    }

    @Override
    public Call<Void> closeDraft(Draft draft, boolean keep) {
        return desk(Calls.errand(running -> writing.close(draft, keep)));
    }

    @Override
    public List<Problem> objections(Draft draft) {
        return writing.objections(draft, post(draft.account()).account(), sizeLimit(draft.account()));
    }

    @Override
    public Call<OutboxEntry> send(Draft draft, Duration hold) {
        Account account = post(draft.account()).account();
        return desk(running -> {
            OutboxEntry entry = writing.send(draft, account, hold, sizeLimit(account.id()), Optional.empty());
            staff.tellOutbox();
            staff.wake(hold.plusMillis(50));
            return entry;
        });
    }

    @Override
    public Call<OutboxEntry> redirect(MessageRow.Key message, String to, Duration hold) {
        Account account = post(message.account()).account();
        return desk(running -> {
            if (reading.row(message).has(Mark.HEADER_ONLY)) {
                throw Trouble.of(Problem.of(Cause.GONE, "Only the header of the message is here.")
                        .advising("Open it first, so that all of it is fetched."));
            }
            OpenedMessage opened = reading.open(message);
            Path file = reading.file(message);
            Draft draft = Answers.to(
                            opened,
                            Headers.of(file),
                            account,
                            writing.blank(account),
                            Draft.Kind.REDIRECT,
                            Optional.empty())
                    .with(to, "", "", opened.row().subject(), "", List.of(attached(opened, file)));
            OutboxEntry entry = writing.send(draft, account, hold, sizeLimit(account.id()), Optional.of(file));
            staff.tellOutbox();
            staff.wake(hold.plusMillis(50));
            return entry;
        });
    }

    private static Draft.Attachment attached(OpenedMessage opened, Path file) {
        String name = FileNames.safe(opened.row().subject() + ".eml", "message/rfc822", "1");
        return new Draft.Attachment(file, name, "message/rfc822", opened.row().sizeBytes());
    }

    @Override
    public List<OutboxEntry> outbox() {
        return staff.outbox();
    }

    private Stored entry(String id) throws IOException, Trouble {
        return works.outbox()
                .find(id)
                .orElseThrow(() -> Trouble.of(Problem.of(Cause.GONE, "The message has left already.")));
    }

    @Override
    public Call<Draft> takeBack(String entry) {
        return desk(running -> {
            Draft draft =
                    writing.takeBack(entry, post(entry(entry).entry().account()).account());
            staff.tellOutbox();
            return draft;
        });
    }

    @Override
    public Call<Void> retry(String entry) {
        return reader(Calls.errand(running -> {
            Call<Integer> call = post(entry(entry).entry().account()).flush(Optional.of(entry));
            running.abort().guard(call::cancel);
            Optional<Problem> problem = Staff.awaited(call).flatMap(Outcome::trouble);
            if (problem.isPresent()) {
                throw Trouble.of(problem.get());
            }
        }));
    }

    @Override
    public Call<Void> drop(String entry) {
        return desk(Calls.errand(running -> {
            entry(entry);
            works.outbox().remove(entry);
            staff.tellOutbox();
        }));
    }

    @Override
    public Call<List<OutboxEntry>> flush(String account) {
        Post post = post(account);
        return works.calls().start(post.sending(), Optional.of(account), running -> {
            post.sender().flush(running, Optional.empty());
            return mine(account);
        });
    }

    @Override
    public Call<List<OutboxEntry>> sendHeld(String account) {
        Post post = post(account);
        return works.calls().start(post.sending(), Optional.of(account), running -> {
            post.sender().release();
            post.sender().flush(running, Optional.empty());
            return mine(account);
        });
    }

    private List<OutboxEntry> mine(String account) {
        return outbox().stream()
                .filter(entry -> entry.account().equals(account))
                .toList();
    }

    @Override
    public List<Suggestion> complete(String typed, int limit) {
        return writing.complete(typed, limit);
    }

    @Override
    public Optional<Long> sizeLimit(String account) {
        return works.ledger()
                .index()
                .fact("smtp-size/" + account)
                .filter(text -> text.matches("[1-9][0-9]{0,17}"))
                .map(Long::parseLong);
    }
}
