package org.mmsys.client.ui.read;

import java.awt.FlowLayout;
import java.awt.Font;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.swing.JButton;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JTextArea;
import javax.swing.JToggleButton;
import net.miginfocom.swing.MigLayout;
import org.mmsys.client.core.model.OpenedMessage;
import org.mmsys.client.core.model.Person;
import org.mmsys.client.ui.kit.Avatar;
import org.mmsys.client.ui.kit.Commands;
import org.mmsys.client.ui.kit.Forms;
import org.mmsys.client.ui.kit.Surface;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.client.ui.kit.Theme;
import org.mmsys.client.ui.list.DateTexts;

/** The head of a message: who, to whom, when, about what; the switch between the three views; all headers on request. Event thread. */
final class HeaderPanel extends Surface {
    private static final int NAMES_MAX = 4;

    private final JLabel avatar = new JLabel();
    private final JLabel subject = new JLabel();
    private final JLabel from = new JLabel();
    private final JLabel address = Forms.muted("");
    private final JLabel to = Forms.muted("");
    private final JLabel date = Forms.muted("");
    private final JTextArea all = new JTextArea();
    private final JPanel views = new JPanel(new FlowLayout(FlowLayout.TRAILING, 0, 0));
    private final Map<View, JToggleButton> switches = new EnumMap<>(View.class);
    private final transient DateTexts dates;

    /** The three ways to look at a body. */
    enum View {
        SIMPLE("simple"),
        ORIGINAL("original"),
        PLAIN("plain");

        private final String key;

        View(String key) {
            this.key = key;
        }
    }

    HeaderPanel(Commands commands, DateTexts dates, Consumer<View> onView) {
        super(
                new MigLayout("insets 12 18 10 12, fillx, gap 10 2, hidemode 3", "[][grow,fill,0::][]", "[]6[][][]"),
                "Mms.paper");
        this.dates = dates;
        setName("reader.head");
        setBorder(Forms.line(false, false, true, false));
        name(subject, "subject");
        name(from, "from");
        name(address, "address");
        name(to, "to");
        name(date, "date");
        Theme.style(subject, "h3");
        from.setFont(from.getFont().deriveFont(Font.BOLD));
        Theme.style(from, "semibold");
        add(subject, "spanx 2, growx, wmin 0");
        add(actions(commands), "wrap, top, right");
        add(avatar, "spany 2, top, gaptop 2");
        JPanel sender =
                new JPanel(new MigLayout("insets 0, gap 6", "[shrinkprio 50]0[shrinkprio 200]push", "[baseline]"));
        sender.setOpaque(false);
        sender.add(from, "gapright 6, wmin 0");
        sender.add(address, "wmin 0");
        add(sender, "wmin 0");
        add(date, "wrap, right");
        add(to, "wmin 0");
        add(switches(onView), "right, wrap");
        all.setEditable(false);
        all.setName("reader.headers");
        all.setOpaque(false);
        all.setLineWrap(true);
        all.setVisible(false);
        all.setFont(Theme.monospaced());
        Commands.accessible(all, Texts.of("reader.headers"));
        add(all, "spanx 3, growx, wmin 0, gaptop 6");
    }

    private static void name(JLabel label, String name) {
        label.setName("reader." + name);
    }

    private static JPanel actions(Commands commands) {
        JPanel bar = new JPanel(new MigLayout("insets 0, gap 0", "", "[center]"));
        bar.setOpaque(false);
        for (String id : List.of("message.reply", "message.reply-all", "message.forward", "message.delete")) {
            JButton button = commands.iconTool(id);
            button.setName("reader." + id);
            bar.add(button);
        }
        return bar;
    }

    private JPanel switches(Consumer<View> onView) {
        views.setOpaque(false);
        for (View view : View.values()) {
            JToggleButton button = new JToggleButton(Texts.of("reader." + view.key));
            button.setName("reader.view." + view.key);
            button.putClientProperty("JButton.buttonType", "toolBarButton");
            button.setFont(button.getFont().deriveFont(button.getFont().getSize2D() - 1));
            Theme.style(button, "small");
            button.addActionListener(pressed -> onView.accept(view));
            views.add(button);
            switches.put(view, button);
        }
        Commands.accessible(views, Texts.of("reader.view"));
        return views;
    }

    /** Shows the head of a message. */
    void show(OpenedMessage message, boolean allHeaders) {
        Person sender = message.addressees().from().isEmpty()
                ? new Person(Texts.of("list.no-sender"), "")
                : message.addressees().from().get(0);
        String title = message.row().subject();
        subject.setText(title.isBlank() ? Texts.of("list.no-subject") : title);
        subject.setToolTipText(subject.getText());
        avatar.setIcon(new Avatar(sender.name(), sender.address(), 36));
        from.setText(sender.shown());
        address.setText(sender.name().isBlank() ? "" : sender.address());
        to.setText(recipients(message));
        to.setToolTipText(everybody(message));
        date.setText(dates.full(message.row().date()));
        all.setVisible(allHeaders);
        all.setText(
                allHeaders
                        ? message.headers().stream()
                                .map(h -> h.name() + ": " + h.value())
                                .collect(Collectors.joining("\n"))
                        : "");
        switches.values().forEach(button -> button.setVisible(message.hasHtml()));
        Commands.accessible(this, subject.getText());
        revalidate();
        repaint();
    }

    /** Marks the view that is on. */
    void mark(View view) {
        switches.forEach((each, button) -> button.setSelected(each == view));
    }

    private static String recipients(OpenedMessage message) {
        String to = names(message.addressees().to());
        String cc = names(message.addressees().cc());
        String text = to.isEmpty() ? "" : Texts.of("reader.to") + "  " + to;
        return cc.isEmpty() ? text : text + "     " + Texts.of("reader.cc") + "  " + cc;
    }

    private static String names(List<Person> people) {
        String some = people.stream().limit(NAMES_MAX).map(Person::shown).collect(Collectors.joining(", "));
        return people.size() <= NAMES_MAX ? some : some + " +" + (people.size() - NAMES_MAX);
    }

    private static String everybody(OpenedMessage message) {
        return java.util.stream.Stream.concat(message.addressees().to().stream(), message.addressees().cc().stream())
                .limit(30)
                .map(Person::toString)
                .collect(Collectors.joining(", "));
    }
}
