package org.mmsys.wire.sasl;

import java.util.Optional;

/**
 * The client-first-message of RFC 5802 §7, taken apart.
 *
 * <pre>
 * client-first-message = gs2-header client-first-message-bare
 * gs2-header           = gs2-cbind-flag "," [ authzid ] ","
 * gs2-cbind-flag       = ("p=" cb-name) / "n" / "y"
 * authzid              = "a=" saslname
 * client-first-message-bare = [reserved-mext ","] username "," nonce ["," extensions]
 * </pre>
 *
 * @param header the gs2-header as it came, with both commas
 * @param flag {@code n}, {@code y} or {@code p}
 * @param bindingType what follows {@code p=}, else empty
 */
record ScramFirst(
        String header, char flag, String bindingType, String authorization, String name, String nonce, String bare) {
    private static final int CHARS_MAX = 2048;
    private static final int NONCE_MAX = 256;

    /** Takes the message apart; throws {@link ScramFailure} with the server-error-value of RFC 5802 §7. */
    static ScramFirst parse(byte[] message) throws ScramFailure {
        String text = ScramText.decode(message, CHARS_MAX);
        int flagEnd = text.indexOf(',');
        int headerEnd = flagEnd < 0 ? -1 : text.indexOf(',', flagEnd + 1);
        if (headerEnd < 0) {
            throw new ScramFailure("other-error");
        }
        String flag = text.substring(0, flagEnd);
        String bindingType = bindingType(flag);
        String bare = text.substring(headerEnd + 1);
        if (bare.startsWith("m=")) {
            throw new ScramFailure("extensions-not-supported");
        }
        int nameEnd = bare.indexOf(',');
        if (!bare.startsWith("n=") || nameEnd < 0 || !bare.startsWith("r=", nameEnd + 1)) {
            throw new ScramFailure("other-error");
        }
        return new ScramFirst(
                text.substring(0, headerEnd + 1),
                flag.charAt(0),
                bindingType,
                authorization(text.substring(flagEnd + 1, headerEnd)),
                ScramText.name(bare.substring(2, nameEnd)),
                nonce(bare, nameEnd + 3),
                bare);
    }

    private static String bindingType(String flag) throws ScramFailure {
        if (flag.equals("n") || flag.equals("y")) {
            return "";
        }
        if (!flag.matches("p=[A-Za-z0-9.-]{1,64}")) {
            throw new ScramFailure("other-error");
        }
        return flag.substring(2);
    }

    private static String authorization(String field) throws ScramFailure {
        if (field.isEmpty()) {
            return "";
        }
        if (!field.startsWith("a=")) {
            throw new ScramFailure("other-error");
        }
        return ScramText.name(field.substring(2));
    }

    private static String nonce(String bare, int begin) throws ScramFailure {
        int comma = bare.indexOf(',', begin);
        String nonce = bare.substring(begin, comma < 0 ? bare.length() : comma);
        Optional<String> rest = comma < 0 ? Optional.empty() : Optional.of(bare.substring(comma + 1));
        if (nonce.isEmpty() || nonce.length() > NONCE_MAX || !ScramText.printable(nonce)) {
            throw new ScramFailure("other-error");
        }
        if (rest.isPresent() && !ScramText.extensions(rest.get())) {
            throw new ScramFailure("other-error");
        }
        return nonce;
    }
}
