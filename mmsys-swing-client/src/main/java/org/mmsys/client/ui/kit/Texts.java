package org.mmsys.client.ui.kit;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.Optional;
import java.util.ResourceBundle;

/**
 * Every word the window shows, by key, in the language of the user.
 *
 * <p>Patterns are those of {@link MessageFormat}; plurals are written with {@code choice}. The locale {@code en-XA} is a test language:
 * every text is accented, a third longer and in brackets, so that a clipped label or a text that is not in the bundle can be seen.
 * Any thread; the language is chosen once at start.
 */
public final class Texts {
    /** The test language. */
    public static final Locale PSEUDO = new Locale("en", "XA");

    private static final String BUNDLE = "org.mmsys.client.ui.Messages";
    private static final String PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String ACCENTED = "áƀçđéƒĝĥíĵķłɱñóƥɋŕšţúṽŵẋýžÁƁÇĐÉƑĜĤÍĴĶŁḾÑÓƤɊŔŠŢÚṼŴẊÝŽ";

    private static volatile Language language = language(Locale.getDefault());

    private record Language(Locale locale, ResourceBundle bundle) {}

    private Texts() {}

    /** Chooses the language for all texts from now on; texts already shown stay. */
    public static void use(Locale locale) {
        language = language(locale);
    }

    /** The locale of the texts, which is also that of dates and numbers. */
    public static Locale locale() {
        return language.locale();
    }

    /** The text of a key with its arguments; a key that is missing is shown as it is, in question marks. */
    public static String of(String key, Object... arguments) {
        return find(key, arguments).orElse("??" + key + "??");
    }

    /** The text of a key, or empty when there is none: for texts that need not be, such as tooltips. */
    public static Optional<String> find(String key, Object... arguments) {
        Language now = language;
        try {
            String pattern = now.bundle().getString(key);
            String text = arguments.length == 0 && pattern.indexOf('{') < 0
                    ? pattern.replace("''", "'")
                    : new MessageFormat(pattern, now.locale()).format(arguments);
            return Optional.of(now.locale().equals(PSEUDO) ? pseudo(text) : text);
        } catch (MissingResourceException missing) {
            return Optional.empty();
        }
    }

    /** A value that is not for the eye, such as the pattern of a date: never changed by the test language. */
    public static String raw(String key) {
        return language.bundle().getString(key);
    }

    /** The text of a label without the ampersand that marks its mnemonic. */
    public static String label(String key, Object... arguments) {
        return of(key, arguments).replace("&", "");
    }

    static String pseudo(String text) {
        StringBuilder out = new StringBuilder("[");
        text.chars().forEach(c -> {
            int at = PLAIN.indexOf(c);
            out.append(at < 0 ? (char) c : ACCENTED.charAt(at));
        });
        out.append(" ~".repeat(Math.max(1, text.length() / 6)));
        return out.append(']').toString();
    }

    private static Language language(Locale locale) {
        ResourceBundle bundle = ResourceBundle.getBundle(
                BUNDLE, locale, ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
        return new Language(locale, bundle);
    }
}
