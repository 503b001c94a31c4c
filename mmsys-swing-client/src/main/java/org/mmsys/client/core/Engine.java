package org.mmsys.client.core;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.mmsys.client.core.Asks.KeepPassword;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.AccountAnswer;
import org.mmsys.client.core.model.CleanHtml;
import org.mmsys.client.core.model.ConnectionState;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.Mark;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.core.model.OpenedMessage;
import org.mmsys.client.core.model.ProbeLine;
import org.mmsys.client.core.model.Search;
import org.mmsys.client.core.model.ServerChoice;
import org.mmsys.wire.sasl.Secret;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine: sends each call to the thread and the part that does it. Thread-safe. */
final class Engine extends WritingDesk {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final String REMOTE = "remote/";

    private final List<ExecutorService> pools;
    private final Setup setup;
    private final Changing changing;

    /** @param pools to be ended with it */
    Engine(Works works, List<ExecutorService> pools) {
        super(works);
        this.pools = pools;
        this.setup = new Setup(works);
        this.changing = new Changing(works, staff, reading);
    }

    void begin() throws IOException {
        staff.begin();
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
        return staff.accounts();
    }

    @Override
    public Call<Account> saveAccount(Account account, Optional<Secret> password, KeepPassword keep) {
        return desk(running -> {
            works.profile().save(account);
            if (password.isPresent()) {
                works.secrets().keep(account.id(), password.get(), keep);
            }
            staff.replace(account);
            return account;
        });
    }

    @Override
    public void usePassword(String account, Secret password) {
        works.secrets().useNow(account, password);
    }

    @Override
    public Call<Void> removeAccount(String account) {
        return desk(Calls.errand(running -> staff.remove(account)));
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
    public void cancel(long call) {
        works.calls().cancel(call);
    }

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
        staff.workOffline(wanted);
    }

    @Override
    public boolean offline() {
        return staff.offline();
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

    @Override
    public Call<Folder> createFolder(String account, String path) {
        return changing.folders(account, running -> works.filing().create(account, path));
    }

    @Override
    public Call<Folder> renameFolder(Folder.Id folder, String newPath) {
        return changing.folders(folder.account(), running -> works.filing().rename(folder, newPath));
    }

    @Override
    public Call<Void> deleteFolder(Folder.Id folder) {
        return changing.folders(
                folder.account(), Calls.errand(running -> works.filing().drop(folder)));
    }

    @Override
    public Call<Integer> emptyFolder(Folder.Id folder) {
        return desk(running -> changing.empty(folder));
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
        return reader(staff.checkAll());
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

    @Override
    public Call<List<MessageRow.Key>> move(List<MessageRow.Key> messages, Folder.Id to) {
        return desk(running -> changing.move(messages, to, "move of"));
    }

    @Override
    public Call<Integer> copy(List<MessageRow.Key> messages, Folder.Id to) {
        return desk(running -> changing.copy(messages, to));
    }

    @Override
    public Call<Integer> delete(List<MessageRow.Key> messages, boolean forEver) {
        return desk(running -> changing.delete(messages, forEver));
    }

    @Override
    public Call<Void> mark(List<MessageRow.Key> messages, Mark mark, boolean on) {
        return desk(Calls.errand(running -> changing.mark(messages, mark, on)));
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
        return desk(running -> changing.undo());
    }

    @Override
    public Call<Optional<String>> redo() {
        return desk(running -> changing.redo());
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
            staff.pushSoon(List.of(new MessageRow.Key(folder.account(), folder.path(), "import")));
            return count;
        });
    }

    @Override
    public void close() {
        works.calls().stopAll();
        staff.close();
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
