package org.mmsys.client.ui.account;

import com.formdev.flatlaf.FlatClientProperties;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.swing.JComponent;
import javax.swing.JPanel;
import javax.swing.JPasswordField;
import javax.swing.JTextField;
import javax.swing.event.DocumentEvent;
import javax.swing.event.DocumentListener;
import net.miginfocom.swing.MigLayout;
import org.mmsys.client.ui.kit.Forms;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.wire.sasl.Secret;

/** Who the account belongs to: for one that exists, or for one that is to be made. Errors stand beside their fields. Event thread. */
final class PersonFields extends JPanel {
    /** The shortest password a server of ours takes. */
    static final int PASSWORD_MIN = 8;

    private static final Pattern ADDRESS = Pattern.compile("[^\\s@]{1,64}@[^\\s@]{1,253}");
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}(@[^\\s@]{1,253})?");

    private final boolean request;
    private final String prefix;
    private final JTextField fullName;
    private final JTextField address;
    private final JTextField user;
    private final JPasswordField password;
    private final JPasswordField repeat;
    private final FieldMark addressMark;
    private final FieldMark userMark;
    private final FieldMark passwordMark;
    private final FieldMark repeatMark;

    /** {@code request} asks for a new account: no address, and the password twice. */
    PersonFields(boolean request) {
        super(new MigLayout(
                "insets 0, fillx, wrap 3, gap 10 8, hidemode 3", "[right,140::]10[grow,fill,260::]10[240!]"));
        this.request = request;
        this.prefix = request ? "request." : "existing.";
        setOpaque(false);
        fullName = text("name", "account.name.hint");
        address = text("address", "account.address.hint");
        user = text("user", request ? "account.newname.hint" : "account.user.hint");
        password = secret("password");
        repeat = secret("repeat");
        addressMark = new FieldMark(prefix + "address.mark", address);
        userMark = new FieldMark(prefix + "user.mark", user);
        passwordMark = new FieldMark(prefix + "password.mark", password);
        repeatMark = new FieldMark(prefix + "repeat.mark", repeat);
        if (request) {
            row("account.newname", user, userMark);
            row("account.password", password, passwordMark);
            row("account.repeat", repeat, repeatMark);
            row("account.name", fullName, new FieldMark(prefix + "name.mark", fullName));
            whileTyping(password, this::judgePassword);
            whileTyping(repeat, repeatMark::clear);
        } else {
            row("account.name", fullName, new FieldMark(prefix + "name.mark", fullName));
            row("account.address", address, addressMark);
            row("account.user", user, userMark);
            row("account.password", password, passwordMark);
            whileTyping(address, addressMark::clear);
            whileTyping(password, passwordMark::clear);
        }
        whileTyping(user, userMark::clear);
    }

    private void row(String key, JComponent field, FieldMark mark) {
        add(Forms.label(key, field));
        add(field);
        add(mark, "wmin 0");
    }

    private JTextField text(String name, String hint) {
        JTextField field = new JTextField(24);
        field.setName(prefix + name);
        field.putClientProperty(FlatClientProperties.PLACEHOLDER_TEXT, Texts.of(hint));
        return field;
    }

    private JPasswordField secret(String name) {
        JPasswordField field = new JPasswordField(24);
        field.setName(prefix + name);
        field.putClientProperty(FlatClientProperties.STYLE, "showRevealButton: true");
        return field;
    }

    private static void whileTyping(JTextField field, Runnable run) {
        field.getDocument().addDocumentListener(new DocumentListener() {
            @Override
            public void insertUpdate(DocumentEvent event) {
                run.run();
            }

            @Override
            public void removeUpdate(DocumentEvent event) {
                run.run();
            }

            @Override
            public void changedUpdate(DocumentEvent event) {
                // Attributes do not matter here.
            }
        });
    }

    private void judgePassword() {
        int length = password.getDocument().getLength();
        if (length == 0) {
            passwordMark.clear();
        } else if (length < PASSWORD_MIN) {
            passwordMark.busy(Texts.of("account.password.short", PASSWORD_MIN));
        } else {
            passwordMark.good(Texts.of("account.password.good", length));
        }
    }

    void set(String name, String mail, String login) {
        fullName.setText(name);
        address.setText(mail);
        user.setText(login);
    }

    /** Whether what is there can be used; what cannot has its reason beside it afterwards. */
    boolean valid(boolean passwordNeeded) {
        boolean good = true;
        if (request) {
            good = validName();
            if (!sameTwice()) {
                repeatMark.bad(Texts.of("account.password.differs"));
                good = false;
            }
            if (password.getDocument().getLength() < PASSWORD_MIN) {
                passwordMark.bad(Texts.of("account.password.short", PASSWORD_MIN));
                good = false;
            }
            return good;
        }
        if (!ADDRESS.matcher(address.getText().strip()).matches()) {
            addressMark.bad(Texts.of(address.getText().isBlank() ? "account.needed" : "account.address.bad"));
            good = false;
        }
        if (passwordNeeded && password.getDocument().getLength() == 0) {
            passwordMark.bad(Texts.of("account.needed"));
            good = false;
        }
        return good;
    }

    /** Whether the name of a new account can be one. */
    boolean validName() {
        String name = login();
        if (NAME.matcher(name).matches() && !name.contains("..")) {
            return true;
        }
        userMark.bad(Texts.of(name.isEmpty() ? "account.needed" : "account.badname"));
        return false;
    }

    private boolean sameTwice() {
        return java.util.Arrays.equals(password.getPassword(), repeat.getPassword());
    }

    FieldMark userMark() {
        return userMark;
    }

    FieldMark passwordMark() {
        return passwordMark;
    }

    JTextField userField() {
        return user;
    }

    String fullName() {
        return fullName.getText().strip();
    }

    String mailAddress() {
        return address.getText().strip();
    }

    /** The name on the server: as written, else the local part of the address. */
    String login() {
        String written = user.getText().strip();
        if (request) {
            return written.toLowerCase(Locale.ROOT);
        }
        int at = mailAddress().indexOf('@');
        return !written.isEmpty() ? written : at > 0 ? mailAddress().substring(0, at) : mailAddress();
    }

    /** The password, if one was written; it stays in the field. */
    Optional<Secret> password() {
        char[] typed = password.getPassword();
        return typed.length == 0 ? Optional.empty() : Optional.of(secret(typed));
    }

    private static Secret secret(char[] typed) {
        return Secret.of(new String(typed));
    }

    JComponent first() {
        return request ? user : fullName;
    }
}
