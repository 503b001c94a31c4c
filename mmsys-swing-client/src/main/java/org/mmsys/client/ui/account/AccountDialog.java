package org.mmsys.client.ui.account;

import java.awt.Dimension;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import javax.swing.JButton;
import javax.swing.JComponent;
import javax.swing.JDialog;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JTabbedPane;
import javax.swing.KeyStroke;
import net.miginfocom.swing.MigLayout;
import org.mmsys.client.core.Call;
import org.mmsys.client.core.Problem;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.AccountAnswer;
import org.mmsys.client.core.model.ConnectionState.Service;
import org.mmsys.client.core.model.ProbeLine;
import org.mmsys.client.core.model.ServerChoice;
import org.mmsys.client.ui.kit.Banner;
import org.mmsys.client.ui.kit.Desk;
import org.mmsys.client.ui.kit.Icons;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.client.ui.kit.Theme;
import org.mmsys.wire.sasl.Secret;

/**
 * Adds an account that exists, or requests a new one; changes the settings of one.
 *
 * <p>Errors stand beside their fields. The dialog closes only when everything has worked, and never forgets what was typed. Event
 * thread.
 */
public final class AccountDialog extends JDialog {
    private final transient Desk desk;
    private final transient Optional<Account> edited;
    private final JTabbedPane tabs = new JTabbedPane();
    private final PersonFields existing = new PersonFields(false);
    private final PersonFields request = new PersonFields(true);
    private final ServerFields servers = new ServerFields();
    private final LeaveFields leave = new LeaveFields();
    private final SignatureField signature = new SignatureField();
    private final LargeFields large = new LargeFields();
    private final JLabel place = new JLabel("", Icons.of("info"), JLabel.LEADING);
    private final JPanel banners =
            new JPanel(new MigLayout("insets 0, fillx, wrap 1, gap 0, hidemode 3", "[grow,fill]"));
    private final KeepFields keep = new KeepFields();
    private final JButton check = new JButton();
    private final JButton ok = new JButton();
    private final JButton cancel = new JButton(Texts.of("account.cancel"));
    private transient BiConsumer<Account, String> onSaved = (account, words) -> {};
    private transient String said = "account.added";
    private transient Optional<Call<?>> running = Optional.empty();
    private transient long generation;

    /** A dialog for a new account, or for the settings of {@code edited}; not visible yet, not modal. */
    public AccountDialog(JFrame owner, Desk desk, Prefill prefill, Optional<Account> edited) {
        super(owner, Texts.of(edited.isPresent() ? "account.title.edit" : "account.title.new"), false);
        this.desk = desk;
        this.edited = edited;
        setName("account");
        build();
        fill(prefill);
        listen();
        tabChanged();
        pack();
        setMinimumSize(new Dimension(Math.min(getWidth(), Theme.px(560)), Theme.px(320)));
        setLocationRelativeTo(owner);
    }

    private void build() {
        tabs.setName("account.tabs");
        if (edited.isEmpty()) {
            tabs.addTab(Texts.of("account.tab.existing"), padded(existing));
            tabs.addTab(Texts.of("account.tab.request"), padded(request));
        }
        banners.setOpaque(false);
        place.setName("account.place");
        place.setVisible(false);
        JPanel all = new JPanel(new MigLayout(
                "insets 0 0 14 0, fillx, wrap 1, gap 0, hidemode 3",
                "[grow,fill,680::]",
                "[][]14[]8[]8[]8[]10[]8[]12[]"));
        all.add(banners, "wmin 0");
        all.add(edited.isEmpty() ? tabs : padded(existing), "wmin 0");
        JLabel title = new JLabel(Texts.of("account.servers"));
        Theme.style(title, "h4");
        all.add(title, "gapx 22 22");
        all.add(servers, "gapx 22 22, wmin 0");
        all.add(signature, "gapx 22 22, wmin 0");
        signature.setVisible(edited.isPresent());
        all.add(large, "gapx 22 22, wmin 0");
        large.setVisible(edited.isPresent());
        all.add(leave, "gapx 22 22, wmin 0");
        all.add(place, "gapx 172 22, wmin 0");
        all.add(keep, "gapx 22 22, wmin 0");
        all.add(buttons(), "gapx 22 22, gaptop 14");
        setContentPane(all);
        getRootPane().setDefaultButton(ok);
    }

    private static JComponent padded(JComponent form) {
        JPanel panel = new JPanel(new MigLayout("insets 18 22 6 22, fillx", "[grow,fill]"));
        panel.add(form);
        return panel;
    }

    private JComponent buttons() {
        JPanel panel = new JPanel(new MigLayout("insets 0, fillx, gap 8", "push[sg b][sg b][sg b]"));
        check.setText(Texts.label("account.check"));
        check.setName("account.check");
        ok.setName("account.ok");
        cancel.setName("account.cancel");
        panel.add(check);
        panel.add(cancel);
        panel.add(ok);
        return panel;
    }

    private void fill(Prefill prefill) {
        servers.set(Service.ACCOUNTS, prefill.accounts());
        servers.set(Service.SMTP, prefill.smtp());
        servers.set(Service.POP3, prefill.pop3());
        prefill.user().ifPresent(user -> {
            existing.set("", user.indexOf('@') > 0 ? user : "", user.indexOf('@') > 0 ? "" : user);
            request.set("", "", user);
        });
        edited.ifPresent(account -> {
            existing.set(account.fullName(), account.address(), account.user());
            servers.set(Service.ACCOUNTS, account.accountServers());
            servers.set(Service.SMTP, Optional.of(account.smtp()));
            servers.set(Service.POP3, Optional.of(account.pop3()));
            servers.setSecurity(account.security());
            leave.set(account.leave());
            signature.set(account);
            large.set(account);
        });
        leave.setVisible(false);
    }

    private void listen() {
        tabs.addChangeListener(changed -> tabChanged());
        check.addActionListener(pressed -> check());
        ok.addActionListener(pressed -> accept());
        cancel.addActionListener(pressed -> close());
        getRootPane()
                .registerKeyboardAction(
                        pressed -> close(),
                        KeyStroke.getKeyStroke("ESCAPE"),
                        JComponent.WHEN_ANCESTOR_OF_FOCUSED_COMPONENT);
        setDefaultCloseOperation(DO_NOTHING_ON_CLOSE);
        addWindowListener(new WindowAdapter() {
            @Override
            public void windowClosing(WindowEvent event) {
                close();
            }

            @Override
            public void windowOpened(WindowEvent event) {
                person().first().requestFocusInWindow();
            }
        });
        request.userField().addFocusListener(new java.awt.event.FocusAdapter() {
            @Override
            public void focusLost(java.awt.event.FocusEvent event) {
                if (!event.isTemporary()) {
                    askWhetherFree();
                }
            }
        });
    }

    /** Hears that the account is there, and how it came about in words. */
    public void onSaved(BiConsumer<Account, String> listener) {
        onSaved = listener;
    }

    /** Turns to the tab for a new account. */
    public void showRequest() {
        tabs.setSelectedIndex(1);
    }

    private boolean requesting() {
        return edited.isEmpty() && tabs.getSelectedIndex() == 1;
    }

    private PersonFields person() {
        return requesting() ? request : existing;
    }

    private void tabChanged() {
        servers.setAccountsNeeded(requesting());
        ok.setText(Texts.label(edited.isPresent() ? "account.save" : requesting() ? "account.create" : "account.add"));
        clearBanner();
        if (isVisible()) {
            pack();
        }
    }

    private void close() {
        generation++;
        running.ifPresent(Call::cancel);
        dispose();
    }

    private void askWhetherFree() {
        Optional<ServerChoice> choice = servers.read();
        servers.clearMarks();
        if (choice.isEmpty() || request.login().isEmpty() || !request.validName()) {
            return;
        }
        ask(choice.get());
    }

    private void ask(ServerChoice choice) {
        request.userMark().busy(Texts.of("account.checking"));
        desk.executor()
                .then(
                        desk.service().nameAvailable(choice, request.login()),
                        answer -> {
                            if (isDisplayable()) {
                                show(answer);
                            }
                        },
                        problem -> request.userMark().clear());
    }

    private void show(AccountAnswer answer) {
        switch (answer.kind()) {
            case AVAILABLE, CREATED -> request.userMark().good(Texts.of("account.available"));
            case TAKEN -> request.userMark().bad(Texts.of("account.taken"));
            case BAD_NAME -> request.userMark().bad(Texts.of("account.badname"));
            case WEAK_PASSWORD -> request.passwordMark().bad(Texts.of("account.password.weak"));
            case CLOSED -> say(Texts.of("account.closed"));
            case RATE, TEMPORARY -> say(Texts.of("account.later"));
        }
    }

    private void check() {
        clearBanner();
        Optional<ServerChoice> choice = servers.read();
        if (choice.isEmpty()) {
            return;
        }
        servers.showTrying(choice.get());
        if (requesting() && !request.login().isEmpty() && request.validName()) {
            ask(choice.get());
        }
        busy(true, check, "account.checking");
        Optional<String> user = requesting() ? Optional.empty() : Optional.of(existing.login());
        Optional<Secret> password = requesting() ? Optional.empty() : existing.password();
        run(
                desk.service().probe(choice.get(), user.filter(u -> password.isPresent()), password),
                lines -> {
                    busy(false, check, "account.check");
                    servers.show(lines);
                    showPlace(lines);
                },
                problem -> {
                    busy(false, check, "account.check");
                    servers.clearMarks();
                    say(problem.text());
                });
    }

    private void showPlace(List<ProbeLine> lines) {
        Optional<ProbeLine> pop3 = lines.stream()
                .filter(line -> line.service() == Service.POP3 && line.works())
                .findFirst();
        lines.stream()
                .filter(line -> line.loggedIn().equals(Optional.of(false)))
                .findFirst()
                .ifPresent(line -> existing.passwordMark().bad(Texts.of("account.refused")));
        // Whether a server has folders is known once one has logged in, or when it speaks of itself as ours.
        boolean ours = lines.stream().anyMatch(line -> line.works() && line.mmsys());
        boolean known = ours || pop3.isPresent() && pop3.get().loggedIn().equals(Optional.of(true));
        place.setVisible(known);
        place.setText(Texts.of(ours ? "account.folders.server" : "account.folders.local"));
        leave.setVisible(known && !ours && !requesting());
        pack();
    }

    private void accept() {
        clearBanner();
        boolean person = person().valid(edited.isEmpty());
        Optional<ServerChoice> choice = servers.read();
        if (!person || choice.isEmpty()) {
            return;
        }
        busy(true, ok, "account.checking");
        if (requesting()) {
            new AccountRequest(
                            desk,
                            choice.get(),
                            request.login(),
                            request.password().orElseThrow())
                    .run(this::requested, this::refused);
        } else {
            Account account = AccountRequest.account(
                    edited, existing.fullName(), existing.mailAddress(), existing.login(), choice.get(), leave.value());
            boolean changed = edited.isPresent();
            save(changed ? large.applied(signature.applied(account)) : account, existing.password());
        }
    }

    private void requested(AccountAnswer answer, String address) {
        if (answer.kind() != AccountAnswer.Kind.CREATED) {
            busy(false, ok, "account.create");
            show(answer);
            return;
        }
        said = answer.overBackup().isPresent() ? "account.created.backup" : "account.created";
        ServerChoice choice = servers.read().orElseThrow();
        Account account = AccountRequest.account(
                Optional.empty(), request.fullName(), address, request.login(), choice, Account.Leave.UNTIL_DELETED);
        save(account, request.password());
    }

    private void refused(Problem problem) {
        busy(false, ok, "account.create");
        say(problem.text());
    }

    private void save(Account account, Optional<Secret> password) {
        run(
                desk.service().saveAccount(account, password, keep.value()),
                saved -> {
                    dispose();
                    onSaved.accept(saved, Texts.of(said, saved.address()));
                },
                this::refused);
    }

    private <T> void run(Call<T> call, Consumer<T> done, Consumer<Problem> failed) {
        long mine = ++generation;
        running = Optional.of(call);
        desk.executor()
                .then(
                        call,
                        value -> {
                            if (mine == generation) {
                                done.accept(value);
                            }
                        },
                        problem -> {
                            if (mine == generation) {
                                failed.accept(problem);
                            }
                        });
    }

    private void busy(boolean on, JButton button, String key) {
        check.setEnabled(!on);
        ok.setEnabled(!on);
        button.setText(Texts.label(key));
        if (!on) {
            ok.setText(
                    Texts.label(edited.isPresent() ? "account.save" : requesting() ? "account.create" : "account.add"));
            check.setText(Texts.label("account.check"));
        }
    }

    private void say(String text) {
        clearBanner();
        banners.add(new Banner("account.problem", Banner.Kind.ERROR, text, List.of()), "wmin 0");
        pack();
    }

    private void clearBanner() {
        banners.removeAll();
        banners.revalidate();
    }
}
