package org.mmsys.client.core;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.mmsys.client.core.Asks.KeepPassword;
import org.mmsys.client.core.Problem.Cause;
import org.mmsys.client.core.mime.Answers;
import org.mmsys.client.core.mime.FileNames;
import org.mmsys.client.core.mime.Headers;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.AccountAnswer;
import org.mmsys.client.core.model.CleanHtml;
import org.mmsys.client.core.model.ConnectionState;
import org.mmsys.client.core.model.Draft;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.Mark;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.core.model.OpenedMessage;
import org.mmsys.client.core.model.OutboxEntry;
import org.mmsys.client.core.model.ProbeLine;
import org.mmsys.client.core.model.Search;
import org.mmsys.client.core.model.ServerChoice;
import org.mmsys.client.core.model.Suggestion;
import org.mmsys.client.core.net.Trouble;
import org.mmsys.client.core.store.Outbox.Stored;
import org.mmsys.client.core.sync.Filing;
import org.mmsys.wire.sasl.Secret;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine: sends each call to the thread and the part that does it. Thread-safe. */
final class Engine implements MailService {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final String REMOTE = "remote/";

    private final Works works;
    private final List<ExecutorService> pools;
    private final Setup setup;
    private final Reading reading;
    private final Writing writing;
    private final Map<String, Post> posts = new ConcurrentHashMap<>();
    private volatile boolean offline;
    private volatile boolean closed;

    /** @param pools to be ended with it */
    Engine(Works works, List<ExecutorService> pools) {
        this.works = works;
        this.pools = pools;
        this.setup = new Setup(works);
        this.reading = new Reading(works);
        this.writing = new Writing(works);
    }

    void begin() throws IOException {
        for (Account account : works.profile().accounts()) {
            Post post = open(account);
            post.sender().recover();
        }
        wake(Duration.ofMillis(300));
    }

    private Post open(Account account) throws IOException {
        works.ledger().ensureFolders(account.id());
        Post post = new Post(works, account, this::tellOutbox);
        posts.put(account.id(), post);
        return post;
    }

    private void wake(Duration in) {
        boolean alone =
                works.settings().checkEvery().isZero() && !works.settings().sendByItself();
        if (alone || closed) {
            return;
        }
        try {
            var unused = works.watch().schedule(this::work, in.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException ended) {
            LOG.atDebug().log("nothing is begun any more");
        }
    }

    /** One pass over all accounts; the next one when something will be due, a second from now at the earliest. */
    private void work() {
        Instant now = works.settings().clock().instant();
        Instant next = now.plusSeconds(300);
        if (!offline) {
            for (Post post : posts.values()) {
                Instant due = post.work(now);
                next = due.isBefore(next) ? due : next;
            }
        }
        Duration in = Duration.between(now, next);
        wake(in.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : in);
    }

    private Post post(String account) {
        Post post = posts.get(account);
        if (post == null) {
            throw new IllegalArgumentException("no account " + account);
        }
        return post;
    }

    private <T> Call<T> desk(Calls.Work<T> work) {
        return works.calls().start(works.desk(), Optional.empty(), work);
    }

    private <T> Call<T> reader(Calls.Work<T> work) {
        return works.calls().start(works.readers(), Optional.empty(), work);
    }

    // ---- listening

    @Override
    public void addListener(Events listener) {
        works.hub().add(listener);
    }

    @Override
    public void removeListener(Events listener) {
        works.hub().remove(listener);
    }

    // ---- accounts

    @Override
    public List<Account> accounts() {
        return new TreeMap<>(posts).values().stream().map(Post::account).toList();
    }

    @Override
    public Call<Account> saveAccount(Account account, Optional<Secret> password, KeepPassword keep) {
        return desk(running -> {
            works.profile().save(account);
            if (password.isPresent()) {
                works.secrets().keep(account.id(), password.get(), keep);
            }
            Post before = posts.get(account.id());
            open(account);
            if (before != null) {
                before.close();
            }
            works.hub().tell(Events::accountsChanged);
            works.ledger().announce(new Folder.Id(account.id(), Folder.INBOX), List.of(), List.of(), List.of());
            wake(Duration.ofMillis(100));
            return account;
        });
    }

    @Override
    public void usePassword(String account, Secret password) {
        works.secrets().useNow(account, password);
    }

    @Override
    public Call<Void> removeAccount(String account) {
        return desk(Calls.errand(running -> {
            Post post = posts.remove(account);
            if (post != null) {
                post.close();
            }
            works.profile().remove(account);
            works.secrets().forget(account);
            for (Stored stored : works.outbox().all()) {
                if (stored.entry().account().equals(account)) {
                    works.outbox().remove(stored.entry().id());
                }
            }
            works.ledger().index().edit(change -> {
                change.removeAccount(account);
                change.forgetFact("xfolders/" + account);
            });
            works.ledger().store().deleteAccount(account);
            works.hub().tell(Events::accountsChanged);
        }));
    }

    @Override
    public Call<AccountAnswer> nameAvailable(ServerChoice servers, String name) {
        return reader(running -> setup.available(running, servers, name));
    }

    @Override
    public Call<AccountAnswer> requestAccount(ServerChoice servers, String name, Secret password) {
        return reader(running -> setup.request(running, servers, name, password));
    }

    @Override
    public Call<List<ProbeLine>> probe(ServerChoice servers, Optional<String> user, Optional<Secret> password) {
        return reader(running -> setup.probe(running, servers, user, password));
    }

    // ---- connection

    @Override
    public ConnectionState connection(String account) {
        return post(account).servers().state();
    }

    @Override
    public Call<Void> tryPrimaryNow(String account) {
        Post post = post(account);
        post.servers().tryPrimaryNow();
        return works.calls().start(post.receiving(), Optional.of(account), Calls.errand(running -> {
            post.receiver().check(running, Optional.empty());
        }));
    }

    @Override
    public void workOffline(boolean wanted) {
        offline = wanted;
        if (!wanted) {
            wake(Duration.ofMillis(100));
        }
    }

    @Override
    public boolean offline() {
        return offline;
    }

    @Override
    public List<String> transcript(String account) {
        return post(account).transcript().lines();
    }

    // ---- folders

    @Override
    public List<Folder> folders(String account) {
        return works.ledger().folders(account);
    }

    /** The server has to agree; if it cannot be asked now it is asked later. */
    private <T> Call<T> folderChange(String account, Calls.Work<T> change) {
        Post post = post(account);
        return works.calls().start(post.receiving(), Optional.of(account), running -> {
            T result = change.run(running);
            if (!offline) {
                try {
                    List<Problem> refused = post.receiver().push(running);
                    if (!refused.isEmpty()) {
                        throw Trouble.of(refused.get(0));
                    }
                } catch (Trouble trouble) {
                    if (!trouble.problem().cause().passing()) {
                        throw trouble;
                    }
                }
            }
            return result;
        });
    }

    @Override
    public Call<Folder> createFolder(String account, String path) {
        return folderChange(account, running -> works.filing().create(account, path));
    }

    @Override
    public Call<Folder> renameFolder(Folder.Id folder, String newPath) {
        return folderChange(folder.account(), running -> works.filing().rename(folder, newPath));
    }

    @Override
    public Call<Void> deleteFolder(Folder.Id folder) {
        return folderChange(folder.account(), Calls.errand(running -> {
            works.filing().drop(folder);
        }));
    }

    @Override
    public Call<Integer> emptyFolder(Folder.Id folder) {
        return desk(running -> {
            List<MessageRow.Key> keys = works.ledger().index().rows(folder).stream()
                    .map(MessageRow::key)
                    .toList();
            return deleteNow(keys, folder.path().equals(Folder.TRASH));
        });
    }

    // ---- messages

    @Override
    public Call<List<MessageRow>> rows(Folder.Id folder) {
        return reader(running -> works.ledger().index().rows(folder));
    }

    @Override
    public Call<Integer> check(String account) {
        return post(account).check(Optional.empty());
    }

    @Override
    public Call<Integer> checkAll() {
        List<Call<Integer>> calls = new ArrayList<>();
        posts.values().forEach(post -> calls.add(post.check(Optional.empty())));
        return reader(running -> {
            running.abort().guard(() -> calls.forEach(Call::cancel));
            int sum = 0;
            Optional<Problem> first = Optional.empty();
            for (Call<Integer> call : calls) {
                Optional<Outcome<Integer>> outcome = awaited(call);
                running.check();
                sum += outcome.flatMap(Outcome::got).orElse(0);
                first = first.isPresent() ? first : outcome.flatMap(Outcome::trouble);
            }
            if (first.isPresent()) {
                throw Trouble.of(first.get());
            }
            return sum;
        });
    }

    private static <T> Optional<Outcome<T>> awaited(Call<T> call) {
        try {
            return call.await(Duration.ofHours(2));
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    @Override
    public Call<Integer> refresh(Folder.Id folder) {
        return post(folder.account()).check(Optional.of(folder.path()));
    }

    @Override
    public Call<OpenedMessage> open(MessageRow.Key message) {
        boolean headerOnly = works.ledger()
                .index()
                .row(message)
                .filter(row -> row.has(Mark.HEADER_ONLY)
                        || works.ledger().store().find(message).isEmpty())
                .isPresent();
        if (!headerOnly) {
            return reader(running -> reading.open(message));
        }
        Post post = post(message.account());
        return works.calls().start(post.receiving(), Optional.of(message.account()), running -> {
            post.receiver().complete(running, message);
            return reading.open(message);
        });
    }

    @Override
    public Call<CleanHtml> html(MessageRow.Key message, CleanHtml.Style style, CleanHtml.Remote remote) {
        return reader(running -> reading.html(message, style, remote));
    }

    @Override
    public Call<Path> source(MessageRow.Key message) {
        return reader(running -> reading.file(message));
    }

    @Override
    public Call<Path> savePart(MessageRow.Key message, String partNumber, Path file) {
        return reader(running -> reading.savePart(running, message, partNumber, file));
    }

    private static String count(int number, String what) {
        return what + " " + number + (number == 1 ? " message" : " messages");
    }

    private void pushSoon(List<MessageRow.Key> keys) {
        keys.stream().map(MessageRow.Key::account).distinct().map(posts::get).forEach(post -> {
            if (post != null && !offline) {
                post.pushSoon();
            }
        });
    }

    private void tellUndo() {
        Optional<String> undo = works.undoLog().undoable();
        Optional<String> redo = works.undoLog().redoable();
        works.hub().tell(listener -> listener.undoChanged(undo, redo));
    }

    @Override
    public Call<List<MessageRow.Key>> move(List<MessageRow.Key> messages, Folder.Id to) {
        return desk(running -> moveNow(messages, to, "move of"));
    }

    private List<MessageRow.Key> moveNow(List<MessageRow.Key> messages, Folder.Id to, String what)
            throws IOException, Trouble {
        List<MessageRow.Key> there = works.filing().move(messages, to);
        Set<String> moved = new TreeSet<>();
        there.forEach(key -> moved.add(key.id()));
        List<MessageRow.Key> before =
                messages.stream().filter(key -> moved.contains(key.id())).toList();
        if (!there.isEmpty()) {
            works.undoLog()
                    .did(
                            count(there.size(), what),
                            () -> moveBack(before, to),
                            () -> works.filing().move(before, to));
            tellUndo();
            pushSoon(there);
        }
        return there;
    }

    private void moveBack(List<MessageRow.Key> before, Folder.Id from) throws IOException, Trouble {
        for (MessageRow.Key key : before) {
            works.filing().move(List.of(key.in(from.path())), key.folderId());
        }
        pushSoon(before);
    }

    @Override
    public Call<Integer> copy(List<MessageRow.Key> messages, Folder.Id to) {
        return desk(running -> {
            int copied = 0;
            for (MessageRow.Key key : messages) {
                Path file = reading.file(key);
                works.filing().add(file, to, Filing.newId(), reading.row(key).marks());
                copied++;
            }
            pushSoon(List.of(new MessageRow.Key(to.account(), to.path(), "copy")));
            return copied;
        });
    }

    @Override
    public Call<Integer> delete(List<MessageRow.Key> messages, boolean forEver) {
        return desk(running -> deleteNow(messages, forEver));
    }

    private int deleteNow(List<MessageRow.Key> messages, boolean forEver) throws IOException, Trouble {
        List<MessageRow.Key> gone = messages.stream()
                .filter(key -> forEver || key.folder().equals(Folder.TRASH))
                .toList();
        int deleted = works.filing().delete(gone);
        for (MessageRow.Key key : gone) {
            if (key.folder().equals(Folder.DRAFTS) && key.id().startsWith("draft-")) {
                works.drafts().delete(key.id().substring("draft-".length()));
            }
        }
        for (String account :
                messages.stream().map(MessageRow.Key::account).distinct().toList()) {
            List<MessageRow.Key> rest = messages.stream()
                    .filter(key -> key.account().equals(account) && !gone.contains(key))
                    .toList();
            if (!rest.isEmpty()) {
                deleted += moveNow(rest, new Folder.Id(account, Folder.TRASH), "deletion of")
                        .size();
            }
        }
        pushSoon(gone);
        return deleted;
    }

    @Override
    public Call<Void> mark(List<MessageRow.Key> messages, Mark mark, boolean on) {
        return desk(Calls.errand(running -> {
            List<MessageRow.Key> changed = works.filing().mark(messages, mark, on);
            if (!changed.isEmpty() && mark != Mark.SEEN) {
                works.undoLog()
                        .did(
                                count(changed.size(), "marking of"),
                                () -> works.filing().mark(changed, mark, !on),
                                () -> works.filing().mark(changed, mark, on));
                tellUndo();
            }
            pushSoon(changed);
        }));
    }

    @Override
    public Call<List<MessageRow>> search(Search search) {
        return reader(running -> reading.search(running, search));
    }

    @Override
    public Optional<String> undoable() {
        return works.undoLog().undoable();
    }

    @Override
    public Optional<String> redoable() {
        return works.undoLog().redoable();
    }

    @Override
    public Call<Optional<String>> undo() {
        return desk(running -> {
            Optional<String> what = works.undoLog().undo();
            tellUndo();
            return what;
        });
    }

    @Override
    public Call<Optional<String>> redo() {
        return desk(running -> {
            Optional<String> what = works.undoLog().redo();
            tellUndo();
            return what;
        });
    }

    // ---- writing

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
            String name = FileNames.safe(opened.row().subject() + ".eml", "message/rfc822", "1");
            Draft.Attachment whole = new Draft.Attachment(
                    file, name, "message/rfc822", opened.row().sizeBytes());
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
            OutboxEntry entry = writing.send(draft, account, hold, sizeLimit(account.id()));
            tellOutbox();
            wake(hold.plusMillis(50));
            return entry;
        });
    }

    private void tellOutbox() {
        List<OutboxEntry> now = outbox();
        works.hub().tell(listener -> listener.outboxChanged(now));
    }

    @Override
    public List<OutboxEntry> outbox() {
        try {
            return works.outbox().all().stream().map(Stored::entry).toList();
        } catch (IOException unreadable) {
            LOG.atWarn().setCause(unreadable).log("the outbox cannot be read");
            return List.of();
        }
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
            tellOutbox();
            return draft;
        });
    }

    @Override
    public Call<Void> retry(String entry) {
        return reader(Calls.errand(running -> {
            Call<Integer> call = post(entry(entry).entry().account()).flush(Optional.of(entry));
            running.abort().guard(call::cancel);
            Optional<Problem> problem = awaited(call).flatMap(Outcome::trouble);
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
            tellOutbox();
        }));
    }

    @Override
    public Call<List<OutboxEntry>> flush(String account) {
        Post post = post(account);
        return works.calls().start(post.sending(), Optional.of(account), running -> {
            post.sender().flush(running, Optional.empty());
            return outbox().stream()
                    .filter(entry -> entry.account().equals(account))
                    .toList();
        });
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

    // ---- remote content

    @Override
    public Set<String> remoteAllowed() {
        return Set.copyOf(works.ledger().index().factsOf(REMOTE).keySet());
    }

    @Override
    public void allowRemote(String address, boolean allowed) {
        String name = REMOTE + address.toLowerCase(Locale.ROOT);
        try {
            works.ledger().index().edit(change -> {
                if (allowed) {
                    change.fact(name, "yes");
                } else {
                    change.forgetFact(name);
                }
            });
        } catch (IOException disk) {
            LOG.atWarn().setCause(disk).log("what may be fetched could not be kept");
        }
    }

    // ---- the rest

    @Override
    public Call<Integer> export(Folder.Id folder, Path mbox) {
        return reader(running -> reading.export(running, folder, mbox));
    }

    @Override
    public Call<Integer> importMail(Path file, Folder.Id folder) {
        return desk(running -> {
            int count = reading.read(running, file, folder);
            pushSoon(List.of(new MessageRow.Key(folder.account(), folder.path(), "import")));
            return count;
        });
    }

    @Override
    public void close() {
        closed = true;
        works.calls().stopAll();
        posts.values().forEach(Post::close);
        works.watch().shutdownNow();
        pools.forEach(ExecutorService::shutdown);
        try {
            for (ExecutorService pool : pools) {
                if (!pool.awaitTermination(2, TimeUnit.SECONDS)) {
                    LOG.atInfo().log("something is still under way");
                }
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        works.hub().close();
        try {
            works.ledger().index().close();
            works.profile().close();
        } catch (IOException last) {
            LOG.atWarn().setCause(last).log("the profile could not be closed in order");
        }
    }
}
