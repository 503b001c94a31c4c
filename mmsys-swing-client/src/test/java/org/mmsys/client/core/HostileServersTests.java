package org.mmsys.client.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmsys.client.ToyPop3;
import org.mmsys.client.ToyServer;
import org.mmsys.client.core.model.Account.Leave;
import org.mmsys.client.core.model.Endpoints;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.core.model.OpenedMessage;

/** What servers say that no server should: nothing is lost, nothing escapes from the profile, every problem has words. */
final class HostileServersTests {
    private static final Leave REMOVE = new Leave(Leave.Policy.NEVER, 0);
    private static final int LARGE = 50 << 20;

    @TempDir
    private Path profile;

    private ToyPop3 mailbox = new ToyPop3("CAPA");
    private ToyServer server;
    private Bench bench;

    @BeforeEach
    void open() throws IOException {
        server = new ToyServer(talk -> mailbox.play(talk));
        bench = new Bench(profile.resolve("p"));
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
        server.close();
    }

    private void account(Leave leave) throws InterruptedException {
        bench.account(Endpoints.of(server.endpoint()), Endpoints.of(server.endpoint()), leave);
    }

    private int check() throws InterruptedException {
        return Bench.done(bench.service().check("ada"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../../../escaped",
                "..",
                ".",
                "a/b",
                "con",
                "%2e%2e",
                "x\u0001y",
                "\u00e4\u00f6",
                "-rf",
                "0123456789012345678901234567890123456789012345678901234567890123456789-and-more",
                "\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff"
            })
    void anyUniqueIdIsOneMessageInsideOfTheProfile(String id) throws Exception {
        mailbox.put(id, ToyPop3.message("m", "one"));
        account(REMOVE);
        assertThat(check()).isEqualTo(1);
        assertThat(check()).isZero();
        assertThat(bench.rows(Folder.INBOX)).hasSize(1);
        MessageRow row = bench.rows(Folder.INBOX).get(0);
        assertThat(Bench.done(bench.service().open(row.key())).plain()).contains("Text of one");
        assertThat(mailbox.ids()).isEmpty();
        try (Stream<Path> files = Files.list(profile)) {
            assertThat(files).containsExactly(profile.resolve("p"));
        }
    }

    @Test
    void oneIdForSeveralMessagesLosesNoneOfThem() throws Exception {
        String[] texts = {"first", "second", "third"};
        server.script(talk -> {
            talk.say("+OK");
            for (String line = talk.line(); !line.startsWith("QUIT"); line = talk.line()) {
                if (line.startsWith("UIDL")) {
                    talk.raw("+OK\r\n1 same\r\n2 same\r\n3 same\r\n.\r\n");
                } else if (line.startsWith("LIST")) {
                    talk.raw("+OK\r\n1 9\r\n2 9\r\n3 9\r\n.\r\n");
                } else if (line.startsWith("RETR")) {
                    String text = texts[Integer.parseInt(line.substring(5)) - 1];
                    talk.raw("+OK\r\n" + ToyPop3.message(text, text).replace("\r\n.", "\r\n..") + ".\r\n");
                } else {
                    talk.say(line.startsWith("CAPA") ? "-ERR" : "+OK");
                }
            }
            talk.say("+OK");
        });
        account(REMOVE);
        assertThat(check()).isEqualTo(3);
        assertThat(bench.rows(Folder.INBOX))
                .extracting(MessageRow::subject)
                .containsExactlyInAnyOrder("first", "second", "third");
    }

    @Test
    void withoutUidlAndTopWhatABrokenSessionDidNotFetchComesWithTheNext() throws Exception {
        mailbox = new ToyPop3("CAPA", "UIDL", "TOP");
        for (int i = 1; i <= 4; i++) {
            mailbox.put("id" + i, ToyPop3.message("m" + i, "subject " + i));
        }
        account(Leave.UNTIL_DELETED);
        for (long octets : new long[] {1300, 1700, 2100}) {
            server.script(talk -> mailbox.play(talk, octets));
            Bench.end(bench.service().check("ada"));
        }
        server.script(mailbox::play);
        check();
        assertThat(bench.rows(Folder.INBOX)).hasSize(4);
    }

    /** Octet by octet what the server has, whatever that is: 8 bits, NUL, bare CR, lone dots, lines without end. */
    @Test
    void theFileIsTheServersMessageOctetByOctet() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        StringBuilder odd = new StringBuilder("Subject: odd\r\n\r\n.\u0000\u00ff\r\n..\r\n.x\r\na\rb\r\n");
        odd.append("long".repeat(30_000)).append("\r\n");
        for (int i = 0; i < 20_000; i++) {
            char c = (char) random.nextInt(256);
            odd.append(c == '\n' || c == '\r' ? "\r\n" : String.valueOf(c));
        }
        String message = odd.append("\r\n.\r\n").toString().replace("\r\n.\r\n", "\r\n.,\r\n");
        mailbox.put("id1", message);
        account(Leave.UNTIL_DELETED);
        check();
        Path file = Bench.done(
                bench.service().source(bench.rows(Folder.INBOX).get(0).key()));
        assertThat(Files.readAllBytes(file))
                .as("seed " + seed)
                .isEqualTo(message.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void fiftyMegabytesComeAreReadAndSaved() throws Exception {
        byte[] attachment = new byte[LARGE / 76 * 57];
        new Random(7).nextBytes(attachment);
        server.script(talk -> large(talk, attachment));
        account(Leave.UNTIL_DELETED);
        assertThat(check()).isEqualTo(1);
        MessageRow row = bench.rows(Folder.INBOX).get(0);
        assertThat(row.sizeBytes()).isGreaterThan(LARGE);
        OpenedMessage opened = Bench.done(bench.service().open(row.key()));
        assertThat(opened.plain()).contains("see the file");
        OpenedMessage.Part part = opened.attachments().get(0);
        assertThat(part.name()).isEqualTo("large.bin");
        Path saved = Bench.done(bench.service().savePart(row.key(), part.number(), profile.resolve("saved.bin")));
        assertThat(Files.mismatch(saved, Files.write(profile.resolve("as-sent"), attachment)))
                .isEqualTo(-1);
    }

    private static void large(ToyServer.Talk talk, byte[] attachment) throws IOException {
        talk.say("+OK");
        for (String line = talk.line(); !line.startsWith("QUIT"); line = talk.line()) {
            switch (line.substring(0, 4)) {
                case "UIDL" -> talk.raw("+OK\r\n1 large\r\n.\r\n");
                case "LIST" -> talk.raw("+OK\r\n1 3\r\n.\r\n");
                case "RETR" -> {
                    talk.raw("+OK\r\nSubject: large\r\nMIME-Version: 1.0\r\n"
                            + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nsee the file\r\n--b\r\n"
                            + "Content-Type: application/octet-stream; name=large.bin\r\n"
                            + "Content-Transfer-Encoding: base64\r\n\r\n");
                    var encoder = Base64.getMimeEncoder();
                    int step = 57 * 10_000;
                    for (int i = 0; i < attachment.length; i += step) {
                        byte[] piece = Arrays.copyOfRange(attachment, i, Math.min(attachment.length, i + step));
                        talk.raw(encoder.encodeToString(piece) + "\r\n");
                    }
                    talk.raw("--b--\r\n.\r\n");
                }
                default -> talk.say(line.startsWith("CAPA") ? "-ERR" : "+OK");
            }
        }
        talk.say("+OK");
    }

    @Test
    void anAttachmentThatIsNotSavedLeavesNothingUnderItsName() throws Exception {
        server.script(talk -> large(talk, new byte[12 << 20]));
        account(Leave.UNTIL_DELETED);
        check();
        MessageRow row = bench.rows(Folder.INBOX).get(0);
        Path target = profile.resolve("saved.bin");
        boolean cancelled = false;
        for (int i = 0; i < 50 && !cancelled; i++) {
            Call<Path> call = bench.service().savePart(row.key(), "2", target);
            call.cancel();
            cancelled = Bench.end(call) instanceof Outcome.Cancelled;
            if (!cancelled) {
                Files.delete(target); // it was done before this thread had its turn
            }
        }
        assertThat(cancelled).isTrue();
        Bench.until(() -> files(profile).stream().noneMatch(name -> name.endsWith(".part")));
        assertThat(target).doesNotExist();
        assertThat(Bench.problem(bench.service().savePart(row.key(), "7", target))
                        .cause())
                .isEqualTo(Problem.Cause.GONE);
    }

    private static List<String> files(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException unreadable) {
            return List.of(".part");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\r\n",
                "\u0000\u0000\u0000",
                "HTTP/1.1 400 Bad Request\r\n\r\n",
                "SSH-2.0-OpenSSH_9.2\r\n",
                "220 smtp here\r\n",
                "* OK IMAP4rev1\r\n",
                "\u0015\u0003\u0001\u0000\u0002\u0002F"
            })
    void whoeverIsNoMailServerIsNamedInWords(String says) throws Exception {
        server.script(talk -> {
            talk.raw(says);
            talk.cut();
        });
        account(REMOVE);
        Problem problem = Bench.problem(bench.service().check("ada"));
        assertThat(problem.cause()).isIn(Problem.Cause.UNREACHABLE, Problem.Cause.TEMPORARY, Problem.Cause.PROTOCOL);
        assertThat(problem.happened()).contains(server.endpoint().toString()).endsWith(".");
    }
}
