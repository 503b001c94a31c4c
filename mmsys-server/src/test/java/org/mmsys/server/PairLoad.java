package org.mmsys.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.mmsys.core.journal.Sha256;
import org.mmsys.testkit.HistoryChecker;
import org.mmsys.testkit.HistoryChecker.Deletion;
import org.mmsys.testkit.HistoryChecker.Listed;
import org.mmsys.testkit.HistoryChecker.Outcome;
import org.mmsys.testkit.Pop3TestClient;
import org.mmsys.testkit.Pop3TestClient.Scan;
import org.mmsys.testkit.SmtpTestClient;
import org.mmsys.testkit.SmtpTestClient.Reply;

/**
 * Clients of one account that use any door of its server for as long as they are told to, whatever happens to the machines:
 * they come back after every broken connection, as mail programs do, and write down what they were told.
 */
final class PairLoad {
    private static final int TIMEOUT_MS = 15_000;
    private static final long COME_BACK_NANOS = Duration.ofMillis(50).toNanos();
    /** Between two messages: what a killed half has to catch up with stays small. */
    private static final long THINK_NANOS = Duration.ofMillis(20).toNanos();

    private static final int[] SIZES = {200, 2_000, 4_000, 4_000, 20_000, 90_000, 300_000};
    private static final int MAILBOX_MAX = 60;

    private final String account;
    private final List<Door> doors;
    private final HistoryChecker history = new HistoryChecker();
    private final Random seeds;
    private final AtomicLong tokens = new AtomicLong();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong logins = new AtomicLong();
    private final Map<String, String> digests = new ConcurrentHashMap<>();
    private final Queue<Letter> unanswered = new ConcurrentLinkedQueue<>();
    private final int timeoutMs;
    private final Queue<String> surprises = new ConcurrentLinkedQueue<>();
    private final List<Thread> clients = new ArrayList<>();
    private volatile boolean ending;
    private volatile boolean fullDisks;

    /** An address at which the server may be met. */
    record Door(int smtp, int pop3) {}

    private record Letter(String token, byte[] content) {}

    PairLoad(String account, List<Door> doors, long seed) {
        this(account, doors, seed, TIMEOUT_MS);
    }

    /** Clients that give up after so long without an answer. */
    PairLoad(String account, List<Door> doors, long seed, int timeoutMs) {
        this.timeoutMs = timeoutMs;
        this.account = account;
        this.doors = List.copyOf(doors);
        this.seeds = new Random(seed);
    }

    HistoryChecker history() {
        return history;
    }

    /** What no crash explains. */
    List<String> surprises() {
        return List.copyOf(surprises);
    }

    /** Messages that were answered 250 so far. */
    long accepted() {
        return accepted.get();
    }

    /** POP3 sessions that listed their mail so far. */
    long logins() {
        return logins.get();
    }

    /** From now on there may be no room for mail. */
    void disksMayBeFull() {
        fullDisks = true;
    }

    void begin(int senders, int readers) {
        ending = false;
        clients.clear();
        for (int i = 0; i < senders + readers; i++) {
            Random random = new Random(seeds.nextLong());
            boolean sends = i < senders;
            clients.add(new Thread(() -> work(sends, random), (sends ? "sender " : "reader ") + i));
        }
        clients.forEach(Thread::start);
    }

    void end() throws InterruptedException {
        ending = true;
        for (Thread client : clients) {
            client.join(4L * TIMEOUT_MS);
            if (client.isAlive()) {
                surprises.add(client.getName() + " hangs");
            }
        }
    }

    private void work(boolean sends, Random random) {
        while (!ending) {
            Door door = doors.get(random.nextInt(doors.size()));
            try {
                if (sends) {
                    send(door, random);
                } else {
                    read(door, random);
                }
            } catch (IOException gone) {
                LockSupport.parkNanos(COME_BACK_NANOS);
            } catch (AssertionError | RuntimeException surprise) {
                String text = String.valueOf(surprise.getMessage());
                if (!temporary(text)) {
                    surprises.add((sends ? "sending: " : "reading: ") + surprise);
                }
                LockSupport.parkNanos(COME_BACK_NANOS);
            }
        }
    }

    /** A refusal that asks to come again. */
    private boolean temporary(String text) {
        return fullDisks && text.contains("452")
                || text.contains("421")
                || text.contains("451")
                || text.contains("[SYS/TEMP]")
                || text.contains("[IN-USE]");
    }

    private void send(Door door, Random random) throws IOException {
        try (SmtpTestClient smtp = SmtpTestClient.open(door.smtp(), timeoutMs)) {
            for (int left = 1 + random.nextInt(20); left > 0 && !ending; left--) {
                Letter letter = unanswered.poll();
                submit(smtp, letter == null ? write(random) : letter);
                LockSupport.parkNanos(THINK_NANOS);
            }
        }
    }

    private void submit(SmtpTestClient smtp, Letter letter) throws IOException {
        Outcome outcome = Outcome.FAIL;
        try {
            smtp.envelope(SampleNode.address(account), List.of(SampleNode.address(account)));
            outcome = Outcome.UNKNOWN;
            smtp.message(letter.content());
            outcome = judged(smtp.reply());
        } finally {
            ended(letter, outcome);
        }
    }

    private Outcome judged(Reply reply) {
        if (reply.code() == 250) {
            accepted.incrementAndGet();
            return Outcome.OK;
        }
        if (reply.code() == 452) {
            return Outcome.FAIL;
        }
        if (reply.code() != 451 && reply.code() != 421) {
            surprises.add("final dot answered with " + reply);
        }
        return Outcome.UNKNOWN;
    }

    private void ended(Letter letter, Outcome outcome) {
        history.submitted(letter.token(), Set.of(account), outcome);
        if (outcome != Outcome.OK) {
            unanswered.add(letter);
        }
    }

    /** A session in the middle of a message. */
    record HalfSent(SmtpTestClient smtp, String token, byte[] content, int sent) {}

    /** Begins a message of which the first half is sent. */
    HalfSent sendHalf(Door door, long seed) throws IOException {
        SmtpTestClient smtp = SmtpTestClient.open(door.smtp(), TIMEOUT_MS);
        smtp.envelope(SampleNode.address(account), List.of(SampleNode.address(account)));
        Letter letter = write(new Random(seed));
        byte[] octets = SmtpTestClient.stuffed(letter.content());
        int half = octets.length / 2;
        smtp.wire().send(Arrays.copyOf(octets, half));
        return new HalfSent(smtp, letter.token(), letter.content(), half);
    }

    /** Sends the rest, and takes what comes. */
    void finish(HalfSent begun) {
        Outcome outcome = Outcome.UNKNOWN;
        try (SmtpTestClient smtp = begun.smtp()) {
            byte[] octets = SmtpTestClient.stuffed(begun.content());
            smtp.wire().send(Arrays.copyOfRange(octets, begun.sent(), octets.length));
            outcome = judged(smtp.reply());
        } catch (IOException gone) {
            outcome = Outcome.UNKNOWN; // and is sent again by another session
        } finally {
            ended(new Letter(begun.token(), begun.content()), outcome);
        }
    }

    /** A session that has only QUIT left to say. */
    record Leaving(Pop3TestClient pop3, Deletion deletion) {}

    /** Logs in and marks all messages but one; says QUIT, but does not wait for the answer. */
    Leaving leave(Door door, Runnable beforeQuit) throws IOException {
        long began = history.begin();
        Pop3TestClient pop3 = Pop3TestClient.open(door.pop3(), TIMEOUT_MS).login(account, SampleNode.PASSWORD);
        List<Scan> scans = pop3.scan();
        history.listed(account, began, fetchAll(pop3, scans));
        List<Scan> chosen = scans.subList(0, Math.max(0, scans.size() - 1));
        for (Scan scan : chosen) {
            pop3.ok("DELE " + scan.number());
        }
        Deletion deletion =
                history.deleting(account, chosen.stream().map(Scan::uidl).collect(Collectors.toSet()));
        beforeQuit.run();
        pop3.wire().send("QUIT\r\n");
        return new Leaving(pop3, deletion);
    }

    void finish(Leaving left) {
        Outcome outcome = Outcome.UNKNOWN;
        try (Pop3TestClient pop3 = left.pop3()) {
            outcome = pop3.wire().line().startsWith("+OK") ? Outcome.OK : Outcome.UNKNOWN;
        } catch (IOException gone) {
            outcome = Outcome.UNKNOWN;
        } finally {
            history.deleted(left.deletion(), outcome);
        }
    }

    /** One message and one session at that door, now; false if either was not answered in good time. */
    boolean served(Door door, long seed, int patienceMs) {
        try (SmtpTestClient smtp = SmtpTestClient.open(door.smtp(), patienceMs);
                Pop3TestClient pop3 = Pop3TestClient.open(door.pop3(), patienceMs)) {
            submit(smtp, write(new Random(seed)));
            String answer = pop3.command("USER " + account);
            return answer.startsWith("+OK")
                    && pop3.command("PASS " + SampleNode.PASSWORD).matches("\\+OK.*|.*\\[IN-USE].*");
        } catch (IOException | AssertionError notNow) {
            return false;
        }
    }

    private Letter write(Random random) {
        String token = "t" + tokens.incrementAndGet();
        StringBuilder text = new StringBuilder(
                "X-Token: " + token + "\r\nMessage-ID: <" + token + "@pair.test>\r\nSubject: " + token + "\r\n\r\n");
        int size = SIZES[random.nextInt(SIZES.length)];
        while (text.length() < size) {
            text.append(random.nextBoolean() ? "." : "")
                    .append(Long.toHexString(random.nextLong()))
                    .append("\r\n");
        }
        byte[] content = text.toString().getBytes(StandardCharsets.US_ASCII);
        digests.put(token, digest(content, 0));
        return new Letter(token, content);
    }

    private void read(Door door, Random random) throws IOException {
        long began = history.begin();
        try (Pop3TestClient pop3 = Pop3TestClient.open(door.pop3(), timeoutMs).login(account, SampleNode.PASSWORD)) {
            List<Scan> scans = pop3.scan();
            history.listed(account, began, fetchAll(pop3, scans));
            logins.incrementAndGet();
            int surplus = Math.max(0, scans.size() - MAILBOX_MAX);
            quitDeleting(
                    pop3,
                    scans.stream()
                            .filter(it -> it.number() <= surplus || random.nextInt(8) == 0)
                            .toList());
        }
        LockSupport.parkNanos(COME_BACK_NANOS);
    }

    /** Lists and fetches everything once, at that door. */
    void audit(Door door) throws IOException {
        long began = history.begin();
        try (Pop3TestClient pop3 = Pop3TestClient.open(door.pop3(), TIMEOUT_MS).login(account, SampleNode.PASSWORD)) {
            history.listed(account, began, fetchAll(pop3, pop3.scan()));
            pop3.command("QUIT");
        }
    }

    private void quitDeleting(Pop3TestClient pop3, List<Scan> chosen) throws IOException {
        for (Scan scan : chosen) {
            pop3.ok("DELE " + scan.number());
        }
        Deletion deletion =
                history.deleting(account, chosen.stream().map(Scan::uidl).collect(Collectors.toSet()));
        String answer = pop3.command("QUIT");
        history.deleted(deletion, answer.startsWith("+OK") ? Outcome.OK : Outcome.UNKNOWN);
    }

    private List<Listed> fetchAll(Pop3TestClient pop3, List<Scan> scans) throws IOException {
        List<Listed> messages = new ArrayList<>();
        for (Scan scan : scans) {
            byte[] octets = pop3.retrieve(scan.number());
            String text = new String(octets, StandardCharsets.ISO_8859_1);
            int start = text.indexOf("X-Token: ");
            String token = start < 0 ? "none" : text.substring(start + 9, text.indexOf('\r', start));
            boolean intact = start >= 0
                    && octets.length == scan.size()
                    && digest(octets, start).equals(digests.get(token));
            messages.add(new Listed(scan.uidl(), scan.size(), token, digest(octets, 0), intact));
        }
        return messages;
    }

    private static String digest(byte[] octets, int from) {
        byte[] part = new byte[octets.length - from];
        System.arraycopy(octets, from, part, 0, part.length);
        return Sha256.over(part).toString();
    }
}
