package org.mmsys.client.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import javax.swing.JButton;
import javax.swing.JCheckBox;
import javax.swing.JComboBox;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JTabbedPane;
import javax.swing.text.JTextComponent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mmsys.client.core.Call;
import org.mmsys.client.core.Problem;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.AccountAnswer;
import org.mmsys.client.core.model.Endpoints;
import org.mmsys.client.core.model.ProbeLine;
import org.mmsys.client.core.model.ServerChoice;
import org.mmsys.client.ui.account.Prefill;
import org.mmsys.client.ui.demo.DemoMailService;
import org.mmsys.client.ui.rig.Look;
import org.mmsys.client.ui.rig.Rig;
import org.mmsys.wire.sasl.Secret;

/** The account dialog (client.md, points 3 to 7). */
final class AccountWindowTests {
    @RegisterExtension
    final Rig rig = new Rig();

    private static void fill(String name, String text) {
        JTextComponent field = Look.find(JTextComponent.class, name);
        Look.doUi(() -> field.setText(text));
    }

    private static void fillServers() {
        for (String service : List.of("accounts", "smtp", "pop3")) {
            fill("account." + service + ".primary", "10.0.0.5:" + (service.equals("accounts") ? 7000 : 1000));
            fill("account." + service + ".backup", "10.0.0.6:" + (service.equals("accounts") ? 7000 : 1000));
        }
    }

    private void press(String name) {
        rig.hands().click(Look.find(JButton.class, name));
    }

    private static void request() {
        JTabbedPane tabs = Look.find(JTabbedPane.class, "account.tabs");
        Look.doUi(() -> tabs.setSelectedIndex(1));
    }

    private static void awaitMark(String name, String text) {
        Look.find(
                JLabel.class,
                name + " = " + text,
                label -> name.equals(label.getName()) && label.getText().equals(text));
    }

    @Test
    void theFirstStartAsksForAnAccount() {
        rig.open(new DemoMailService(false));
        Look.window("account");
        JTextComponent name = Look.find(JTextComponent.class, "existing.name");
        rig.hands().awaitFocus(name);
    }

    @Test
    void whatTheCommandLineGaveStandsInTheFields() {
        DemoMailService service = new DemoMailService(true);
        MainFrame frame = rig.open(service);
        Look.doUi(() -> {
            frame.prefill(new Prefill(
                    Endpoints.parse("[::1]:7000,10.0.0.6:7000"),
                    Endpoints.parse("10.0.0.5:587"),
                    Endpoints.parse("10.0.0.5:995,10.0.0.6:995"),
                    Optional.of("ada")));
            frame.addAccount();
        });
        request();
        assertThat(Look.find(JTextComponent.class, "account.accounts.primary").getText())
                .isEqualTo("[::1]:7000");
        assertThat(Look.find(JTextComponent.class, "account.pop3.backup").getText())
                .isEqualTo("10.0.0.6:995");
        assertThat(Look.find(JTextComponent.class, "account.smtp.backup").getText())
                .isEmpty();
        assertThat(Look.find(JTextComponent.class, "request.user").getText()).isEqualTo("ada");
    }

    @Test
    void aNewAccountIsRequestedAndATakenNameIsSaidBesideTheField() {
        DemoMailService service = new DemoMailService(false);
        MainFrame frame = rig.open(service);
        Look.window("account");
        request();
        fillServers();
        fill("request.user", "grace@example.org");
        fill("request.password", "correct horse 1");
        fill("request.repeat", "correct horse 1");
        press("account.ok");
        awaitMark("request.user.mark", "taken; choose another name");
        assertThat(Look.find(JTextComponent.class, "request.password").getText())
                .isEqualTo("correct horse 1");

        fill("request.user", "ada@example.org");
        press("account.ok");
        Look.await("the dialog has gone", () -> Look.showing().size() == 1);
        Look.await("the account is in the tree", () -> frame.folders().folders().size() > 5);
        assertThat(service.accounts()).hasSize(1);
        assertThat(service.accounts().get(0).address()).isEqualTo("ada@example.org");
        assertThat(new Sight(frame).toast()).isEqualTo("Your account ada@example.org is ready.");
    }

    @Test
    void anAccountMadeByTheBackupSaysSo() {
        DemoMailService service = new DemoMailService(false) {
            @Override
            public Call<AccountAnswer> requestAccount(ServerChoice servers, String name, Secret password) {
                return done(new AccountAnswer(
                        AccountAnswer.Kind.CREATED,
                        servers.accounts().orElseThrow().backup().orElseThrow(),
                        Optional.of(Problem.of(Problem.Cause.UNREACHABLE, "10.0.0.5:7000 does not answer.")),
                        ""));
            }
        };
        MainFrame frame = rig.open(service);
        Look.window("account");
        request();
        fillServers();
        fill("request.user", "ada@example.org");
        fill("request.password", "correct horse 1");
        fill("request.repeat", "correct horse 1");
        press("account.ok");
        Look.await("the dialog has gone", () -> Look.showing().size() == 1);
        assertThat(new Sight(frame).toast()).contains("The primary did not answer; the backup made it.");
    }

    @Test
    void whatCannotBeIsSaidBesideItsFieldAndNothingIsForgotten() {
        rig.open(new DemoMailService(false));
        Look.window("account");
        request();
        fill("request.user", "no spaces please");
        fill("request.password", "short");
        fill("request.repeat", "other");
        fill("account.smtp.primary", "nowhere");
        press("account.ok");
        awaitMark("request.user.mark", "this name is not allowed");
        awaitMark("request.password.mark", "at least 8 characters");
        awaitMark("request.repeat.mark", "the two are not the same");
        fill("request.user", "ada@example.org");
        fill("request.password", "correct horse 1");
        fill("request.repeat", "correct horse 1");
        press("account.ok");
        awaitMark("account.smtp.primary.mark", "write host:port, such as mail.example.org:995");
        awaitMark("account.pop3.primary.mark", "a primary is needed");
        assertThat(Look.find(JTextComponent.class, "request.password").getText())
                .isEqualTo("correct horse 1");
    }

    @Test
    void checkShowsAResultForEachServerAndWhereFoldersAreKept() {
        rig.open(new DemoMailService(false));
        Look.window("account");
        request();
        fillServers();
        press("account.check");
        for (String service : List.of("accounts", "smtp", "pop3")) {
            awaitMark("account." + service + ".primary.mark", "answers, encrypted (12 ms)");
        }
        awaitMark("account.smtp.backup.mark", "no answer within 5 seconds");
        awaitMark("account.pop3.backup.mark", "answers, encrypted (12 ms)");
        awaitMark("account.place", "This is an MMSys server: your folders are kept on the server.");
    }

    @Test
    void aForeignServerKeepsFoldersHereAndAsksWhatBecomesOfTheMail() {
        DemoMailService service = new DemoMailService(false) {
            @Override
            public Call<List<ProbeLine>> probe(ServerChoice servers, Optional<String> user, Optional<Secret> password) {
                return done(List.of(foreign(servers)));
            }
        };
        rig.open(service);
        Look.window("account");
        fill("existing.address", "ada@example.net");
        fill("existing.password", "secret");
        fill("account.smtp.primary", "mail.example.net:587");
        fill("account.pop3.primary", "mail.example.net:995");
        press("account.check");
        awaitMark("account.place", "This server keeps one mailbox only: your folders are kept on this computer.");
        JComboBox<?> leave = Look.find(JComboBox.class, "account.leave");
        Look.doUi(() -> leave.setSelectedIndex(1));
        assertThat(Look.isThere("account.leave.days")).isTrue();
        press("account.ok");
        Look.await("the dialog has gone", () -> Look.showing().size() == 1);
        assertThat(service.accounts().get(0).leave().policy()).isEqualTo(Account.Leave.Policy.DAYS);
    }

    private static ProbeLine foreign(ServerChoice servers) {
        return new ProbeLine(
                org.mmsys.client.core.model.ConnectionState.Service.POP3,
                true,
                servers.pop3().orElseThrow().primary(),
                true,
                "+OK",
                List.of("UIDL", "TOP"),
                Optional.of(true),
                false,
                java.time.Duration.ofMillis(40),
                Optional.empty());
    }

    @Test
    void theSettingsOfAnAccountHaveItsSignature() {
        DemoMailService service = new DemoMailService(true);
        MainFrame frame = rig.open(service);
        Look.doUi(() -> frame.commands().run("account.edit"));
        JTextComponent signature = Look.find(JTextComponent.class, "account.signature");
        assertThat(signature.getText()).isEqualTo("Ada Lovelace\nAnalytical Engines");
        Look.doUi(() -> signature.setText("Ada"));
        rig.hands().click(Look.find(JCheckBox.class, "account.signature.above"));
        rig.hands().click(Look.find(JCheckBox.class, "account.large.later"));
        press("account.ok");
        Look.await("the dialog has gone", () -> Look.showing().size() == 1);
        assertThat(service.accounts().get(0).signature()).isEqualTo("Ada");
        assertThat(service.accounts().get(0).id()).isEqualTo(DemoMailService.ACCOUNT);
        assertThat(service.accounts().get(0).signatureAbove()).isTrue();
        assertThat(service.accounts().get(0).headersFirstAbove()).isEqualTo(500 * 1024);
    }

    @Test
    void anAccountIsForgottenOnlyAfterAQuestion() {
        List<String> removed = new java.util.concurrent.CopyOnWriteArrayList<>();
        MainFrame frame = rig.open(new DemoMailService(true) {
            @Override
            public org.mmsys.client.core.Call<Void> removeAccount(String account) {
                removed.add(account);
                return failed(org.mmsys.client.core.Problem.of(
                        org.mmsys.client.core.Problem.Cause.DISK, "The disk is full."));
            }
        });
        for (String answer : List.of("ENTER", "ESCAPE")) {
            Look.doUi(() -> javax.swing.SwingUtilities.invokeLater(
                    () -> frame.commands().run("account.remove")));
            javax.swing.JOptionPane question = Look.find(javax.swing.JOptionPane.class, "a question", q -> true);
            assertThat(question.getMessage().toString()).contains("ada@example.org", "stays there");
            rig.hands().press(answer);
            Look.await("answered", () -> !question.isShowing());
            assertThat(removed).as("the default is no").isEmpty();
        }
        Look.doUi(() ->
                javax.swing.SwingUtilities.invokeLater(() -> frame.commands().run("account.remove")));
        rig.hands()
                .click(Look.find(javax.swing.JButton.class, "the button", b -> "Remove account".equals(b.getText())));
        Look.await("removed", () -> removed.equals(List.of(DemoMailService.ACCOUNT)));
        assertThat(Look.find(javax.swing.JLabel.class, "problem.text").getText())
                .contains("The disk is full.");
    }

    @Test
    void escapeLeavesTheDialogAndItsCall() {
        rig.open(new DemoMailService(false));
        Look.window("account");
        JComponent name = Look.find(JComponent.class, "existing.name");
        rig.hands().awaitFocus(name);
        rig.hands().press("ESCAPE");
        Look.await("the dialog has gone", () -> Look.showing().size() == 1);
    }
}
