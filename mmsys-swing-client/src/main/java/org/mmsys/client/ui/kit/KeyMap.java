package org.mmsys.client.ui.kit;

import java.awt.GraphicsEnvironment;
import java.awt.HeadlessException;
import java.awt.Toolkit;
import java.awt.event.InputEvent;
import java.awt.event.KeyEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import javax.swing.JComponent;
import javax.swing.KeyStroke;

/** Which keys start which command, read from {@code keys.properties}. Immutable. */
public final class KeyMap {
    private static final String RESOURCE = "/org/mmsys/client/ui/keys.properties";

    private final Map<String, List<KeyStroke>> keys = new LinkedHashMap<>();

    private KeyMap(Properties map) {
        map.stringPropertyNames().stream().sorted().forEach(id -> keys.put(id, strokes(id, map.getProperty(id))));
    }

    /** The map that comes with the program. */
    public static KeyMap standard() {
        Properties map = new Properties();
        try (InputStream in = KeyMap.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("no " + RESOURCE);
            }
            map.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return new KeyMap(map);
    }

    /** The keys of a command, the one to show first; empty when it has none. */
    public List<KeyStroke> of(String command) {
        return keys.getOrDefault(command, List.of());
    }

    /** All commands with an entry in the map, by name. */
    public List<String> commands() {
        return List.copyOf(keys.keySet());
    }

    /** Whether the key types something into a field, so that it may only work where nothing is typed. */
    public static boolean isTyped(KeyStroke stroke) {
        int modifiers = InputEvent.CTRL_DOWN_MASK | InputEvent.META_DOWN_MASK | InputEvent.ALT_DOWN_MASK;
        if ((stroke.getModifiers() & modifiers) != 0) {
            return false;
        }
        int code = stroke.getKeyCode();
        return code < KeyEvent.VK_F1 || code > KeyEvent.VK_F12;
    }

    /** The key as a person reads it: {@code Ctrl+Shift+K}. */
    public static String spoken(KeyStroke stroke) {
        if (stroke.getKeyCode() == KeyEvent.VK_UNDEFINED) {
            return String.valueOf(stroke.getKeyChar());
        }
        String modifiers = InputEvent.getModifiersExText(stroke.getModifiers());
        String key = switch (stroke.getKeyCode()) {
            case KeyEvent.VK_EQUALS -> "=";
            case KeyEvent.VK_MINUS -> "-";
            case KeyEvent.VK_PLUS -> "+";
            default -> KeyEvent.getKeyText(stroke.getKeyCode());
        };
        return modifiers.isEmpty() ? key : modifiers + "+" + key;
    }

    /** Takes keys from a component that Swing gives them for things we have no use for; they then reach the window. */
    public static void release(JComponent component, String... keys) {
        for (int when : new int[] {JComponent.WHEN_FOCUSED, JComponent.WHEN_ANCESTOR_OF_FOCUSED_COMPONENT}) {
            for (String key : keys) {
                component.getInputMap(when).put(KeyStroke.getKeyStroke(key), "none");
            }
        }
    }

    private static List<KeyStroke> strokes(String id, String list) {
        List<KeyStroke> strokes = new ArrayList<>();
        for (String part : list.split(",", -1)) {
            String text = part.strip();
            if (!text.isEmpty()) {
                strokes.add(stroke(id, text));
            }
        }
        return List.copyOf(strokes);
    }

    private static KeyStroke stroke(String id, String text) {
        KeyStroke stroke = KeyStroke.getKeyStroke(text.replace("ctrl", menuModifier()));
        if (stroke == null) {
            throw new IllegalStateException("keys.properties: " + id + " = " + text + " is no key");
        }
        return stroke;
    }

    private static String menuModifier() {
        if (GraphicsEnvironment.isHeadless()) {
            return "ctrl";
        }
        try {
            return Toolkit.getDefaultToolkit().getMenuShortcutKeyMaskEx() == InputEvent.META_DOWN_MASK
                    ? "meta"
                    : "ctrl";
        } catch (HeadlessException none) {
            return "ctrl";
        }
    }
}
