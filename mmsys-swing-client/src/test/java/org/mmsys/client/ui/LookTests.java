package org.mmsys.client.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Component;
import java.awt.Container;
import java.awt.Dimension;
import java.awt.KeyboardFocusManager;
import java.awt.Window;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.swing.AbstractButton;
import javax.swing.DefaultButtonModel;
import javax.swing.JComboBox;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JList;
import javax.swing.JMenuItem;
import javax.swing.JRadioButton;
import javax.swing.JSpinner;
import javax.swing.JTabbedPane;
import javax.swing.JTable;
import javax.swing.JTree;
import javax.swing.text.JTextComponent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmsys.client.ui.demo.DemoMailService;
import org.mmsys.client.ui.demo.DemoMails;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.client.ui.kit.Theme;
import org.mmsys.client.ui.rig.Look;
import org.mmsys.client.ui.rig.Rig;

/** Every window in every look: nothing is cut off, nothing is without a name or out of reach, no text is in the code (client.md, point 39). */
final class LookTests {
    /** The windows that are looked at; each is opened by a command. */
    private static final List<String> WINDOWS = List.of(
            "main",
            "mail.write",
            "account.new",
            "account.edit",
            "view.log",
            "view.history",
            "help.keys",
            "message.source");

    @RegisterExtension
    final Rig rig = new Rig();

    private MainFrame open(Locale language) {
        rig.lenient(); // looks are changed, and windows opened by the test itself
        MainFrame frame = rig.open(new DemoMailService(true), InstantSource.fixed(DemoMails.NOW), language);
        Sight sight = new Sight(frame);
        sight.awaitRows(14);
        sight.select("Invoice 2231");
        Look.find(JComponent.class, "reader.simple");
        return frame;
    }

    private interface Check {
        void look(String name, Window window);
    }

    /** Looks at each window in turn. */
    private static void eachWindow(MainFrame frame, Check check) {
        for (String command : WINDOWS) {
            if (!command.equals("main")) {
                Look.doUi(() -> frame.commands().run(command));
                Look.await(command, () -> Look.top() != frame);
            }
            org.mmsys.client.ui.rig.Hands.rest();
            Look.doUi(() -> {
                Window top = Look.top();
                top.validate();
                check.look(command, top);
                if (command.equals("account.new")) {
                    tabs(top).setSelectedIndex(1);
                    top.validate();
                    check.look(command + "/request", top);
                }
                if (top != frame) {
                    top.dispose();
                }
            });
            Look.await("closed " + command, () -> Look.top() == frame);
        }
    }

    private static JTabbedPane tabs(Container in) {
        return Look.all(in).stream()
                .filter(c -> c instanceof JTabbedPane)
                .map(c -> (JTabbedPane) c)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void noTextIsInTheCode() {
        MainFrame frame = open(Locale.forLanguageTag("en-XA"));
        Set<String> plain = new TreeSet<>();
        eachWindow(frame, (name, window) -> {
            for (Component each : Look.all(window)) {
                for (String text : texts(each)) {
                    if (!translated(text)) {
                        plain.add(name + ": " + each.getClass().getSimpleName() + " " + each.getName() + " \"" + text
                                + "\"");
                    }
                }
            }
        });
        assertThat(plain).isEmpty();
    }

    private static List<String> texts(Component each) {
        List<String> texts = new ArrayList<>();
        if (each instanceof JLabel label) {
            texts.add(label.getText());
        } else if (each instanceof AbstractButton button) {
            texts.add(button.getText());
        } else if (each instanceof JTabbedPane tabs) {
            for (int i = 0; i < tabs.getTabCount(); i++) {
                texts.add(tabs.getTitleAt(i));
            }
        } else if (each instanceof JTable table) {
            for (int i = 0; i < table.getColumnCount(); i++) {
                texts.add(String.valueOf(table.getColumnModel().getColumn(i).getHeaderValue()));
            }
        } else if (each instanceof JComboBox<?> box) {
            for (int i = 0; i < box.getItemCount(); i++) {
                texts.add(String.valueOf(box.getItemAt(i)));
            }
        }
        if (each instanceof JComponent component) {
            texts.add(component.getToolTipText());
            Object placeholder = component.getClientProperty("JTextField.placeholderText");
            texts.add(placeholder == null ? "" : placeholder.toString());
        }
        if (each instanceof java.awt.Dialog dialog) {
            texts.add(dialog.getTitle());
        }
        return texts.stream().filter(t -> t != null && !t.isBlank()).toList();
    }

    /** Out of the bundle, or what other people wrote: mail, names, addresses, dates, sizes. */
    private static boolean translated(String text) {
        String bare = text.replaceAll("\\[.*]", "")
                .replaceAll("\\S+@\\S+|\\d[\\d.,:]* ?[KMGB]?|https?://\\S+", "")
                .replaceAll("\\((Ctrl|Shift|Alt|Delete|Escape|Enter|F\\d|[+A-Z=\\-/*\\\\])+\\)", "");
        for (String data : List.of(
                "Invoice",
                "Hartmann & Söhne",
                "Ada Lovelace",
                "Grace Hopper",
                "invoice-pdf",
                "Thursday, November",
                "UIDL")) {
            bare = bare.replace(data, "");
        }
        return !bare.codePoints().anyMatch(c -> c < 128 && Character.isLetter(c))
                || bare.strip().length() <= 2;
    }

    @Test
    void everyControlHasANameForScreenReaders() {
        MainFrame frame = open(Locale.ENGLISH);
        Set<String> nameless = new TreeSet<>();
        int[] looked = {0};
        eachWindow(frame, (name, window) -> {
            for (Component each : Look.all(window)) {
                if (isControl(each)) {
                    looked[0]++;
                    String spoken = each.getAccessibleContext().getAccessibleName();
                    if (spoken == null || spoken.isBlank()) {
                        nameless.add(name + ": " + each.getClass().getSimpleName() + " " + each.getName());
                    }
                }
            }
        });
        assertThat(nameless).isEmpty();
        assertThat(looked[0]).isGreaterThan(150);
    }

    private static boolean isControl(Component each) {
        boolean kind = each instanceof AbstractButton
                || each instanceof JTextComponent
                || each instanceof JTable
                || each instanceof JTree
                || each instanceof JList<?>
                || each instanceof JComboBox<?>
                || each instanceof JSpinner
                || each instanceof JTabbedPane;
        Container parent = each.getParent();
        boolean inner = parent instanceof JComboBox<?>
                || parent instanceof JTextComponent
                || parent instanceof JSpinner
                || parent instanceof JSpinner.DefaultEditor
                || parent instanceof javax.swing.JScrollBar
                || parent instanceof javax.swing.plaf.basic.BasicSplitPaneDivider
                || each.getClass().getName().contains("$") && each.getName() == null && parent instanceof JTabbedPane;
        return kind && !inner;
    }

    @Test
    void everyControlIsReachedByTabOrIsACommandOfTheMenu() {
        MainFrame frame = open(Locale.ENGLISH);
        Set<String> outOfReach = new TreeSet<>();
        eachWindow(frame, (name, window) -> {
            Set<Component> reached = new LinkedHashSet<>();
            Component at = window.getFocusTraversalPolicy().getFirstComponent(window);
            while (at != null && reached.add(at)) {
                at = window.getFocusTraversalPolicy().getComponentAfter(window, at);
            }
            for (Component each : Look.all(window)) {
                boolean command = each instanceof AbstractButton button
                        && (each instanceof JMenuItem || button.getAction() != null);
                if (isControl(each)
                        && each.isShowing()
                        && each.isEnabled()
                        && !command
                        && !isChoice(each)
                        && !reached.contains(each)) {
                    outOfReach.add(name + ": " + each.getClass().getSimpleName() + " " + each.getName());
                }
            }
        });
        assertThat(outOfReach).isEmpty();
    }

    /** One of several: Tab goes to the chosen one, the arrows from there to the others. */
    private static boolean isChoice(Component each) {
        return each instanceof JRadioButton button
                && button.getModel() instanceof DefaultButtonModel model
                && model.getGroup() != null;
    }

    @Test
    void tabLeavesTheListAndF6GoesRoundThePanes() {
        MainFrame frame = open(Locale.ENGLISH);
        for (String pane : List.of("messages", "reader.simple", "folders")) {
            Look.await("focus in " + pane, () -> focus().equals(pane));
            rig.hands().press("F6");
        }
        Look.await("focus in the list", () -> focus().equals("messages"));
        rig.hands().press("shift F6");
        Look.await("focus in the folders", () -> focus().equals("folders"));
        Look.doUi(() -> frame.table().requestFocusInWindow());
        rig.hands().awaitFocus(frame.table());
        rig.hands().press("TAB");
        Look.await("focus beyond the list", () -> !"messages".equals(focus()));
        rig.hands().press("shift TAB");
        rig.hands().awaitFocus(frame.table());
        rig.hands().press("F8");
        Look.await("no reader", () -> !frame.reader().isVisible());
        rig.hands().press("F8");
        Look.await("the reader", () -> frame.reader().isVisible());
    }

    private static String focus() {
        Component owner = KeyboardFocusManager.getCurrentKeyboardFocusManager().getFocusOwner();
        return owner == null ? "nothing" : String.valueOf(owner.getName());
    }

    @ParameterizedTest
    @CsvSource({"en, 1.0", "en, 1.5", "en, 2.0", "de, 1.0", "de, 1.5", "en-XA, 1.0", "en-XA, 1.5"})
    void nothingIsCutOff(String language, float zoom) {
        Look.doUi(() -> Theme.setZoom(zoom));
        MainFrame frame = open(Locale.forLanguageTag(language));
        Set<String> cut = new TreeSet<>();
        eachWindow(frame, (name, window) -> {
            for (Component each : Look.all(window)) {
                if (each.isShowing() && each instanceof JComponent component && hasFixedText(component)) {
                    Dimension wanted = component.getPreferredSize();
                    if (component.getWidth() + 1 < wanted.width || component.getHeight() + 1 < wanted.height) {
                        cut.add(name + ": " + component.getName() + " " + component.getSize() + " of " + wanted);
                    }
                }
            }
        });
        assertThat(cut).isEmpty();
    }

    /** Texts of ours; what others wrote may be shortened, with all of it in the tooltip. */
    private static boolean hasFixedText(JComponent component) {
        String name = String.valueOf(component.getName());
        if (component instanceof AbstractButton button) {
            return !name.startsWith("reader.attachment")
                    && button.getText() != null
                    && !button.getText().isEmpty();
        }
        boolean others = name.startsWith("reader.") || name.endsWith(".mark") || name.startsWith("state.");
        return component instanceof JLabel label
                && !others
                && label.getText() != null
                && !label.getText().isEmpty()
                && label.getToolTipText() == null;
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void textsStandOutFromTheirBackground(String look) {
        Look.doUi(() -> Theme.setDark(look.equals("dark")));
        MainFrame frame = open(Locale.ENGLISH);
        Set<String> faint = new TreeSet<>();
        eachWindow(frame, (name, window) -> {
            for (Component each : Look.all(window)) {
                if (each.isShowing()
                        && each.isEnabled()
                        && each instanceof JLabel label
                        && !label.getText().isEmpty()) {
                    double contrast = Contrast.of(label.getForeground(), Contrast.background(label));
                    if (contrast < Contrast.AA_LARGE) {
                        faint.add(name + ": " + label.getName() + " \"" + label.getText() + "\" "
                                + Math.round(contrast * 10) / 10.0);
                    }
                }
            }
        });
        assertThat(faint).isEmpty();
    }

    @Test
    void theLookCanBeChangedWhileEverythingIsOpen() {
        MainFrame frame = open(Locale.ENGLISH);
        Look.doUi(() -> frame.commands().run("view.dark"));
        Look.await("dark", Theme::isDark);
        for (int i = 0; i < 6; i++) {
            Look.doUi(() -> frame.commands().run("view.zoom-in"));
        }
        assertThat(Theme.zoom()).isEqualTo(2.5f);
        Look.find(JComponent.class, "reader.simple");
        Look.doUi(() -> frame.commands().run("view.zoom-reset"));
        Look.doUi(() -> frame.commands().run("view.dark"));
        assertThat(Theme.isDark()).isFalse();
        assertThat(new Sight(frame).selected()).containsExactly("Invoice 2231");
    }

    @Test
    void bothLanguagesHaveEveryPlaceForAnArgument() {
        Set<String> wrong = new TreeSet<>();
        List<Locale> languages = List.of(Locale.ENGLISH, Locale.GERMAN);
        Set<String> keys =
                languages.stream().flatMap(l -> bundle(l).keySet().stream()).collect(Collectors.toSet());
        for (String key : keys) {
            Set<String> places = new LinkedHashSet<>();
            for (Locale language : languages) {
                places.add(java.util.regex.Pattern.compile("\\{(\\d)")
                        .matcher(bundle(language).getString(key))
                        .results()
                        .map(found -> found.group(1))
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining()));
            }
            if (places.size() != 1) {
                wrong.add(key + " " + places);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(Texts.of("state.none")).isEqualTo("No account yet");
    }

    private static java.util.ResourceBundle bundle(Locale language) {
        return java.util.ResourceBundle.getBundle(
                "org.mmsys.client.ui.Messages",
                language,
                java.util.ResourceBundle.Control.getNoFallbackControl(
                        java.util.ResourceBundle.Control.FORMAT_PROPERTIES));
    }
}
