package org.mmsys.wire.pop3;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.mmsys.wire.sasl.Secret;
import org.mmsys.wire.session.Input.Tls;

/** How a client proves who it is. Never prints a secret. */
public sealed interface Pop3Login {
    <R> R match(Cases<R> on);

    /** USER and PASS (RFC 1939 §7), in UTF-8. */
    record Password(String name, Secret password) implements Pop3Login {
        public Password {
            requireOneLine("name", name);
            requireOneLine("password", password.reveal());
        }

        @Override
        public <R> R match(Cases<R> on) {
            return on.password(this);
        }

        String userLine() {
            return "USER " + octets(name) + "\r\n";
        }

        String passLine() {
            return "PASS " + octets(password.reveal()) + "\r\n";
        }
    }

    /**
     * AUTH (RFC 5034); challenges go to the performer.
     *
     * @param initial the initial response, if the mechanism lets the client begin
     */
    record Sasl(String mechanism, Optional<byte[]> initial) implements Pop3Login {
        private static final Pattern MECHANISM = Pattern.compile("[A-Z0-9_-]{1,20}");

        public Sasl {
            if (!MECHANISM.matcher(mechanism).matches()) {
                throw new IllegalArgumentException("mechanism of " + mechanism.length() + " characters");
            }
        }

        @Override
        public <R> R match(Cases<R> on) {
            return on.sasl(this);
        }

        @Override
        public String toString() {
            return "Sasl[" + mechanism + " ***]";
        }
    }

    /** Another way, chosen once it is known what the server offers and whether TLS is on; empty gives up without a word. */
    record Chosen(BiFunction<Pop3Features, Optional<Tls>, Optional<Pop3Login>> by) implements Pop3Login {
        @Override
        public <R> R match(Cases<R> on) {
            return on.chosen(this);
        }
    }

    /** A case for every way. */
    interface Cases<R> {
        R password(Password login);

        R sasl(Sasl login);

        R chosen(Chosen login);
    }

    private static void requireOneLine(String what, String text) {
        if (text.isEmpty() || text.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
            throw new IllegalArgumentException(what + " is empty or more than a line");
        }
    }

    private static String octets(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
