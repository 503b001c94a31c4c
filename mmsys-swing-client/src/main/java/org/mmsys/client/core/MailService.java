package org.mmsys.client.core;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mmsys.client.core.Asks.KeepPassword;
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
import org.mmsys.wire.sasl.Secret;

/**
 * The engine behind the window and the command line. Safe on any thread.
 *
 * <p>Methods that return a {@link Call} never wait and never throw for what a server, the network or the disk does. The others
 * answer from memory at once. What the user changes (moves, deletions, marks, folders) is on this disk when its call ends, and
 * reaches the server with the session that follows; {@link Events} tell the rest.
 */
public interface MailService extends AutoCloseable {
    /** For {@link #send}: held until the user says so by {@link #retry} or {@link #sendHeld}, or until the next start. */
    Duration UNTIL_TOLD = Duration.ofDays(36_500);

    // ---- listening

    void addListener(Events listener);

    void removeListener(Events listener);

    // ---- accounts

    List<Account> accounts();

    /** Adds an account, or changes the one with its id. The password is kept as said; without one it is asked for when needed. */
    Call<Account> saveAccount(Account account, Optional<Secret> password, KeepPassword keep);

    /** For this process only, before whatever is kept: a password that a script gave. */
    default void usePassword(String account, Secret password) {}

    /** Forgets an account, its password and what is on this disk of it. Its mail on the server stays. */
    Call<Void> removeAccount(String account);

    /** Asks whether a name is free. */
    Call<AccountAnswer> nameAvailable(ServerChoice servers, String name);

    /**
     * Requests a new account. A lost answer is asked for again, at the backup too, without making a second one.
     *
     * <p>Does not save it as an account of this client: that is {@link #saveAccount}.
     */
    Call<AccountAnswer> requestAccount(ServerChoice servers, String name, Secret password);

    /** Tries each server that is given, primaries and backups, all at once; with a name and password it logs in as well. */
    Call<List<ProbeLine>> probe(ServerChoice servers, Optional<String> user, Optional<Secret> password);

    // ---- connection

    ConnectionState connection(String account);

    /** Forgets that the primary failed and tries it now. */
    Call<Void> tryPrimaryNow(String account);

    /** While true no connection is made by itself. */
    void workOffline(boolean offline);

    boolean offline();

    /** The last lines said and heard by this account's sessions, secrets masked, oldest first, at most 2,000. */
    List<String> transcript(String account);

    /** Gives up the call of that number, also one that the engine began by itself; nothing if it has ended. */
    default void cancel(long call) {}

    // ---- folders

    /** The folders of an account as known now, special ones first. */
    List<Folder> folders(String account);

    /** The call's value is the folder; its path may differ in what the server folds. */
    Call<Folder> createFolder(String account, String path);

    Call<Folder> renameFolder(Folder.Id folder, String newPath);

    /** Removes a folder; its messages go to the trash. */
    Call<Void> deleteFolder(Folder.Id folder);

    /** Deletes all messages of the trash, or moves those of another folder there. */
    Call<Integer> emptyFolder(Folder.Id folder);

    // ---- messages

    /** All rows of a folder in order of arrival. The list is the caller's. */
    Call<List<MessageRow>> rows(Folder.Id folder);

    /** Looks for mail now: folders, new messages, changes made here. The value is the number of new messages. */
    Call<Integer> check(String account);

    /** All accounts. */
    Call<Integer> checkAll();

    /** Fetches folders other than the inbox: the list of this one is brought up to date. */
    Call<Integer> refresh(Folder.Id folder);

    /** Makes a message ready to be read, from this disk or, if only its header is here, from the server. */
    Call<OpenedMessage> open(MessageRow.Key message);

    /** Its HTML, safe to show. */
    Call<CleanHtml> html(MessageRow.Key message, CleanHtml.Style style, CleanHtml.Remote remote);

    /** The message as it came, octet by octet: a file in the profile that must not be changed. */
    Call<Path> source(MessageRow.Key message);

    /** Saves a part under its final name only when it is complete. */
    Call<Path> savePart(MessageRow.Key message, String partNumber, Path file);

    /** Moves messages to a folder of the same account. Can be undone. The value are their keys there. */
    Call<List<MessageRow.Key>> move(List<MessageRow.Key> messages, Folder.Id to);

    /** Copies messages to a folder of this computer or of another account. */
    Call<Integer> copy(List<MessageRow.Key> messages, Folder.Id to);

    /** Moves messages to the trash, or, from there or when told so, deletes them for ever. */
    Call<Integer> delete(List<MessageRow.Key> messages, boolean forEver);

    Call<Void> mark(List<MessageRow.Key> messages, Mark mark, boolean on);

    Call<List<MessageRow>> search(Search search);

    /** What the next undo would undo, in words. */
    Optional<String> undoable();

    Optional<String> redoable();

    /** Undoes the last move, deletion or mark; the value says what was undone, empty if nothing could be. */
    Call<Optional<String>> undo();

    Call<Optional<String>> redo();

    // ---- writing

    /** An empty message, with the signature. Nothing is saved. */
    Draft newDraft(String account);

    /** A draft that answers or forwards; with a selection only that is quoted. Nothing is saved. */
    Call<Draft> answer(MessageRow.Key message, Draft.Kind kind, Optional<String> selection);

    /**
     * Sends a message on to other people as it came, with what RFC 5322 §3.6.6 says above it; they answer to who wrote it. The value
     * is its entry in the outbox.
     *
     * @param to as typed, several by comma
     */
    Call<OutboxEntry> redirect(MessageRow.Key message, String to, Duration hold);

    /** Saves it on this disk, in Drafts, replacing its earlier versions; the value holds the copies of the attachments. */
    Call<Draft> saveDraft(Draft draft);

    /** The draft behind a row of Drafts. */
    Call<Draft> draft(MessageRow.Key message);

    /** Drafts that were being written when the program ended without closing them: to be offered again. */
    List<Draft> unfinished();

    /** The window was closed: the draft stays in Drafts, or goes. */
    Call<Void> closeDraft(Draft draft, boolean keep);

    /**
     * What would prevent it from being sent: addresses that are none, no recipient, beyond the server's size. Empty if nothing.
     */
    List<Problem> objections(Draft draft);

    /**
     * Puts it into the outbox; when the call ends it is safe on this disk. It leaves after the hold at the earliest, with
     * {@link #UNTIL_TOLD} not before the user says so or the program starts again.
     */
    Call<OutboxEntry> send(Draft draft, Duration hold);

    List<OutboxEntry> outbox();

    /** Takes an entry out of the outbox to be edited: undo send. Fails when it has left. */
    Call<Draft> takeBack(String entry);

    /** Tries an entry now, whatever its status. */
    Call<Void> retry(String entry);

    /** Sends what was held {@link #UNTIL_TOLD}, and all else that is due; the value is what is left. */
    default Call<List<OutboxEntry>> sendHeld(String account) {
        return flush(account);
    }

    /** Drops an entry. */
    Call<Void> drop(String entry);

    /** Tries all that is due; the value is what is left. */
    Call<List<OutboxEntry>> flush(String account);

    /** Addresses that match what was typed, best first. */
    List<Suggestion> complete(String typed, int limit);

    /** What the SMTP server said is the largest message, if known. */
    Optional<Long> sizeLimit(String account);

    // ---- remote content

    /** Addresses whose pictures may be fetched. */
    Set<String> remoteAllowed();

    void allowRemote(String address, boolean allowed);

    // ---- the rest

    /** Writes a folder as mbox (RFC 4155, mboxrd quoting); the value is the number of messages. */
    Call<Integer> export(Folder.Id folder, Path mbox);

    /** Reads messages of an mbox or a single message into a folder. */
    Call<Integer> importMail(Path file, Folder.Id folder);

    /** Ends everything: what is on this disk stays, sessions are cut. Waits at most a few seconds. */
    @Override
    void close();
}
