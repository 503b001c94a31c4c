package org.mmsys.wire.sasl;

import java.util.Optional;

/** The lexical rules of SCRAM messages (RFC 5802 §5.1, §7). */
final class ScramText {
    private ScramText() {}

    static String decode(byte[] message, int charsMax) throws ScramFailure {
        Optional<String> text = message.length > charsMax ? Optional.empty() : StrictText.utf8(message);
        if (text.isEmpty() || text.get().indexOf('\0') >= 0) {
            throw new ScramFailure("other-error");
        }
        return text.get();
    }

    /** saslname: {@code =2C} stands for a comma, {@code =3D} for an equals sign, no other {@code =} may stand. */
    static String name(String encoded) throws ScramFailure {
        StringBuilder name = new StringBuilder(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c != '=') {
                name.append(c);
            } else if (encoded.startsWith("=2C", i)) {
                name.append(',');
                i += 2;
            } else if (encoded.startsWith("=3D", i)) {
                name.append('=');
                i += 2;
            } else {
                throw new ScramFailure("invalid-username-encoding");
            }
        }
        if (name.isEmpty()) {
            throw new ScramFailure("other-error");
        }
        return name.toString();
    }

    static String encodeName(String name) {
        return name.replace("=", "=3D").replace(",", "=2C");
    }

    /** printable = %x21-2B / %x2D-7E. */
    static boolean printable(String text) {
        return text.chars().allMatch(c -> c >= 0x21 && c <= 0x7E && c != ',');
    }

    /** extensions = attr-val *("," attr-val), attr-val = ALPHA "=" value. Known to nobody, so only their form is checked. */
    static boolean extensions(String text) {
        for (String extension : text.split(",", -1)) {
            boolean named = extension.length() > 2 && extension.charAt(1) == '=' && isAlpha(extension.charAt(0));
            if (!named) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAlpha(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }
}
