package org.mmsys.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.mmsys.testkit.HistoryChecker;
import org.mmsys.testkit.HistoryChecker.Deletion;
import org.mmsys.testkit.HistoryChecker.Listed;
import org.mmsys.testkit.HistoryChecker.Outcome;
import org.mmsys.testkit.Pop3TestClient;
import org.mmsys.testkit.Pop3TestClient.Scan;
import org.mmsys.testkit.ServerFixture;
import org.mmsys.testkit.SmtpTestClient;
import org.mmsys.testkit.SmtpTestClient.Reply;

/** Clients that send, fetch and delete until the server is gone, and write down what they were told. */
final class CrashLoad {
    private static final int SENDERS = 4;
    private static final int MAILBOX_MAX = 60;
    private static final int MESSAGES_PER_SENDER = 80;
    private static final int[] SIZES = {200, 1_000, 4_000, 4_000, 30_000, 70_000, 300_000};

    private final HistoryChecker history;
    private final Random seeds;
    private final AtomicLong tokens = new AtomicLong();
    private final Map<String, String> sentDigests = new ConcurrentHashMap<>();
    private final Queue<Letter> unanswered = new ConcurrentLinkedQueue<>();
    private final Queue<String> surprises = new ConcurrentLinkedQueue<>();
    private final Semaphore submissions = new Semaphore(0);
    private List<Thread> clients = List.of();

    CrashLoad(HistoryChecker history, long seed) {
        this.history = history;
        this.seeds = new Random(seed);
    }

    HistoryChecker history() {
        return history;
    }

    /** What clients met that no crash explains, such as answers that are no protocol. */
    List<String> surprises() {
        return List.copyOf(surprises);
    }

    /** Starts the clients. */
    void begin(ServerFixture node) {
        int smtp = node.port("smtp");
        int pop3 = node.port("pop3");
        submissions.drainPermits();
        List<Thread> started = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            Random random = new Random(seeds.nextLong());
            started.add(new Thread(() -> send(smtp, random), "sender " + i));
        }
        for (String account : SampleNode.ACCOUNTS) {
            Random random = new Random(seeds.nextLong());
            started.add(new Thread(() -> readAndDelete(pop3, account, random), "reader of " + account));
        }
        clients = started;
        clients.forEach(Thread::start);
    }

    /** Waits until so many submissions were answered, at most for the time given. */
    void awaitSubmissions(int number, Duration limit) throws InterruptedException {
        if (submissions.tryAcquire(number, limit.toMillis(), TimeUnit.MILLISECONDS)) {
            submissions.release(number);
        }
    }

    /** Waits for the clients; the server is dead, so they end soon. */
    void end() throws InterruptedException {
        for (Thread client : clients) {
            client.join(SampleNode.TIMEOUT_MS);
            if (client.isAlive()) {
                surprises.add(client.getName() + " did not notice that the server is gone");
            }
        }
    }

    /** Lists and fetches everything; of a mailbox that has grown long it deletes the older half. */
    void audit(ServerFixture node) throws IOException {
        for (String account : SampleNode.ACCOUNTS) {
            long began = history.begin();
            try (Pop3TestClient pop3 = SampleNode.pop3(node, account)) {
                List<Scan> scans = pop3.scan();
                history.listed(account, began, fetchAll(pop3, scans));
                quitDeleting(
                        pop3, account, scans.size() > MAILBOX_MAX ? scans.subList(0, scans.size() / 2) : List.of());
            }
        }
    }

    private void send(int port, Random random) {
        for (int i = 0; i < MESSAGES_PER_SENDER; ) {
            try (SmtpTestClient smtp = SmtpTestClient.open(port, SampleNode.TIMEOUT_MS)) {
                for (int inSession = 1 + random.nextInt(20); inSession > 0; inSession--, i++) {
                    submit(smtp, random);
                }
            } catch (IOException gone) {
                return;
            } catch (AssertionError | RuntimeException surprise) {
                surprises.add("sending: " + surprise);
                return;
            }
        }
    }

    private void submit(SmtpTestClient smtp, Random random) throws IOException {
        Letter letter = Optional.ofNullable(unanswered.poll()).orElseGet(() -> write(random));
        Outcome outcome = Outcome.FAIL;
        try {
            smtp.envelope(SampleNode.address("ta"), letter.recipients());
            outcome = Outcome.UNKNOWN;
            smtp.message(letter.content());
            Reply reply = smtp.reply();
            outcome = reply.code() == 250 ? Outcome.OK : reply.code() == 451 ? Outcome.UNKNOWN : Outcome.FAIL;
            if (outcome != Outcome.OK) {
                surprises.add("final dot answered with " + reply);
            }
        } finally {
            history.submitted(letter.token(), letter.mailboxes(), outcome);
            submissions.release();
            if (outcome == Outcome.UNKNOWN) {
                unanswered.add(letter);
            }
        }
    }

    private Letter write(Random random) {
        String token = "t" + tokens.incrementAndGet();
        byte[] content = content(token, SIZES[random.nextInt(SIZES.length)], random);
        sentDigests.put(token, digest(content, 0));
        List<String> shuffled = new ArrayList<>(SampleNode.ACCOUNTS);
        Collections.shuffle(shuffled, random);
        return new Letter(token, Set.copyOf(shuffled.subList(0, 1 + random.nextInt(shuffled.size()))), content);
    }

    /** A message with its envelope; one without an answer is sent again, as any mail client does. */
    private record Letter(String token, Set<String> mailboxes, byte[] content) {
        List<String> recipients() {
            return mailboxes.stream().map(SampleNode::address).sorted().toList();
        }
    }

    private void readAndDelete(int port, String account, Random random) {
        try {
            while (true) {
                long began = history.begin();
                try (Pop3TestClient pop3 =
                        Pop3TestClient.open(port, SampleNode.TIMEOUT_MS).login(account, SampleNode.PASSWORD)) {
                    List<Scan> scans = pop3.scan();
                    history.listed(account, began, fetchAll(pop3, scans));
                    quitDeleting(
                            pop3,
                            account,
                            scans.stream().filter(it -> random.nextInt(3) > 0).toList());
                }
            }
        } catch (IOException gone) {
            return;
        } catch (AssertionError | RuntimeException surprise) {
            surprises.add("reading: " + surprise);
        }
    }

    private void quitDeleting(Pop3TestClient pop3, String account, List<Scan> chosen) throws IOException {
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
            if (octets.length != scan.size()) {
                surprises.add(
                        "uidl " + scan.uidl() + " is listed with " + scan.size() + " octets but has " + octets.length);
            }
            String text = new String(octets, StandardCharsets.ISO_8859_1);
            int start = text.indexOf("X-Token: ");
            String token = start < 0 ? "none" : text.substring(start + 9, text.indexOf('\r', start));
            boolean intact = start >= 0 && digest(octets, start).equals(sentDigests.get(token));
            messages.add(new Listed(scan.uidl(), scan.size(), token, digest(octets, 0), intact));
        }
        return messages;
    }

    /** Lines of random octets, dots in front of some, CRLF at the end. */
    private static byte[] content(String token, int size, Random random) {
        ByteArrayOutputStream content = new ByteArrayOutputStream(size + 200);
        content.writeBytes(("X-Token: " + token + "\r\nMessage-ID: <" + token + "@crash.test>\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        while (content.size() < size) {
            byte[] line = new byte[random.nextInt(200)];
            random.nextBytes(line);
            for (int i = 0; i < line.length; i++) {
                if (line[i] == '\r' || line[i] == '\n' || line[i] == 0) {
                    line[i] = '.';
                }
            }
            content.writeBytes(line);
            content.writeBytes(new byte[] {'\r', '\n'});
        }
        return content.toByteArray();
    }

    private static String digest(byte[] octets, int from) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(octets, from, octets.length - from);
            return HexFormat.of().formatHex(Arrays.copyOf(sha256.digest(), 16));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
