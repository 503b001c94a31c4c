package org.mmsys.pop3;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.protocol.Attempt;
import org.mmsys.core.protocol.Dialogue;
import org.mmsys.core.protocol.Link;
import org.mmsys.core.protocol.Peers;
import org.mmsys.core.route.Directory;
import org.mmsys.core.route.Directory.Home;
import org.mmsys.core.route.Service;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.peer.Introduction;
import org.mmsys.wire.pop3.Pop3ClientAnswer;
import org.mmsys.wire.pop3.Pop3ClientPlan;
import org.mmsys.wire.pop3.Pop3Login;
import org.mmsys.wire.pop3.Pop3Status;
import org.mmsys.wire.pop3.Pop3Trouble;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.text.PrintableText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One login of a client whose home is another server: no secret is checked here (rules 26).
 *
 * <p>Calls the home; if that says that it is not, the other servers are asked who is, and called once. The answer is the
 * home's own yes, a no of every server that could know, or "later" as soon as one cannot be asked. Thread-safe; nothing
 * here waits, and nobody is called with the lock held.
 */
final class HomeLogin {
    private static final Logger log = LoggerFactory.getLogger(HomeLogin.class);
    private static final int CALLS_MAX = 2;

    private final Peers peers;
    private final KeptHomes kept;
    private final Directory directory;
    private final AccountName account;
    private final Client client;
    private final boolean utf8;
    private final Pop3Login login;

    private String server = "";
    private int calls;
    /** The connection whose word counts. */
    private @Nullable HomeDialogue current;

    private @Nullable Consumer<Pop3Answer> later;
    /** What the home said while nobody asked. */
    private @Nullable Pop3Answer unasked;

    /** Takes the client's response to the home's challenge. */
    private @Nullable Consumer<Pop3ClientAnswer> challenger;

    private boolean challenged;
    private @Nullable Link link;
    private boolean dropped;

    HomeLogin(
            Peers peers,
            KeptHomes kept,
            Directory directory,
            AccountName account,
            Client client,
            boolean utf8,
            Pop3Login login) {
        this.peers = peers;
        this.kept = kept;
        this.directory = directory;
        this.account = account;
        this.client = client;
        this.utf8 = utf8;
        this.login = login;
    }

    // ---- what the client's session wants; its I/O thread

    /**
     * Begins; {@link Pop3Answer.Located} means that the login is to be checked here after all.
     *
     * @param home what the directory says: on another server, or unsure
     */
    Attempt<Pop3Answer> start(Home home, Consumer<Pop3Answer> answer) {
        synchronized (this) {
            later = answer;
        }
        if (home instanceof Home.There there) {
            call(there.server());
        } else {
            directory.resolve(account, this::resolved);
        }
        return Attempt.pending();
    }

    /** The client's response to the last challenge. */
    Attempt<Pop3Answer> respond(byte[] response, Consumer<Pop3Answer> answer) {
        Consumer<Pop3ClientAnswer> waiting;
        synchronized (this) {
            Pop3Answer said = unasked;
            waiting = challenger;
            if (said != null || waiting == null) {
                return Attempt.now(said == null ? new Pop3Answer.TryLater() : said);
            }
            challenger = null;
            later = answer;
        }
        waiting.accept(new Pop3ClientAnswer.Respond(response));
        return Attempt.pending();
    }

    /** The connection to the home, after {@link Pop3Answer.Elsewhere}. */
    synchronized Link link() {
        Link open = link;
        if (open == null) {
            throw new IllegalStateException("no home has answered");
        }
        return open;
    }

    /** The client has given up or is gone: a link that is not spliced is closed. Any number of times. */
    void drop() {
        Consumer<Pop3ClientAnswer> waiting;
        Link open;
        synchronized (this) {
            dropped = true;
            waiting = challenger;
            challenger = null;
            open = link;
        }
        if (waiting != null) {
            waiting.accept(new Pop3ClientAnswer.Cancel());
        }
        if (open != null) {
            open.close();
        }
    }

    // ---- what the connection to the home tells; its I/O thread

    synchronized boolean wants(HomeDialogue from) {
        return !dropped && from == current;
    }

    /** Whether the client will be asked: then {@code answer} gets its response, or {@code Cancel}. */
    boolean challenged(HomeDialogue from, byte[] octets, Consumer<Pop3ClientAnswer> answer) {
        synchronized (this) {
            if (!wants(from)) {
                return false;
            }
            challenger = answer;
            challenged = true;
        }
        tell(new Pop3Answer.Challenge(octets));
        return true;
    }

    void loggedIn(HomeDialogue from, String welcome, Link open) {
        boolean wanted;
        synchronized (this) {
            wanted = wants(from);
            if (wanted) {
                link = open;
                current = null;
            }
        }
        if (!wanted) {
            open.close();
            return;
        }
        log.atInfo()
                .addKeyValue("sid", client.sessionId())
                .addKeyValue("account", account)
                .addKeyValue("ip", client.address())
                .addKeyValue("tls", client.tls().map(tls -> tls.protocol()).orElse("none"))
                .addKeyValue("home", home())
                .log("pop3 login at another server");
        String to = home();
        open.comeBack(from.marker(), free -> kept.keep(to, new KeptHomes.Kept(free, from.marker())));
        tell(new Pop3Answer.Elsewhere(welcome));
    }

    void failed(HomeDialogue from, Pop3Trouble trouble) {
        if (!release(from)) {
            return;
        }
        if (from.unheard() && trouble.kind().silence()) {
            dial(); // it had died since its last session
            return;
        }
        if (trouble.kind().faultOfServer()) {
            peers.failed(home(), Service.POP3, trouble.toString());
        }
        Optional<Pop3Status> said = trouble.said().filter(status -> trouble.kind() == Pop3Trouble.Kind.REFUSED);
        if (said.filter(status -> status.refusedFor("AUTH")).isPresent()) {
            tell(new Pop3Answer.Denied());
        } else if (said.filter(status -> status.refusedFor("IN-USE")).isPresent()) {
            tell(new Pop3Answer.InUse());
        } else if (said.filter(status -> status.refusedFor("X-NOT-HERE")).isPresent()) {
            directory.denied(account, home());
            directory.resolve(account, this::resolved);
        } else {
            putOff(trouble.toString());
        }
    }

    /** The connection is gone; news only when it came to nothing in a way that its machine could not tell. */
    void gone(HomeDialogue from) {
        if (release(from)) {
            peers.failed(home(), Service.POP3, "the dialogue broke");
            putOff("the dialogue broke");
        }
    }

    // ---- inside

    private void call(String to) {
        synchronized (this) {
            server = to;
            calls++;
        }
        reach();
    }

    /** Over a connection that has served before, if there is one. */
    private void reach() {
        kept.take(home()).ifPresentOrElse(this::again, this::dial);
    }

    private void again(KeptHomes.Kept free) {
        HomeDialogue next = next(true);
        String line = introduction(next).line(free.marker());
        free.link().begin(next.dialogue(Pop3ClientPlan.ofPeerAgain(line, utf8, login)), closed -> reach());
    }

    private void dial() {
        Supplier<Dialogue<?, ?>> each = () -> {
            HomeDialogue next = next(false);
            return next.dialogue(Pop3ClientPlan.ofPeer(introduction(next).line(), utf8, login));
        };
        peers.call(home(), Service.POP3, each, this::putOff);
    }

    private HomeDialogue next(boolean again) {
        HomeDialogue next = new HomeDialogue(this, kept.newMarker(), again);
        synchronized (this) {
            current = next;
        }
        return next;
    }

    private Introduction introduction(HomeDialogue dialogue) {
        return Introduction.of(Optional.of(client), "").ending(dialogue.marker());
    }

    private void resolved(Home home) {
        boolean again;
        boolean begun;
        synchronized (this) {
            again = calls < CALLS_MAX && !dropped;
            begun = challenged;
        }
        if (home instanceof Home.Unsure) {
            putOff("not every server could be asked for the account");
        } else if (begun) {
            // a client that has answered a challenge of one server cannot be sent to another one
            putOff("the account has moved");
        } else if (!(home instanceof Home.There there)) {
            tell(new Pop3Answer.Located());
        } else if (again) {
            call(there.server());
        } else {
            putOff("servers disagree about the account's home");
        }
    }

    private void putOff(String why) {
        log.atInfo()
                .addKeyValue("sid", client.sessionId())
                .addKeyValue("account", account)
                .addKeyValue("home", home())
                .addKeyValue("reason", PrintableText.of(why))
                .log("pop3 login put off: its home cannot be asked");
        tell(new Pop3Answer.TryLater());
    }

    private void tell(Pop3Answer answer) {
        Consumer<Pop3Answer> asked;
        synchronized (this) {
            asked = later;
            later = null;
            if (asked == null) {
                unasked = answer;
                return;
            }
        }
        asked.accept(answer);
    }

    /** Whether this was the connection whose word counts; from now on it is not. */
    private synchronized boolean release(HomeDialogue from) {
        boolean counts = wants(from);
        if (counts) {
            current = null;
            challenger = null;
        }
        return counts;
    }

    private synchronized String home() {
        return server;
    }
}
