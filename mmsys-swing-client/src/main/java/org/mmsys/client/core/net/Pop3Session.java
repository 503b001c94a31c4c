package org.mmsys.client.core.net;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.mmsys.client.core.Problem;
import org.mmsys.client.core.Problem.Cause;
import org.mmsys.client.core.model.Endpoint;
import org.mmsys.wire.pop3.Pop3ClientAnswer;
import org.mmsys.wire.pop3.Pop3ClientMachine;
import org.mmsys.wire.pop3.Pop3ClientPlan;
import org.mmsys.wire.pop3.Pop3ClientPlan.StartTls;
import org.mmsys.wire.pop3.Pop3ClientQuestion;
import org.mmsys.wire.pop3.Pop3Features;
import org.mmsys.wire.pop3.Pop3Outcome;
import org.mmsys.wire.pop3.Pop3Status;
import org.mmsys.wire.sasl.Secret;

/**
 * A POP3 session after login (RFC 1939), with XFOLDERS where the server has it. Owned by one thread; every method blocks, at most
 * as long as the line's patience, and ends at once when its call is stopped.
 *
 * <p>{@link Trouble} ends the session; {@link Pop3Refusal} does not. Deletions and moves count only after {@link #commit} or
 * {@link #quit} has returned.
 */
public final class Pop3Session implements Closeable {
    private static final int LIST_MAX = 1_000_000;
    private static final int ID_MAX = 70;
    private static final long MESSAGE_MAX = 1L << 30;

    private final Endpoint server;
    private final Wire wire;
    private final Dialogue<Pop3ClientQuestion, Pop3ClientAnswer> dialogue;
    private final Pop3Way way;
    private final boolean wantedTls;
    private Pop3Features features = Pop3Features.NONE;

    private Pop3Session(Endpoint server, Line line, Wire wire, String user, Secret password) {
        this.server = server;
        this.wire = wire;
        this.way = new Pop3Way(user, password, line.passwordInClear(server));
        Line.Tls tls = line.tlsFor(server);
        this.wantedTls = tls != Line.Tls.NEVER;
        StartTls when = switch (tls) {
            case NEVER -> StartTls.NEVER;
            case IF_OFFERED -> StartTls.IF_OFFERED;
            case REQUIRED, FROM_THE_START -> StartTls.ALWAYS;
        };
        this.dialogue = new Dialogue<>(
                wire,
                new Pop3ClientMachine(new Pop3ClientPlan(
                        when,
                        Optional.empty(),
                        true,
                        way.login(),
                        line.patience().greeting(),
                        line.patience().command())),
                line.transcript());
    }

    /**
     * Connects and logs in.
     *
     * @throws Trouble if that does not come about; nothing is left open
     */
    public static Pop3Session open(Endpoint server, Line line, String user, Secret password) throws Trouble {
        line.transcript().note("POP3 with " + server);
        Wire wire = null;
        try {
            wire = Wire.connect(server, line.trust(), line.watch(), line.abort(), line.patience());
            if (line.tlsFor(server) == Line.Tls.FROM_THE_START) {
                wire.startTls();
            }
        } catch (IOException failed) {
            if (wire != null) {
                wire.close();
                if (wire.question().isPresent()) {
                    throw Problems.certificate(server, wire.question().get());
                }
            }
            line.transcript().note(String.valueOf(failed.getMessage()));
            throw Problems.noConnection(server, String.valueOf(failed.getMessage()));
        }
        Pop3Session session = new Pop3Session(server, line, wire, user, password);
        session.logIn();
        return session;
    }

    private void logIn() throws Trouble {
        Optional<Pop3ClientQuestion> question = dialogue.open();
        while (question.isPresent() && question.get() instanceof Pop3ClientQuestion.Challenge challenge) {
            question = dialogue.answer(way.respond(challenge.octets())
                    .<Pop3ClientAnswer>map(Pop3ClientAnswer.Respond::new)
                    .orElseGet(Pop3ClientAnswer.Cancel::new));
        }
        Pop3Outcome outcome = outcome(question);
        if (!(outcome instanceof Pop3Outcome.LoggedIn loggedIn) || !way.trustworthy()) {
            close();
            throw Trouble.of(
                    Problem.of(Cause.PROTOCOL, server + " could not prove that it knows you; the session was ended.")
                            .advising("Tell whoever runs the server: somebody may stand between."));
        }
        features = loggedIn.features();
    }

    /** The outcome a question carries; any other end of the dialogue is trouble. */
    private Pop3Outcome outcome(Optional<Pop3ClientQuestion> question) throws Trouble {
        if (question.isPresent() && question.get() instanceof Pop3ClientQuestion.Next next) {
            return next.before();
        }
        wire.close();
        if (wire.question().isPresent()) {
            throw Problems.certificate(server, wire.question().get());
        }
        Optional<IOException> local = dialogue.localTrouble();
        if (local.isPresent()) {
            throw Trouble.of(Problem.of(Cause.DISK, "A message could not be saved on this computer.")
                    .advising("Make room on the disk; nothing was removed from the server.")
                    .because(String.valueOf(local.get().getMessage())));
        }
        if (question.isPresent() && question.get() instanceof Pop3ClientQuestion.Failed failed) {
            dialogue.answer(new Pop3ClientAnswer.Noted());
            throw Problems.pop3(server, failed.trouble(), dialogue.wireTrouble());
        }
        throw Problems.noConnection(server, dialogue.wireTrouble());
    }

    public Endpoint server() {
        return server;
    }

    public boolean encrypted() {
        return wire.encrypted();
    }

    /** Whether TLS was wanted at all. */
    public boolean tlsWanted() {
        return wantedTls;
    }

    public String greeting() {
        return dialogue.greeting();
    }

    /** What the server said it can do; {@link Pop3Features#NONE} if it does not say such things. */
    public Pop3Features features() {
        return features;
    }

    /** Whether folders are kept on this server. */
    public boolean hasFolders() {
        return features.has("XFOLDERS");
    }

    /** A command with one line for an answer; its text. */
    public String say(String line) throws Trouble, Pop3Refusal {
        return said(line, new Pop3ClientAnswer.Single(octets(line))).text();
    }

    private Pop3Status said(String what, Pop3ClientAnswer command) throws Trouble, Pop3Refusal {
        Pop3Outcome outcome = outcome(dialogue.answer(command));
        Pop3Status status = outcome.match(new StatusOf());
        if (!status.ok()) {
            throw new Pop3Refusal(status, Problems.refused(server, verb(what), status));
        }
        return status;
    }

    private static String verb(String line) {
        int space = line.indexOf(' ');
        return space < 0 ? line : line.substring(0, space);
    }

    private static String octets(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private List<String> listing(String line) throws Trouble, Pop3Refusal {
        Pop3Outcome outcome = outcome(dialogue.answer(new Pop3ClientAnswer.Listing(octets(line), LIST_MAX)));
        if (outcome instanceof Pop3Outcome.Listed listed) {
            return listed.lines();
        }
        throw refusal(line, outcome);
    }

    private Pop3Refusal refusal(String line, Pop3Outcome outcome) {
        Pop3Status status = outcome.match(new StatusOf());
        return new Pop3Refusal(status, Problems.refused(server, verb(line), status));
    }

    /** How many messages and octets there are (STAT). */
    public long[] stat() throws Trouble, Pop3Refusal {
        String[] words = say("STAT").strip().split(" +", -1);
        return new long[] {number(words, 0), number(words, 1)};
    }

    /** The sizes by number (LIST). Lines that are none are passed over. */
    public Map<Integer, Long> sizes() throws Trouble, Pop3Refusal {
        Map<Integer, Long> sizes = new LinkedHashMap<>();
        for (String line : listing("LIST")) {
            String[] words = line.strip().split(" +", -1);
            long number = number(words, 0);
            if (number > 0 && number <= LIST_MAX) {
                sizes.put((int) number, number(words, 1));
            }
        }
        return sizes;
    }

    /**
     * The unique ids by number (UIDL). A number is good for this session and until {@link #commit} only.
     *
     * <p>Where a server gives one id to several messages, as RFC 1939 lets it for copies, the others have a tail: {@code ~2}. An id
     * beyond its 70 octets is replaced by its hash.
     */
    public Map<Integer, String> ids() throws Trouble, Pop3Refusal {
        Map<Integer, String> ids = new LinkedHashMap<>();
        Map<String, Integer> used = new HashMap<>();
        for (String line : listing("UIDL")) {
            String[] words = line.strip().split(" +", -1);
            long number = number(words, 0);
            if (number > 0 && number <= LIST_MAX && words.length > 1 && !words[1].isEmpty()) {
                String id = words[1].length() <= ID_MAX ? words[1] : hash(words[1]);
                int times = used.merge(id, 1, Integer::sum);
                ids.put((int) number, times == 1 ? id : id + "~" + times);
            }
        }
        return ids;
    }

    private static String hash(String id) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.ISO_8859_1));
            return "long-" + HexFormat.of().formatHex(digest, 0, 20);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static long number(String[] words, int index) {
        boolean number = words.length > index && words[index].matches("[0-9]{1,15}");
        return number ? Long.parseLong(words[index]) : 0;
    }

    /** The whole message, which the server counts as read from now on. */
    public void retrieve(int number, BodySink sink) throws Trouble, Pop3Refusal {
        fetch("RETR " + number, sink);
    }

    /** The header and so many lines (TOP); the whole message with enough of them. Marks nothing. */
    public void top(int number, int lines, BodySink sink) throws Trouble, Pop3Refusal {
        fetch("TOP " + number + " " + lines, sink);
    }

    private void fetch(String line, BodySink sink) throws Trouble, Pop3Refusal {
        dialogue.sink(sink);
        Pop3Outcome outcome = outcome(dialogue.answer(new Pop3ClientAnswer.Fetch(line, MESSAGE_MAX)));
        if (!(outcome instanceof Pop3Outcome.Fetched fetched)) {
            throw refusal(line, outcome);
        }
        if (!fetched.report().defects().isEmpty()) {
            close();
            throw Trouble.of(Problem.of(Cause.PROTOCOL, server + " sent a message beyond all limits."));
        }
    }

    /** Marks a message to be deleted. */
    public void delete(int number) throws Trouble, Pop3Refusal {
        say("DELE " + number);
    }

    /** Makes the marks of this session true and stays; numbers are new behind it (XCOMMIT). */
    public void commit() throws Trouble, Pop3Refusal {
        say("XCOMMIT");
    }

    /** The server's folders (XFLIST). */
    public List<Remote> folders() throws Trouble, Pop3Refusal {
        List<Remote> folders = new ArrayList<>();
        for (String line : listing("XFLIST")) {
            String[] words = line.split(" ", 4);
            if (words.length == 4 && !words[3].isEmpty()) {
                byte[] name = words[3].getBytes(StandardCharsets.ISO_8859_1);
                folders.add(new Remote(
                        new String(name, StandardCharsets.UTF_8),
                        (int) number(words, 0),
                        (int) number(words, 1),
                        number(words, 2)));
            }
        }
        return folders;
    }

    /** A folder as the server counts it. */
    public record Remote(String name, int messages, int unread, long octets) {}

    /** The flags of a message, as letters (XFLAG). */
    public String flags(int number) throws Trouble, Pop3Refusal {
        return say("XFLAG " + number).strip();
    }

    /** Stores a message in the open folder (XAPPEND); its id there, if the server said one. */
    public Optional<String> append(InputStream message, long octets) throws Trouble, Pop3Refusal {
        dialogue.source(message, sent -> {});
        String guid =
                said("XAPPEND", new Pop3ClientAnswer.Upload(octets)).text().strip();
        return guid.isEmpty() ? Optional.empty() : Optional.of(guid.split(" ", 2)[0]);
    }

    /**
     * Ends the session; deletions are done after return.
     *
     * @throws Pop3Refusal if the server says that it could not do them
     */
    public void quit() throws Trouble, Pop3Refusal {
        Optional<Pop3ClientQuestion> last = dialogue.answer(new Pop3ClientAnswer.Quit());
        if (last.isPresent() && last.get() instanceof Pop3ClientQuestion.Ended ended) {
            dialogue.answer(new Pop3ClientAnswer.Noted());
            close();
            if (!ended.status().ok()) {
                throw new Pop3Refusal(ended.status(), Problems.refused(server, "QUIT", ended.status()));
            }
            return;
        }
        outcome(last);
    }

    /** Which message has this id; empty if none has. */
    public static OptionalInt numberOf(Map<Integer, String> ids, String id) {
        for (Map.Entry<Integer, String> entry : ids.entrySet()) {
            if (entry.getValue().equals(id)) {
                return OptionalInt.of(entry.getKey());
            }
        }
        return OptionalInt.empty();
    }

    /** Cuts the connection: nothing marked is done. */
    @Override
    public void close() {
        wire.close();
    }

    /** The status line in any outcome. */
    private static final class StatusOf implements Pop3Outcome.Cases<Pop3Status> {
        @Override
        public Pop3Status loggedIn(Pop3Outcome.LoggedIn outcome) {
            return outcome.status();
        }

        @Override
        public Pop3Status said(Pop3Outcome.Said outcome) {
            return outcome.status();
        }

        @Override
        public Pop3Status listed(Pop3Outcome.Listed outcome) {
            return outcome.status();
        }

        @Override
        public Pop3Status fetched(Pop3Outcome.Fetched outcome) {
            return outcome.status();
        }
    }
}
