package org.mmsys.client.ui;

import java.awt.Component;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import javax.swing.JCheckBox;
import javax.swing.JLabel;
import javax.swing.JOptionPane;
import javax.swing.JPanel;
import javax.swing.JPasswordField;
import javax.swing.SwingUtilities;
import net.miginfocom.swing.MigLayout;
import org.mmsys.client.core.Asks;
import org.mmsys.client.core.Problem;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.CertificateQuestion;
import org.mmsys.client.ui.kit.Forms;
import org.mmsys.client.ui.kit.Icons;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.client.ui.kit.Theme;
import org.mmsys.wire.sasl.Secret;

/**
 * Asks the user what the engine must know: passwords and certificates. The engine calls on its threads; the dialogs are on the event
 * thread, one after the other. A changed certificate is an alarm whose default answer is no.
 */
final class UserQuestions implements Asks {
    private final Supplier<Component> owner;

    UserQuestions(Supplier<Component> owner) {
        this.owner = owner;
    }

    @Override
    public CompletableFuture<Optional<Given>> password(Account account, Optional<Problem> refused) {
        CompletableFuture<Optional<Given>> answer = new CompletableFuture<>();
        SwingUtilities.invokeLater(() -> {
            JCheckBox keep = new JCheckBox(Texts.of("password.keep"), true);
            keep.setName("password.keep");
            String text = Texts.of(refused.isPresent() ? "password.again" : "password.text", account.address());
            Optional<Secret> given = ask(Texts.of("password.title", account.address()), text, Optional.of(keep));
            answer.complete(given.map(
                    secret -> new Given(secret, keep.isSelected() ? KeepPassword.KEYRING : KeepPassword.NOWHERE)));
        });
        return answer;
    }

    @Override
    public CompletableFuture<Optional<Secret>> passphrase(boolean first) {
        CompletableFuture<Optional<Secret>> answer = new CompletableFuture<>();
        SwingUtilities.invokeLater(() -> answer.complete(ask(
                Texts.of("passphrase.title"),
                Texts.of(first ? "passphrase.first" : "passphrase.text"),
                Optional.empty())));
        return answer;
    }

    private Optional<Secret> ask(String title, String text, Optional<JCheckBox> below) {
        JPasswordField field = new JPasswordField(26);
        field.setName("password");
        JPanel panel = new JPanel(new MigLayout("insets 0, wrap 1, fillx", "[grow,fill]"));
        JLabel label = new JLabel(text);
        label.setLabelFor(field);
        panel.add(label);
        panel.add(field);
        below.ifPresent(panel::add);
        Object[] choices = {Texts.of("password.ok"), Texts.of("dialog.cancel")};
        int chosen = Questions.ask(owner.get(), panel, title, Icons.of("key", 32), choices, field);
        char[] typed = field.getPassword();
        return chosen == 0 && typed.length > 0 ? Optional.of(Secret.of(new String(typed))) : Optional.empty();
    }

    @Override
    public CompletableFuture<Trust> certificate(CertificateQuestion question) {
        CompletableFuture<Trust> answer = new CompletableFuture<>();
        SwingUtilities.invokeLater(() -> answer.complete(show(question)));
        return answer;
    }

    private Trust show(CertificateQuestion question) {
        JPanel panel = facts(question);
        String trust = Texts.of(question.changed() ? "certificate.trust.changed" : "certificate.trust");
        String no = Texts.of("certificate.refuse");
        Object[] choices = question.changed() ? new Object[] {no, trust} : new Object[] {trust, no};
        int chosen = JOptionPane.showOptionDialog(
                owner.get(),
                panel,
                Texts.of("certificate.title"),
                JOptionPane.DEFAULT_OPTION,
                JOptionPane.PLAIN_MESSAGE,
                Icons.of(question.changed() ? "error" : "lock", 32),
                choices,
                choices[0]);
        return chosen >= 0 && choices[chosen].equals(trust) ? Trust.PIN : Trust.NO;
    }

    /** What is to be judged: who, by whom, until when, why nothing vouches for it, the print now and before. */
    static JPanel facts(CertificateQuestion question) {
        JPanel panel = new JPanel(new MigLayout("insets 0, wrap 2, gap 10 4", "[right][grow,fill]"));
        panel.setName("certificate");
        JLabel what = new JLabel(Texts.of(
                question.changed() ? "certificate.changed" : "certificate.new",
                question.server().toString()));
        Theme.style(what, "semibold");
        panel.add(what, "spanx 2, gapbottom 8");
        DateTimeFormatter day = DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM)
                .withLocale(Texts.locale())
                .withZone(ZoneId.systemDefault());
        line(panel, "subject", question.subject());
        line(panel, "issuer", question.issuer());
        line(
                panel,
                "valid",
                Texts.of("certificate.valid.range", day.format(question.from()), day.format(question.until())));
        line(panel, "reason", String.join(" ", question.reasons()));
        line(panel, "fingerprint", broken(question.fingerprint()));
        question.pinned().ifPresent(before -> line(panel, "before", broken(before)));
        return panel;
    }

    private static void line(JPanel panel, String key, String value) {
        panel.add(Forms.muted(Texts.of("certificate." + key)), "aligny top");
        javax.swing.JTextArea text = new javax.swing.JTextArea(value);
        text.setEditable(false);
        text.setOpaque(false);
        text.setName("certificate." + key);
        if (key.equals("fingerprint") || key.equals("before")) {
            text.setFont(Theme.monospaced());
        }
        text.getAccessibleContext().setAccessibleName(Texts.of("certificate." + key));
        panel.add(text);
    }

    /** A fingerprint in two lines. */
    private static String broken(String print) {
        return print.length() <= 48 ? print : print.substring(0, 48) + "\n" + print.substring(48);
    }
}
