package org.mmsys.client.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Component;
import java.awt.Point;
import java.awt.Window;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.swing.AbstractButton;
import javax.swing.JButton;
import javax.swing.JEditorPane;
import javax.swing.JLabel;
import javax.swing.JOptionPane;
import javax.swing.JPasswordField;
import javax.swing.text.JTextComponent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mmsys.client.ToyPop3;
import org.mmsys.client.ToyServer;
import org.mmsys.client.ToySmtp;
import org.mmsys.client.core.Asks;
import org.mmsys.client.core.EngineSettings;
import org.mmsys.client.core.MailEngine;
import org.mmsys.client.core.MailService;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.Endpoints;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.ui.rig.Look;
import org.mmsys.client.ui.rig.Rig;
import org.mmsys.wire.sasl.Secret;

/** The window on the real engine, with servers on loopback that do what a test wants (client.md, points 19, 20, 22, 27, 28, 33, 37, 38). */
final class EngineWindowTests {
    @RegisterExtension
    final Rig rig = new Rig();

    private final ToyPop3 mailbox = new ToyPop3();
    private final ToySmtp post = new ToySmtp();
    private final AtomicReference<@Nullable MainFrame> owner = new AtomicReference<>();
    private ToyServer primary;
    private ToyServer backup;
    private ToyServer smtp;
    private ToyServer pictures;

    @BeforeEach
    void serve() throws IOException {
        primary = new ToyServer(mailbox::play);
        backup = new ToyServer(mailbox::play);
        smtp = new ToyServer(post::play);
        pictures = new ToyServer(talk -> {
            talk.line();
            talk.raw("HTTP/1.1 404 none\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        });
    }

    @AfterEach
    void close() throws IOException {
        for (ToyServer server : List.of(primary, backup, smtp, pictures)) {
            server.close();
        }
    }

    private MailService engine(Path profile) {
        Asks asks = new UserQuestions(owner::get);
        return MailEngine.open(new EngineSettings(profile, InstantSource.system(), asks, Duration.ZERO, true, false))
                .got()
                .orElseThrow();
    }

    private MainFrame window(MailService service) {
        MainFrame frame = rig.open(service, InstantSource.system(), Locale.ENGLISH);
        owner.set(frame);
        return frame;
    }

    private MailService account() throws InterruptedException {
        MailService service = engine(rig.profile());
        Account account = new Account(
                "ada",
                "ada",
                "ada@example.org",
                "Ada Lovelace",
                new Endpoints(primary.endpoint(), Optional.of(backup.endpoint())),
                Endpoints.of(smtp.endpoint()),
                Optional.empty(),
                Account.Security.REQUIRED,
                Account.Leave.UNTIL_DELETED,
                "",
                0);
        service.saveAccount(account, Optional.of(Secret.of("secret")), Asks.KeepPassword.NOWHERE)
                .await(Look.PATIENCE);
        return service;
    }

    private static void fill(String name, String text) {
        JTextComponent field = Look.find(JTextComponent.class, name);
        Look.doUi(() -> field.setText(text));
    }

    private void press(String name) {
        rig.hands().click(Look.find(AbstractButton.class, name));
    }

    private static void awaitState(String begin) {
        Look.find(
                JLabel.class,
                "state: " + begin,
                label -> "state.text".equals(label.getName()) && label.getText().startsWith(begin));
    }

    private String html() {
        String at = "http://127.0.0.1:" + pictures.endpoint().port();
        return "From: Grace <grace@example.org>\r\nTo: ada@example.org, Bob <bob@example.org>\r\nCc: carl@example.org\r\n"
                + "Subject: Pictures\r\nMessage-ID: <p1@example.org>\r\nDate: Sun, 22 Nov 2026 10:00:00 +0000\r\n"
                + "MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n"
                + "<html><head><style>@import url(" + at + "/a.css); body{background:url(" + at + "/b)}</style>"
                + "<link rel=prefetch href='" + at + "/c'></head><body background='" + at + "/d'><p>Hello Ada</p>"
                + "<img src='" + at + "/e.png' width=100 height=50><img srcset='" + at + "/f.png 2x'>"
                + "<div style='background:u\\72l(" + at + "/g)'>x</div><iframe src='" + at + "/h'></iframe>"
                + "<a href='https://evil.example/'>https://bank.example/</a></body></html>\r\n";
    }

    @Test
    void anAccountIsAddedItsMailIsReadWithoutCallingOutAndAnsweredToAll() throws Exception {
        mailbox.put("u1", html());
        MainFrame frame = window(engine(rig.profile()));
        fill("existing.name", "Ada Lovelace");
        fill("existing.address", "ada@example.org");
        fill("existing.password", "secret");
        fill("account.pop3.primary", primary.endpoint().toString());
        fill("account.smtp.primary", smtp.endpoint().toString());
        press("account.keep.nowhere");
        press("account.ok");
        Sight sight = new Sight(frame);
        sight.awaitRows(1);
        awaitState("Connected: primary " + primary.endpoint());
        sight.select("Pictures");
        Look.find(JEditorPane.class, "reader.simple");
        assertThat(Look.find(JLabel.class, "blocked.text").getText()).contains("remote picture");
        flagged();
        press("reader.view.original");
        Look.find(Component.class, "reader.original");
        assertThat(pictures.connections()).isZero();
        press("reader.view.simple");
        Look.find(JEditorPane.class, "reader.simple");
        press("blocked.once");
        Look.await("pictures were asked for", () -> pictures.connections() > 0);

        rig.hands().press("ctrl shift R");
        JTextComponent body = Look.find(JTextComponent.class, "compose.body");
        assertThat(body.getText()).contains("> Hello Ada");
        assertThat(pills()).containsExactly("Grace", "Bob", "carl@example.org");
        fill("compose.bcc.text", "hidden@example.org,");
        rig.hands().press("ctrl ENTER");
        press("toast.now");
        Look.await("received", () -> post.received().size() == 1);
        assertThat(post.received().get(0))
                .contains("In-Reply-To: <p1@example.org>", "References: <p1@example.org>", "Subject: Re: Pictures")
                .doesNotContain("hidden")
                .doesNotContainIgnoringCase("Bcc:");
        assertThat(post.heard())
                .contains("RCPT TO:<hidden@example.org>")
                .noneMatch(line -> line.contains("<ada@") && line.startsWith("RCPT"));
        Look.await(
                "the outbox is empty",
                () -> frame.folders().folders().stream()
                        .filter(f -> f.kind() == Folder.Kind.OUTBOX)
                        .allMatch(f -> f.total() == 0));
    }

    /** A link whose text names another place says so on hover, and is not opened without a question. */
    private void flagged() {
        JEditorPane simple = Look.find(JEditorPane.class, "reader.simple");
        Point link = Sight.words(simple, "https://bank.example/");
        rig.hands().point(link);
        Look.find(
                JLabel.class,
                "the flag",
                label -> "state.detail".equals(label.getName())
                        && label.getText()
                                .equals("This link reads “https://bank.example/” but leads to https://evil.example/"));
        rig.hands().click(link, 1);
        JOptionPane question = Look.find(JOptionPane.class, "a question", found -> true);
        assertThat(question.getMessage().toString()).contains("https://bank.example/", "https://evil.example/");
        assertThat(question.getInitialValue()).isEqualTo("Cancel");
        rig.hands().press("ESCAPE");
        Look.await("the question has gone", () -> !question.isShowing());
    }

    private static List<String> pills() {
        return Look.onUi(() -> Look.all(Look.top()).stream()
                .filter(c -> "pill.text".equals(c.getName()))
                .map(c -> ((JLabel) c).getText())
                .toList());
    }

    @Test
    void whatWasWrittenSurvivesTheDeathOfTheProgram() throws Exception {
        window(account());
        rig.hands().press("ctrl N");
        rig.hands().awaitFocus(Look.find(JTextComponent.class, "compose.to.text"));
        rig.hands().type("grace@example.org,");
        fill("compose.subject", "Not sent yet");
        fill("compose.body", "First line\nlast line");
        rig.hands().press("ctrl S");
        Look.find(
                JLabel.class,
                "saved",
                l -> "compose.status".equals(l.getName()) && l.getText().startsWith("Draft saved"));
        Path copy = Files.createTempDirectory("killed");
        Files.walkFileTree(rig.profile(), new Copying(rig.profile(), copy));
        Look.doUi(() -> Look.showing().forEach(Window::dispose));
        window(engine(copy));
        Look.window("compose");
        assertThat(Look.find(JTextComponent.class, "compose.body").getText()).isEqualTo("First line\nlast line");
        assertThat(Look.find(JTextComponent.class, "compose.subject").getText()).isEqualTo("Not sent yet");
        assertThat(pills()).containsExactly("grace@example.org");
    }

    /** Copies files that others are at work on: one that has gone meanwhile is not there any more. */
    private static final class Copying extends SimpleFileVisitor<Path> {
        private final Path from;
        private final Path to;

        Copying(Path from, Path to) {
            this.from = from;
            this.to = to;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Path copy = to.resolve(from.relativize(file).toString());
            Files.createDirectories(copy.getParent());
            try {
                Files.copy(file, copy);
            } catch (NoSuchFileException gone) {
                return FileVisitResult.CONTINUE;
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException why) throws IOException {
            if (why instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw why;
        }
    }

    @Test
    void theBackupTakesOverAndTheLineAtTheBottomSaysSo() throws Exception {
        mailbox.put("u1", ToyPop3.message("1", "One"));
        MailService service = account();
        primary.close();
        MainFrame frame = window(service);
        rig.hands().press("F5");
        new Sight(frame).awaitRows(1);
        awaitState("On BACKUP " + backup.endpoint() + " since ");
        assertThat(Look.onUi(() -> Look.showing().size())).isEqualTo(1);
        assertThat(Look.isThere("state.try-primary")).isTrue();
    }

    @Test
    void aWrongPasswordAndABusyMailboxAreNoReasonToGoToTheBackup() throws Exception {
        mailbox.login("-ERR [AUTH] no");
        MainFrame frame = window(account());
        rig.hands().press("F5");
        JPasswordField field = Look.find(JPasswordField.class, "password");
        rig.hands().awaitFocus(field);
        rig.hands().press("ESCAPE");
        Look.await("the question has gone", () -> Look.top() == frame);
        Look.find(
                JLabel.class,
                "the sentence",
                l -> l.isShowing() && l.getText() != null && l.getText().contains("password"));
        assertThat(backup.connections()).isZero();

        mailbox.login("-ERR [IN-USE] open elsewhere");
        rig.hands().press("F5");
        JPasswordField again = Look.find(JPasswordField.class, "password");
        press("password.keep");
        rig.hands().click(again);
        rig.hands().awaitFocus(again);
        rig.hands().type("secret");
        rig.hands().press("ENTER");
        Look.find(
                JLabel.class,
                "the sentence of a busy mailbox",
                l -> l.getText() != null
                        && l.getText().contains("mailbox")
                        && !l.getText().contains("password"));
        assertThat(backup.connections()).isZero();
    }

    @Test
    void aServerThatSaysNothingIsLeftWithinASecond() throws Exception {
        primary.script(ToyServer.Talk::stall);
        MainFrame frame = window(account());
        rig.hands().press("F5");
        JButton cancel = Look.find(JButton.class, "state.cancel");
        long began = System.nanoTime();
        rig.hands().click(cancel);
        Look.await("no progress any more", () -> !cancel.isShowing());
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isLessThan(Duration.ofSeconds(8)); // one, on a quiet machine; the server would be given up after ten
        assertThat(Look.onUi(() -> frame.folders().find(new Folder.Id("ada", Folder.INBOX))))
                .isPresent();
    }
}
