package org.mmsys.client.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.mmsys.client.core.Problem.Cause;
import org.mmsys.client.core.mime.Addresses;
import org.mmsys.client.core.mime.Answers;
import org.mmsys.client.core.mime.Composer;
import org.mmsys.client.core.mime.Headers;
import org.mmsys.client.core.mime.Resent;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.Draft;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.Mark;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.core.model.OutboxEntry;
import org.mmsys.client.core.model.Person;
import org.mmsys.client.core.model.Suggestion;
import org.mmsys.client.core.net.Trouble;
import org.mmsys.client.core.store.LocalStore.Incoming;
import org.mmsys.client.core.store.Outbox.Stored;
import org.mmsys.client.core.sync.Ledger;

/** Drafts, and what becomes of them. Thread-safe; what is written is written by the desk's thread. */
final class Writing {
    private static final String OPEN = "open-draft/";
    private static final String CONTACT = "contact/";

    private final Works works;

    Writing(Works works) {
        this.works = works;
    }

    Draft blank(Account account) {
        String id = UUID.randomUUID().toString();
        String domain = account.address().substring(account.address().lastIndexOf('@') + 1);
        return new Draft(
                id,
                account.id(),
                "",
                "",
                "",
                "",
                Answers.signature(account),
                List.of(),
                id + "@" + domain,
                "",
                List.of(),
                Optional.empty());
    }

    /** Saves it, and shows it in Drafts. */
    Draft save(Draft draft, Account account) throws IOException {
        works.ledger().index().edit(change -> {
            change.fact(OPEN + draft.id(), "open");
        });
        Draft saved = works.drafts().save(draft);
        MessageRow.Key key = new MessageRow.Key(draft.account(), Folder.DRAFTS, Ledger.DRAFT + draft.id());
        try (Incoming incoming = works.ledger().store().begin()) {
            Composer.write(saved, account, now(), incoming.file());
            Headers headers = Headers.of(incoming.file());
            long size = Files.size(incoming.file());
            MessageRow row = headers.row(key, size, Mark.SEEN.bit() | Mark.DRAFT.bit(), now());
            incoming.keep(key);
            boolean known = works.ledger().index().row(key).isPresent();
            MessageRow placed = works.ledger().index().change(change -> change.put(row));
            works.ledger()
                    .announce(
                            key.folderId(),
                            known ? List.of() : List.of(placed),
                            known ? List.of(placed) : List.of(),
                            List.of());
        }
        return saved;
    }

    private Instant now() {
        return works.settings().clock().instant();
    }

    Draft read(MessageRow.Key key) throws IOException, Trouble {
        Optional<Draft> draft = key.id().startsWith(Ledger.DRAFT)
                ? works.drafts().read(key.id().substring(Ledger.DRAFT.length()))
                : Optional.empty();
        return draft.orElseThrow(() -> Trouble.of(Problem.of(Cause.GONE, "The draft is not there any more.")));
    }

    List<Draft> unfinished() {
        List<Draft> open = new ArrayList<>();
        try {
            Set<String> ids = works.ledger().index().factsOf(OPEN).keySet();
            for (Draft draft : works.drafts().all()) {
                if (ids.contains(draft.id())) {
                    open.add(draft);
                }
            }
        } catch (IOException unreadable) {
            return List.of();
        }
        return open;
    }

    void close(Draft draft, boolean keep) throws IOException {
        works.ledger().index().edit(change -> {
            change.forgetFact(OPEN + draft.id());
        });
        if (!keep) {
            works.drafts().delete(draft.id());
            dropRow(draft);
        }
    }

    private void dropRow(Draft draft) throws IOException {
        works.filing().delete(List.of(new MessageRow.Key(draft.account(), Folder.DRAFTS, Ledger.DRAFT + draft.id())));
    }

    /** What would prevent it from being sent. */
    List<Problem> objections(Draft draft, Account account, Optional<Long> sizeLimit) {
        List<Problem> problems = new ArrayList<>();
        for (String wrong : wrong(draft, account)) {
            problems.add(Problem.of(Cause.USAGE, "\"" + wrong + "\" is not an address.")
                    .advising("Correct it or take it out."));
        }
        if (problems.isEmpty() && recipients(draft, account).isEmpty()) {
            problems.add(
                    Problem.of(Cause.USAGE, "There is nobody to send it to.").advising("Fill in To, Cc or Bcc."));
        }
        long size = draft.attachments().stream()
                .mapToLong(Draft.Attachment::sizeBytes)
                .map(octets -> octets * 78 / 57)
                .sum();
        if (sizeLimit.isPresent() && sizeLimit.get() > 0 && size + draft.body().length() > sizeLimit.get()) {
            problems.add(
                    Problem.of(Cause.USAGE, "It is larger than the " + sizeLimit.get() + " octets the server takes.")
                            .advising("Take out attachments."));
        }
        for (Draft.Attachment file : draft.attachments()) {
            if (!Files.isReadable(file.file())) {
                problems.add(Problem.of(Cause.USAGE, file.name() + " cannot be read.")
                        .advising("Attach it again."));
            }
        }
        return problems;
    }

    private static String domain(Account account) {
        return account.address().substring(account.address().lastIndexOf('@') + 1);
    }

    private static List<String> wrong(Draft draft, Account account) {
        List<String> wrong = new ArrayList<>();
        for (String field : List.of(draft.to(), draft.cc(), draft.bcc())) {
            wrong.addAll(Addresses.parse(field, domain(account)).wrong());
        }
        return wrong;
    }

    private static List<Person> recipients(Draft draft, Account account) {
        List<Person> all = new ArrayList<>();
        for (String field : List.of(draft.to(), draft.cc(), draft.bcc())) {
            all.addAll(Addresses.parse(field, domain(account)).people());
        }
        return all;
    }

    /** Into the outbox. {@code asItCame} is a message to be redirected: it goes out instead of one made of the draft. */
    OutboxEntry send(Draft draft, Account account, Duration hold, Optional<Long> sizeLimit, Optional<Path> asItCame)
            throws IOException, Trouble {
        List<Problem> objections = objections(draft, account, sizeLimit);
        if (!objections.isEmpty()) {
            throw Trouble.of(objections.get(0));
        }
        Draft saved = works.drafts().save(draft);
        List<Person> people = recipients(saved, account);
        Set<String> addresses = new LinkedHashSet<>();
        people.forEach(person -> addresses.add(person.address()));
        Instant now = now();
        Stored stored = works.outbox()
                .put(saved, List.copyOf(addresses), account.address(), now, now.plus(hold), (Path file) -> {
                    if (asItCame.isPresent()) {
                        Resent.write(asItCame.get(), people, account, saved.messageId(), now, file);
                    } else {
                        Composer.write(saved, account, now, file);
                    }
                });
        works.ledger().index().edit(change -> {
            change.forgetFact(OPEN + draft.id());
            people.forEach(person -> {
                String key = person.address().toLowerCase(Locale.ROOT);
                int used = contact(key).map(Suggestion::used).orElse(0);
                change.fact(CONTACT + key, (used + 1) + "\t" + person.address() + "\t" + person.name());
            });
        });
        dropRow(draft);
        return stored.entry();
    }

    private Optional<Suggestion> contact(String address) {
        return works.ledger().index().fact(CONTACT + address).map(Writing::contactOf);
    }

    private static Suggestion contactOf(String fact) {
        String[] fields = fact.split("\t", 3);
        return new Suggestion(
                new Person(fields.length > 2 ? fields[2] : "", fields.length > 1 ? fields[1] : ""),
                fields[0].matches("[0-9]{1,9}") ? Integer.parseInt(fields[0]) : 0);
    }

    List<Suggestion> complete(String typed, int limit) {
        Map<String, Suggestion> history = new HashMap<>();
        works.ledger().index().factsOf(CONTACT).forEach((address, fact) -> history.put(address, contactOf(fact)));
        return Addresses.suggest(typed, history, limit);
    }

    Draft takeBack(String entry, Account account) throws IOException, Trouble {
        Draft draft = works.outbox()
                .takeBack(entry)
                .orElseThrow(() -> Trouble.of(Problem.of(Cause.GONE, "The message has left already.")));
        return save(draft, account);
    }
}
