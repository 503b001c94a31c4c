package org.mmsys.client.ui.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.mmsys.client.core.Asks.KeepPassword;
import org.mmsys.client.core.Call;
import org.mmsys.client.core.Events;
import org.mmsys.client.core.Outcome;
import org.mmsys.client.core.Problem;
import org.mmsys.client.core.model.*;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.wire.sasl.Secret;

/** The engine of the demonstration: everything in memory, one engine thread, nothing is sent anywhere. */
@SuppressWarnings("NullAway")
public class DemoMailService extends DemoRest {
    /** The account that is there. */
    public static final String ACCOUNT = "ada";

    private final ExecutorService engine = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "demo-engine");
        thread.setDaemon(true);
        return thread;
    });
    private final List<Events> listeners = new CopyOnWriteArrayList<>();
    private final List<Account> accounts = new CopyOnWriteArrayList<>();
    private final Map<MessageRow.Key, DemoMail> mails = new LinkedHashMap<>();
    private final Map<String, List<MessageRow>> rows = new LinkedHashMap<>();
    private final List<OutboxEntry> outbox = new CopyOnWriteArrayList<>();
    private final Map<String, Draft> sent = new ConcurrentHashMap<>();
    private final List<Draft> drafts = new CopyOnWriteArrayList<>();
    private final Set<String> allowed = ConcurrentHashMap.newKeySet();
    private final List<Runnable> undo = new ArrayList<>();
    private volatile ConnectionState connection;
    private volatile boolean offline;
    private int nextId;

    /** With mail, or without any account. */
    public DemoMailService(boolean filled) {
        connection = state(ConnectionState.Status.CONNECTED, "10.0.0.5:995", Optional.empty());
        for (String path : List.of(
                "INBOX",
                "Drafts",
                "Outbox",
                "Sent",
                "Archive",
                "Projects",
                "Projects/Engine",
                "Projects/MMSys",
                "Travel",
                "Trash")) {
            rows.put(path, new ArrayList<>());
        }
        if (filled) {
            accounts.add(account());
            for (DemoMail mail : new DemoMails(ACCOUNT).inbox()) {
                mails.put(mail.row().key(), mail);
                rows.get("INBOX").add(mail.row());
            }
            for (MessageRow row : DemoMails.many(ACCOUNT, "Projects/MMSys", 40)) {
                rows.get("Projects/MMSys").add(row);
            }
        }
    }

    /** The account of the demonstration. */
    public static Account account() {
        return new Account(
                ACCOUNT,
                "ada",
                "ada@example.org",
                "Ada Lovelace",
                Endpoints.parse("10.0.0.5:995,10.0.0.6:995").orElseThrow(),
                Endpoints.parse("10.0.0.5:587,10.0.0.6:587").orElseThrow(),
                Endpoints.parse("10.0.0.5:7000,10.0.0.6:7000"),
                Account.Security.REQUIRED,
                Account.Leave.UNTIL_DELETED,
                "Ada Lovelace\nAnalytical Engines",
                0);
    }

    /** A way to the servers. */
    public static ConnectionState state(ConnectionState.Status status, String server, Optional<Problem> problem) {
        return new ConnectionState(
                ACCOUNT,
                status,
                Endpoint.parse(server),
                true,
                DemoMails.NOW.minusSeconds(150),
                Optional.of(DemoMails.NOW.minusSeconds(120)),
                problem,
                List.of("UIDL", "TOP", "STLS", "UTF8", "PIPELINING", "XFOLDERS"),
                Optional.of(true),
                List.of(new ConnectionState.Switch(
                        DemoMails.NOW.minusSeconds(150),
                        ConnectionState.Service.POP3,
                        Endpoint.parse("10.0.0.5:995"),
                        Endpoint.parse("10.0.0.6:995"),
                        "primary timed out")));
    }

    /** Turns the state of the connection. */
    public void connect(ConnectionState state) {
        connection = state;
        tell(l -> l.connectionChanged(state));
    }

    /** Fills a folder. */
    public void fill(String path, List<MessageRow> all) {
        rows.put(path, new ArrayList<>(all));
    }

    /** Says something as the engine would. */
    public void tell(Consumer<Events> what) {
        engine.execute(() -> listeners.forEach(what));
    }

    /** New mail comes. */
    public void arrive(MessageRow row) {
        engine.execute(() -> {
            rows.get(row.key().folder()).add(row);
            listeners.forEach(l ->
                    l.rowsChanged(new Events.RowsChanged(row.key().folderId(), List.of(row), List.of(), List.of(), 1)));
            tellFolders();
        });
    }

    /** What waits in the outbox from the beginning. */
    public void queue(OutboxEntry entry) {
        outbox.add(entry);
    }

    /** What has been handed over, by the id of its entry. */
    public Map<String, Draft> sentDrafts() {
        return sent;
    }

    /** What has been saved as a draft. */
    public List<Draft> drafts() {
        return drafts;
    }

    private <T> Call<T> call(Supplier<Outcome<T>> work) {
        return DemoCall.of(engine, work);
    }

    private void tellFolders() {
        List<Folder> now = folders(ACCOUNT);
        listeners.forEach(l -> l.foldersChanged(ACCOUNT, now));
    }

    @Override
    public void addListener(Events listener) {
        listeners.add(listener);
    }

    @Override
    public void removeListener(Events listener) {
        listeners.remove(listener);
    }

    @Override
    public List<Account> accounts() {
        return List.copyOf(accounts);
    }

    @Override
    public Call<Account> saveAccount(Account account, Optional<Secret> password, KeepPassword keep) {
        return call(() -> {
            accounts.removeIf(a -> a.id().equals(account.id()));
            accounts.add(account);
            listeners.forEach(Events::accountsChanged);
            return DemoCall.done(account);
        });
    }

    @Override
    public Call<AccountAnswer> nameAvailable(ServerChoice servers, String name) {
        return call(() -> {
            boolean other = name.indexOf('@') > 0 && !name.endsWith("@example.org");
            AccountAnswer.Kind kind = name.startsWith("grace")
                    ? AccountAnswer.Kind.TAKEN
                    : other ? AccountAnswer.Kind.BAD_NAME : AccountAnswer.Kind.AVAILABLE;
            return DemoCall.done(
                    new AccountAnswer(kind, servers.accounts().orElseThrow().primary(), Optional.empty(), ""));
        });
    }

    @Override
    public Call<AccountAnswer> requestAccount(ServerChoice servers, String name, Secret password) {
        return call(() -> DemoCall.done(new AccountAnswer(
                name.startsWith("grace") ? AccountAnswer.Kind.TAKEN : AccountAnswer.Kind.CREATED,
                servers.accounts().orElseThrow().primary(),
                Optional.empty(),
                "")));
    }

    @Override
    public Call<List<ProbeLine>> probe(ServerChoice servers, Optional<String> user, Optional<Secret> password) {
        return call(() -> {
            List<ProbeLine> lines = new ArrayList<>();
            servers.accounts().ifPresent(e -> probe(lines, ConnectionState.Service.ACCOUNTS, e));
            servers.smtp().ifPresent(e -> probe(lines, ConnectionState.Service.SMTP, e));
            servers.pop3().ifPresent(e -> probe(lines, ConnectionState.Service.POP3, e));
            return DemoCall.done(lines);
        });
    }

    private static void probe(List<ProbeLine> lines, ConnectionState.Service service, Endpoints both) {
        for (Endpoint server : both.all()) {
            boolean primary = server.equals(both.primary());
            boolean dead = service == ConnectionState.Service.SMTP && !primary;
            lines.add(new ProbeLine(
                    service,
                    primary,
                    server,
                    true,
                    "mail.example.org ready",
                    List.of(),
                    Optional.empty(),
                    true,
                    Duration.ofMillis(12),
                    dead
                            ? Optional.of(Problem.of(Problem.Cause.UNREACHABLE, "no answer within 5 seconds"))
                            : Optional.empty()));
        }
    }

    @Override
    public ConnectionState connection(String account) {
        return connection;
    }

    @Override
    public Call<Void> tryPrimaryNow(String account) {
        return nothing(() -> connect(state(ConnectionState.Status.CONNECTED, "10.0.0.5:995", Optional.empty())));
    }

    @SuppressWarnings("NullAway") // there is no other Void
    private Call<Void> nothing(Runnable run) {
        return call(() -> {
            run.run();
            return new Outcome.Done<>(null);
        });
    }

    @Override
    public void workOffline(boolean off) {
        offline = off;
    }

    @Override
    public boolean offline() {
        return offline;
    }

    @Override
    public List<String> transcript(String account) {
        return List.of(
                "14:02:11 10.0.0.5:995 < +OK MMSys ready",
                "14:02:11 10.0.0.5:995 > CAPA",
                "14:02:11 10.0.0.5:995 > AUTH PLAIN ***");
    }

    @Override
    public List<Folder> folders(String account) {
        List<Folder> folders = new ArrayList<>();
        rows.forEach((path, list) -> {
            Folder.Kind kind = Folder.kindOf(path);
            int total = kind == Folder.Kind.OUTBOX ? outbox.size() : list.size();
            int unread = (int) list.stream().filter(MessageRow::unread).count();
            boolean here = kind == Folder.Kind.OUTBOX || kind == Folder.Kind.DRAFTS;
            folders.add(new Folder(
                    new Folder.Id(ACCOUNT, path),
                    kind,
                    here ? Folder.Place.HERE : Folder.Place.SERVER,
                    total,
                    unread,
                    0));
        });
        return folders;
    }

    @Override
    public Call<Folder> createFolder(String account, String path) {
        return call(() -> {
            rows.putIfAbsent(path, new ArrayList<>());
            tellFolders();
            return DemoCall.done(folders(account).stream()
                    .filter(f -> f.id().path().equals(path))
                    .findFirst()
                    .orElseThrow());
        });
    }

    @Override
    public Call<List<MessageRow>> rows(Folder.Id folder) {
        return call(() -> DemoCall.done(new ArrayList<>(rows.getOrDefault(folder.path(), List.of()))));
    }

    @Override
    public Call<Integer> check(String account) {
        return call(() -> DemoCall.done(0));
    }

    @Override
    public Call<OpenedMessage> open(MessageRow.Key message) {
        return call(() -> Optional.ofNullable(mails.get(message))
                .map(mail -> DemoCall.done(mail.opened()))
                .or(() -> find(message)
                        .map(row -> DemoCall.done(new DemoMail(
                                        row,
                                        new Person("Somebody", "some@example.org"),
                                        List.of(DemoMails.ADA),
                                        List.of(),
                                        "A text.\n",
                                        Optional.empty(),
                                        List.of(),
                                        Map.of())
                                .opened())))
                .orElseGet(() -> DemoCall.failed(Problem.Cause.GONE, "The message is not there any more.")));
    }

    private Optional<MessageRow> find(MessageRow.Key key) {
        return rows.getOrDefault(key.folder(), List.of()).stream()
                .filter(row -> row.key().equals(key))
                .findFirst();
    }

    @Override
    public Call<CleanHtml> html(MessageRow.Key message, CleanHtml.Style style, CleanHtml.Remote remote) {
        return call(() -> {
            Document page = Jsoup.parse(mails.get(message).html().orElse(""));
            List<CleanHtml.Blocked> blocked = new ArrayList<>();
            page.select("img[src^=http]").forEach(image -> {
                blocked.add(new CleanHtml.Blocked(
                        image.attr("src"), "img", image.attr("width").equals("1")));
                image.removeAttr("src");
            });
            if (style == CleanHtml.Style.SIMPLE) {
                page.select("[style]").removeAttr("style");
                page.select("img:not([src])").remove();
            }
            page.outputSettings().syntax(Document.OutputSettings.Syntax.xml);
            return DemoCall.done(new CleanHtml(
                    page.outerHtml(), remote == CleanHtml.Remote.SHOW ? List.of() : blocked, List.of(), false));
        });
    }

    @Override
    public Call<Path> source(MessageRow.Key message) {
        return call(() -> {
            try {
                Path file = Files.createTempFile("demo", ".eml");
                file.toFile().deleteOnExit();
                Files.writeString(
                        file, "Subject: " + find(message).orElseThrow().subject() + "\r\n\r\nText\r\n");
                return DemoCall.done(file);
            } catch (IOException full) {
                return DemoCall.failed(Problem.Cause.DISK, String.valueOf(full.getMessage()));
            }
        });
    }

    @Override
    public Call<Path> savePart(MessageRow.Key message, String partNumber, Path file) {
        return call(() -> {
            try {
                return DemoCall.done(Files.writeString(file, "part " + partNumber));
            } catch (IOException full) {
                return DemoCall.failed(Problem.Cause.DISK, "The disk is full.");
            }
        });
    }

    @Override
    public Call<List<MessageRow.Key>> move(List<MessageRow.Key> messages, Folder.Id to) {
        return call(() -> {
            List<MessageRow.Key> moved = shift(messages, to.path());
            undo.add(() -> shift(moved, messages.get(0).folder()));
            tellUndo();
            return DemoCall.done(moved);
        });
    }

    private List<MessageRow.Key> shift(List<MessageRow.Key> keys, String to) {
        List<MessageRow.Key> moved = new ArrayList<>();
        for (MessageRow.Key key : keys) {
            MessageRow row = find(key).orElseThrow();
            MessageRow.Key there = key.in(to);
            rows.get(key.folder()).remove(row);
            MessageRow now = row.at(there, row.order());
            rows.get(to).add(now);
            Optional.ofNullable(mails.remove(key)).ifPresent(mail -> mails.put(there, mail.with(now)));
            moved.add(there);
            listeners.forEach(
                    l -> l.rowsChanged(new Events.RowsChanged(key.folderId(), List.of(), List.of(), List.of(key), 0)));
            listeners.forEach(l ->
                    l.rowsChanged(new Events.RowsChanged(there.folderId(), List.of(now), List.of(), List.of(), 0)));
        }
        tellFolders();
        return moved;
    }

    private void tellUndo() {
        listeners.forEach(l -> l.undoChanged(undoable(), Optional.empty()));
    }

    @Override
    public Call<Integer> delete(List<MessageRow.Key> messages, boolean forEver) {
        return call(() -> {
            List<MessageRow.Key> moved = shift(messages, "Trash");
            undo.add(() -> shift(moved, messages.get(0).folder()));
            tellUndo();
            return DemoCall.done(moved.size());
        });
    }

    @Override
    public Call<Void> mark(List<MessageRow.Key> messages, Mark mark, boolean on) {
        return nothing(() -> {
            for (MessageRow.Key key : messages) {
                List<MessageRow> list = rows.get(key.folder());
                MessageRow row = find(key).orElseThrow();
                MessageRow now = row.with(mark, on);
                list.set(list.indexOf(row), now);
                mails.computeIfPresent(key, (k, mail) -> mail.with(now));
                listeners.forEach(l ->
                        l.rowsChanged(new Events.RowsChanged(key.folderId(), List.of(), List.of(now), List.of(), 0)));
            }
            tellFolders();
        });
    }

    @Override
    public Call<List<MessageRow>> search(Search search) {
        String wanted = search.text().toLowerCase(java.util.Locale.ROOT);
        return call(() -> DemoCall.done(rows.values().stream()
                .flatMap(List::stream)
                .filter(r -> r.subject().toLowerCase(java.util.Locale.ROOT).contains(wanted))
                .toList()));
    }

    @Override
    public Optional<String> undoable() {
        return undo.isEmpty() ? Optional.empty() : Optional.of("move");
    }

    @Override
    public Call<Optional<String>> undo() {
        return call(() -> {
            if (undo.isEmpty()) {
                return DemoCall.done(Optional.empty());
            }
            undo.remove(undo.size() - 1).run();
            tellUndo();
            return DemoCall.done(Optional.of("move"));
        });
    }

    @Override
    public Draft newDraft(String account) {
        nextId++;
        return new Draft(
                "d" + nextId,
                account,
                "",
                "",
                "",
                "",
                "\n-- \nAda Lovelace\nAnalytical Engines\n",
                List.of(),
                "d" + nextId,
                "",
                List.of(),
                Optional.empty());
    }

    @Override
    public Call<Draft> answer(MessageRow.Key message, Draft.Kind kind, Optional<String> selection) {
        return call(() -> {
            DemoMail mail = mails.get(message);
            String quote = selection.orElse(mail.plain()).strip().replace("\n", "\n> ");
            Draft empty = newDraft(ACCOUNT);
            return DemoCall.done(new Draft(
                    empty.id(),
                    ACCOUNT,
                    kind == Draft.Kind.FORWARD_INLINE ? "" : mail.from().toString(),
                    "",
                    "",
                    "Re: " + mail.row().subject(),
                    "\nOn 19 November Grace Hopper wrote:\n> " + quote + "\n" + empty.body(),
                    List.of(),
                    empty.messageId(),
                    "",
                    List.of(),
                    Optional.of(new Draft.Answered(message, kind))));
        });
    }

    @Override
    public Call<Draft> saveDraft(Draft draft) {
        return call(() -> {
            drafts.removeIf(d -> d.id().equals(draft.id()));
            drafts.add(draft);
            return DemoCall.done(draft);
        });
    }

    @Override
    public Call<Void> closeDraft(Draft draft, boolean keep) {
        return nothing(() -> {
            if (!keep) {
                drafts.removeIf(d -> d.id().equals(draft.id()));
            }
        });
    }

    @Override
    public Call<OutboxEntry> send(Draft draft, Duration hold) {
        return call(() -> {
            Instant now = DemoMails.NOW;
            OutboxEntry entry = new OutboxEntry(
                    "o" + draft.id(),
                    ACCOUNT,
                    draft.subject(),
                    List.of(draft.to()),
                    1_000,
                    OutboxEntry.Status.HELD,
                    now,
                    now.plus(hold),
                    0,
                    Optional.empty());
            outbox.add(entry);
            sent.put(entry.id(), draft);
            listeners.forEach(l -> l.outboxChanged(List.copyOf(outbox)));
            return DemoCall.done(entry);
        });
    }

    @Override
    public List<OutboxEntry> outbox() {
        return List.copyOf(outbox);
    }

    @Override
    public Call<Draft> takeBack(String entry) {
        return call(() -> {
            outbox.removeIf(e -> e.id().equals(entry));
            listeners.forEach(l -> l.outboxChanged(List.copyOf(outbox)));
            return Optional.ofNullable(sent.remove(entry))
                    .map(DemoCall::done)
                    .orElseGet(() -> DemoCall.failed(Problem.Cause.GONE, "It has left already."));
        });
    }

    @Override
    public Call<Void> retry(String entry) {
        return nothing(() -> {});
    }

    @Override
    public Optional<Long> sizeLimit(String account) {
        return Optional.of(25L << 20);
    }

    @Override
    public Set<String> remoteAllowed() {
        return Set.copyOf(allowed);
    }

    @Override
    public void allowRemote(String address, boolean on) {
        allowed.add(address);
    }

    @Override
    public void close() {
        engine.shutdownNow();
    }
}
