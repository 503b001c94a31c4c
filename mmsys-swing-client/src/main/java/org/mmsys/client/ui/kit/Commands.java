package org.mmsys.client.ui.kit;

import java.awt.Component;
import java.awt.event.ActionEvent;
import java.awt.event.KeyEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import javax.swing.AbstractAction;
import javax.swing.AbstractButton;
import javax.swing.Action;
import javax.swing.ActionMap;
import javax.swing.InputMap;
import javax.swing.JButton;
import javax.swing.JCheckBoxMenuItem;
import javax.swing.JComponent;
import javax.swing.JMenuItem;
import javax.swing.JRootPane;
import javax.swing.JToggleButton;
import javax.swing.KeyStroke;

/**
 * The registry of commands: one action each, from which menus, tool bar, context menu, keys and the key list are made.
 *
 * <p>Name, tooltip and mnemonic come from the bundle ({@code cmd.ID}, {@code cmd.ID.tip}), the keys from the {@link KeyMap}.
 * {@link #refresh} asks every command whether it can run now; a grey command is grey everywhere. Owner: the event thread.
 */
public final class Commands {
    private final KeyMap keys;
    private final Map<String, Command> actions = new LinkedHashMap<>();

    /** A registry with the keys of that map. */
    public Commands(KeyMap keys) {
        this.keys = keys;
    }

    /** Adds a command that can always run. */
    public void add(String id, String icon, Runnable run) {
        add(id, icon, () -> true, run);
    }

    /** Adds a command that can run when {@code enabled} says so; {@code icon} may be empty. */
    public void add(String id, String icon, BooleanSupplier enabled, Runnable run) {
        if (actions.putIfAbsent(id, new Command(id, icon, enabled, run)) != null) {
            throw new IllegalArgumentException("command twice: " + id);
        }
    }

    /** The action of a command. */
    public Action get(String id) {
        return command(id);
    }

    /** The names of all commands, in the order they were added. */
    public List<String> names() {
        return List.copyOf(actions.keySet());
    }

    /** Runs a command if it can run now; says whether it ran. */
    public boolean run(String id) {
        return command(id).runIfEnabled();
    }

    /** Asks every command again whether it can run. */
    public void refresh() {
        actions.values().forEach(Command::refresh);
    }

    /** Sets the tick of a command that can be on or off. */
    public void setSelected(String id, boolean on) {
        command(id).putValue(Action.SELECTED_KEY, on);
    }

    /** An entry of a menu; a key that types something is shown there, but works only where the list has the focus. */
    public JMenuItem item(String id) {
        return named(
                new JMenuItem(command(id)) {
                    @Override
                    protected boolean processKeyBinding(KeyStroke key, KeyEvent event, int condition, boolean pressed) {
                        return !KeyMap.isTyped(key) && super.processKeyBinding(key, event, condition, pressed);
                    }

                    @Override
                    public void doClick(int pressTime) {
                        super.doClick(0); // Swing sleeps that long on the event thread, at each key
                    }
                },
                "item.",
                id);
    }

    /** An entry of a menu with a tick. */
    public JMenuItem tick(String id) {
        command(id).putValue(Action.SELECTED_KEY, false);
        return named(
                new JCheckBoxMenuItem(command(id)) {
                    @Override
                    public void doClick(int pressTime) {
                        super.doClick(0);
                    }
                },
                "item.",
                id);
    }

    /** A button of a tool bar, with its text beside the icon. */
    public JButton tool(String id) {
        JButton button = named(new JButton(command(id)), "tool.", id);
        dress(button);
        return button;
    }

    /** A button of a tool bar that shows its icon only. */
    public JButton iconTool(String id) {
        JButton button = tool(id);
        button.setHideActionText(true);
        button.getAccessibleContext().setAccessibleName(Texts.label("cmd." + id));
        return button;
    }

    /** A button of a tool bar that stays down while the command is on. */
    public JToggleButton toggle(String id) {
        command(id).putValue(Action.SELECTED_KEY, false);
        JToggleButton button = named(new JToggleButton(command(id)), "tool.", id);
        dress(button);
        return button;
    }

    /** Binds every key that types nothing for the whole window. */
    public void bindWindow(JRootPane root, List<String> ids) {
        bind(root.getInputMap(JComponent.WHEN_IN_FOCUSED_WINDOW), root.getActionMap(), ids, false);
    }

    /** Binds every key, also the single letters, while that component has the focus. */
    public void bindFocused(JComponent component, List<String> ids) {
        bind(component.getInputMap(JComponent.WHEN_FOCUSED), component.getActionMap(), ids, true);
    }

    /** Gives a component without a text of its own the name that a screen reader says. */
    public static <C extends Component> C accessible(C component, String name) {
        component.getAccessibleContext().setAccessibleName(name);
        return component;
    }

    private void bind(InputMap inputs, ActionMap map, List<String> ids, boolean typed) {
        for (String id : ids) {
            map.put(id, command(id));
            for (KeyStroke stroke : keys.of(id)) {
                if (typed || !KeyMap.isTyped(stroke)) {
                    inputs.put(stroke, id);
                }
            }
        }
    }

    private Command command(String id) {
        Command found = actions.get(id);
        if (found == null) {
            throw new IllegalArgumentException("no command " + id);
        }
        return found;
    }

    private static <B extends AbstractButton> B named(B button, String prefix, String id) {
        button.setName(prefix + id);
        return button;
    }

    private static void dress(AbstractButton button) {
        button.putClientProperty("JButton.buttonType", "toolBarButton");
        button.setFocusable(false);
        button.setIconTextGap(Theme.px(6));
    }

    private final class Command extends AbstractAction {
        private final transient BooleanSupplier enabledNow;
        private final transient Runnable run;

        Command(String id, String icon, BooleanSupplier enabledNow, Runnable run) {
            this.enabledNow = enabledNow;
            this.run = run;
            String label = Texts.of("cmd." + id);
            int mark = label.indexOf('&');
            putValue(NAME, label.replace("&", ""));
            if (mark >= 0 && mark + 1 < label.length()) {
                putValue(MNEMONIC_KEY, (int) Character.toUpperCase(label.charAt(mark + 1)));
                putValue(DISPLAYED_MNEMONIC_INDEX_KEY, mark);
            }
            if (!icon.isEmpty()) {
                putValue(SMALL_ICON, Icons.of(icon));
            }
            List<String> spoken = new ArrayList<>();
            keys.of(id).forEach(stroke -> spoken.add(KeyMap.spoken(stroke)));
            keys.of(id).stream().findFirst().ifPresent(first -> putValue(ACCELERATOR_KEY, first));
            String tip = Texts.find("cmd." + id + ".tip")
                    .orElse(label.replace("&", "").replace("…", ""));
            putValue(SHORT_DESCRIPTION, spoken.isEmpty() ? tip : tip + "  (" + spoken.get(0) + ")");
        }

        @Override
        public void actionPerformed(ActionEvent event) {
            runIfEnabled();
        }

        boolean runIfEnabled() {
            refresh();
            if (isEnabled()) {
                run.run();
            }
            return isEnabled();
        }

        void refresh() {
            setEnabled(enabledNow.getAsBoolean());
        }
    }
}
