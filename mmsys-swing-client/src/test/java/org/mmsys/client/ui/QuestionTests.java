package org.mmsys.client.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.swing.JButton;
import javax.swing.JPasswordField;
import javax.swing.text.JTextComponent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mmsys.client.core.Asks.Given;
import org.mmsys.client.core.Asks.KeepPassword;
import org.mmsys.client.core.Asks.Trust;
import org.mmsys.client.core.Problem;
import org.mmsys.client.core.model.CertificateQuestion;
import org.mmsys.client.core.model.Endpoint;
import org.mmsys.client.ui.demo.DemoMailService;
import org.mmsys.client.ui.rig.Look;
import org.mmsys.client.ui.rig.Rig;
import org.mmsys.wire.sasl.Secret;

/** What the engine asks the user: certificates and passwords (client.md, points 9 and 37). */
final class QuestionTests {
    private static final String PRINT = "AB:12:".repeat(15) + "AB:12";
    private static final String BEFORE = "CD:34:".repeat(15) + "CD:34";

    @RegisterExtension
    final Rig rig = new Rig();

    private UserQuestions questions;

    @BeforeEach
    void open() {
        MainFrame frame = rig.open(new DemoMailService(true));
        questions = new UserQuestions(() -> frame);
    }

    private static CertificateQuestion certificate(Optional<String> pinned) {
        return new CertificateQuestion(
                Endpoint.parse("mail.example.org:995").orElseThrow(),
                "CN=mail.example.org",
                List.of("mail.example.org"),
                "CN=Nobody Known",
                Instant.parse("2026-01-01T00:00:00Z"),
                Instant.parse("2027-01-01T00:00:00Z"),
                PRINT,
                pinned,
                List.of("Nobody known has signed it."));
    }

    private static JButton button(String text) {
        return Look.find(JButton.class, text, button -> button.getText().equals(text));
    }

    private static String text(String name) {
        return Look.find(JTextComponent.class, name).getText();
    }

    @Test
    void aNewCertificateShowsWhoWhyAndItsFingerprint() throws Exception {
        CompletableFuture<Trust> answer = questions.certificate(certificate(Optional.empty()));
        assertThat(text("certificate.subject")).isEqualTo("CN=mail.example.org");
        assertThat(text("certificate.issuer")).isEqualTo("CN=Nobody Known");
        assertThat(text("certificate.reason")).isEqualTo("Nobody known has signed it.");
        assertThat(text("certificate.fingerprint").replace("\n", "")).isEqualTo(PRINT);
        assertThat(answer).isNotDone();
        rig.hands().click(button("Trust this server from now on"));
        assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo(Trust.PIN);
    }

    @Test
    void aChangedCertificateIsAnAlarmAndEnterDoesNotAcceptIt() throws Exception {
        CompletableFuture<Trust> answer = questions.certificate(certificate(Optional.of(BEFORE)));
        assertThat(text("certificate.before").replace("\n", "")).isEqualTo(BEFORE);
        JButton no = button("Do not connect");
        rig.hands().awaitFocus(no);
        rig.hands().press("ENTER");
        assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo(Trust.NO);
    }

    @Test
    void escapeTrustsNobody() throws Exception {
        CompletableFuture<Trust> answer = questions.certificate(certificate(Optional.empty()));
        rig.hands().awaitFocus(button("Trust this server from now on"));
        rig.hands().press("ESCAPE");
        assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo(Trust.NO);
    }

    @Test
    void aRefusedPasswordIsAskedForAgainAndSaysWhose() throws Exception {
        Problem refused = Problem.of(Problem.Cause.AUTHENTICATION, "Name or password refused.");
        CompletableFuture<Optional<Given>> answer = questions.password(DemoMailService.account(), Optional.of(refused));
        JPasswordField field = Look.find(JPasswordField.class, "password");
        Look.find(
                javax.swing.JLabel.class,
                "whose password",
                label -> "The server refused the password of ada@example.org. Write it again:".equals(label.getText()));
        rig.hands().awaitFocus(field);
        rig.hands().type("geheim 1");
        rig.hands().press("ENTER");
        Given given = answer.get(20, TimeUnit.SECONDS).orElseThrow();
        assertThat(given.password()).isEqualTo(Secret.of("geheim 1"));
        assertThat(given.keep()).isEqualTo(KeepPassword.KEYRING);
    }

    @Test
    void noPasswordIsAnAnswer() throws Exception {
        CompletableFuture<Optional<Given>> answer = questions.password(DemoMailService.account(), Optional.empty());
        rig.hands().awaitFocus(Look.find(JPasswordField.class, "password"));
        rig.hands().press("ESCAPE");
        assertThat(answer.get(20, TimeUnit.SECONDS)).isEmpty();
    }
}
