package org.mmsys.client.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Component;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.swing.AbstractButton;
import javax.swing.Action;
import javax.swing.JComponent;
import javax.swing.JMenuItem;
import javax.swing.KeyStroke;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mmsys.client.ui.demo.DemoMailService;
import org.mmsys.client.ui.kit.KeyMap;
import org.mmsys.client.ui.rig.Look;
import org.mmsys.client.ui.rig.Rig;

/** Every key that is promised reaches its command (client.md, section 4.5). */
final class KeysTests {
    /** Where a key must work: in the whole window, or where the list has the focus. */
    private static final String PROMISED = """
            window  F5             mail.check
            window  F9             mail.check
            window  shift F5       mail.check-all
            window  ctrl N         mail.write
            window  ctrl M         mail.write
            list    F              go.next
            list    B              go.previous
            list    N              go.next-unread
            list    P              go.previous-unread
            list    T              go.next-thread
            window  ctrl R         message.reply
            window  ctrl shift R   message.reply-all
            window  ctrl shift L   message.reply-list
            window  ctrl L         message.forward
            window  ctrl E         message.edit-as-new
            list    M              message.toggle-read
            list    shift C        folder.mark-read
            list    S              message.toggle-star
            list    A              message.archive
            window  ctrl Z         edit.undo
            window  ctrl shift Z   edit.redo
            list    DELETE         message.delete
            list    shift DELETE   message.delete-forever
            window  ctrl shift M   message.move-again
            window  ctrl shift V   message.move
            list    SPACE          read.on
            list    typed *        view.expand-all
            list    typed \\       view.collapse-all
            window  F2             folder.rename
            window  ctrl U         message.source
            window  ctrl S         message.save
            window  ctrl P         message.print
            window  F8             view.reader
            window  ctrl F         message.find
            window  F3             message.find-next
            window  ctrl shift K   view.filter
            list    typed /        view.filter
            window  ctrl K         view.search
            list    ESCAPE         view.clear
            window  F6             go.next-pane
            window  shift F6       go.previous-pane
            window  ctrl EQUALS    view.zoom-in
            window  ctrl MINUS     view.zoom-out
            window  ctrl 0         view.zoom-reset
            window  ctrl shift J   view.log
            list    ENTER          message.open
            window  ctrl O         message.open
            window  F1             help.keys
            list    typed ?        help.keys
            """;

    @RegisterExtension
    final Rig rig = new Rig();

    @Test
    void everyPromisedKeyReachesItsCommand() {
        MainFrame frame = rig.open(new DemoMailService(true));
        List<String> broken = new ArrayList<>();
        int lines = 0;
        for (String line : PROMISED.split("\n", -1)) {
            if (!line.isBlank()) {
                lines++;
                String[] words = line.strip().split("  +", -1);
                KeyStroke key = KeyStroke.getKeyStroke(words[1]);
                boolean there = Look.onUi(() ->
                        words[0].equals("list") ? words[2].equals(inList(frame, key)) : inWindow(frame, key, words[2]));
                if (!there) {
                    broken.add(line);
                }
            }
        }
        assertThat(broken).isEmpty();
        assertThat(lines).isGreaterThan(45);
    }

    private static String inList(MainFrame frame, KeyStroke key) {
        return String.valueOf(frame.table().getInputMap(JComponent.WHEN_FOCUSED).get(key));
    }

    /** Swing gives keys to tables, trees, texts and splits that never reach the window then. */
    @Test
    void noComponentKeepsAKeyOfTheWindowForItself() {
        MainFrame frame = rig.open(new DemoMailService(true));
        Sight sight = new Sight(frame);
        sight.select("Invoice 2231");
        List<JComponent> places = List.of(
                frame.table(),
                frame.tree(),
                Look.find(JComponent.class, "reader.simple"),
                find("Board minutes", sight));
        List<String> kept = new ArrayList<>();
        for (String line : PROMISED.split("\n", -1)) {
            String[] words = line.strip().split("  +", -1);
            if (words[0].equals("window")) {
                KeyStroke key = KeyStroke.getKeyStroke(words[1]);
                for (JComponent place : places) {
                    Look.onUi(() -> keeper(place, key, words[2])).ifPresent(what -> kept.add(words[1] + ": " + what));
                }
            }
        }
        assertThat(kept).isEmpty();
    }

    private static JComponent find(String subject, Sight sight) {
        sight.select(subject);
        return Look.find(JComponent.class, "reader.plain");
    }

    private static Optional<String> keeper(JComponent focused, KeyStroke key, String command) {
        for (Component at = focused; at instanceof JComponent component; at = at.getParent()) {
            for (int when : new int[] {JComponent.WHEN_FOCUSED, JComponent.WHEN_ANCESTOR_OF_FOCUSED_COMPONENT}) {
                boolean asked = at == focused || when == JComponent.WHEN_ANCESTOR_OF_FOCUSED_COMPONENT;
                Object bound = component.getInputMap(when).get(key);
                if (asked
                        && bound != null
                        && !bound.equals(command)
                        && component.getActionMap().get(bound) != null) {
                    return Optional.of(
                            focused.getName() + ", " + component.getClass().getSimpleName() + " " + bound);
                }
            }
        }
        return Optional.empty();
    }

    private static boolean inWindow(MainFrame frame, KeyStroke key, String command) {
        Object bound = frame.getRootPane()
                .getInputMap(JComponent.WHEN_IN_FOCUSED_WINDOW)
                .get(key);
        boolean byMenu = Look.all(frame.getJMenuBar()).stream()
                .anyMatch(c -> c instanceof JMenuItem item
                        && key.equals(item.getAccelerator())
                        && item.getAction() == frame.commands().get(command));
        return command.equals(bound) || byMenu;
    }

    @Test
    void noKeyStartsTwoCommandsInOnePlace() {
        KeyMap map = KeyMap.standard();
        Map<KeyStroke, String> seen = new TreeMap<>(java.util.Comparator.comparing(KeyStroke::toString));
        List<String> twice = new ArrayList<>();
        for (String command : map.commands()) {
            for (KeyStroke key : map.of(command)) {
                String before = command.startsWith("compose.") ? null : seen.put(key, command);
                if (before != null) {
                    twice.add(key + ": " + before + ", " + command);
                }
            }
        }
        assertThat(twice).isEmpty();
    }

    @Test
    void everyCommandWithAKeyIsInAMenuAndEveryMenuEntryHasACommand() {
        MainFrame frame = rig.open(new DemoMailService(true));
        List<Action> inMenus = Look.onUi(() -> Look.all(frame.getJMenuBar()).stream()
                .filter(c -> c instanceof JMenuItem)
                .map(c -> ((AbstractButton) c).getAction())
                .filter(java.util.Objects::nonNull)
                .toList());
        List<String> missing = new ArrayList<>();
        for (String command : Look.onUi(() -> frame.commands().names())) {
            if (!command.equals("view.clear")
                    && !inMenus.contains(frame.commands().get(command))) {
                missing.add(command);
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void commandsAreGreyWhenTheyCanDoNothingAndTheSameEverywhere() {
        MainFrame frame = rig.open(new DemoMailService(true));
        Sight sight = new Sight(frame);
        sight.awaitRows(14);
        Look.doUi(() -> frame.table().clearSelection());
        for (String id : List.of("message.reply", "message.move", "message.delete", "message.source", "edit.undo")) {
            assertThat(enabled(frame, id)).as(id).isFalse();
        }
        assertThat(enabled(frame, "mail.write")).isTrue();
        sight.select("Lunch on Friday?");
        assertThat(enabled(frame, "message.reply")).isTrue();
        assertThat(enabled(frame, "message.retry")).isFalse();
        rig.hands().press("shift DOWN");
        assertThat(enabled(frame, "message.reply")).isFalse();
        assertThat(enabled(frame, "message.delete")).isTrue();
        Component tool = Look.find(AbstractButton.class, "tool.message.reply");
        assertThat(tool.isEnabled()).isFalse();
        rig.hands().press("DELETE");
        sight.awaitRows(12);
        Look.await("undo", () -> frame.commands().get("edit.undo").isEnabled());
    }

    private static boolean enabled(MainFrame frame, String command) {
        return Look.onUi(() -> frame.commands().get(command).isEnabled());
    }

    @Test
    void withoutAnAccountNothingCanBeFetchedOrWritten() {
        MainFrame frame = rig.open(new DemoMailService(false));
        assertThat(enabled(frame, "mail.check")).isFalse();
        assertThat(enabled(frame, "mail.write")).isFalse();
        assertThat(enabled(frame, "account.new")).isTrue();
    }

    @Test
    void theKeyListFindsACommandByItsName() {
        rig.open(new DemoMailService(true));
        rig.hands().press("F1");
        javax.swing.JTable table = Look.find(javax.swing.JTable.class, "keys");
        int all = Look.onUi(table::getRowCount);
        rig.hands().click(Look.find(javax.swing.JTextField.class, "keys.search"));
        rig.hands().type("archive");
        Look.await("one line", () -> table.getRowCount() == 1);
        assertThat(all).isGreaterThan(40);
        assertThat(table.getValueAt(0, 1)).isEqualTo("A");
    }
}
