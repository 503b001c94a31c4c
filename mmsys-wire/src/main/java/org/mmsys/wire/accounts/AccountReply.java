package org.mmsys.wire.accounts;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One status reply of the account protocol: {@code +OK text} or {@code -ERR [CODE] text}.
 *
 * @param text printable ASCII, for people
 */
public record AccountReply(boolean ok, Optional<Code> code, String text) {
    private static final Pattern FAILURE = Pattern.compile("-ERR(?: \\[([A-Z/-]{1,20})])?(?: (.*))?");

    public AccountReply {
        if (ok && code.isPresent()) {
            throw new IllegalArgumentException("a code on +OK");
        }
        if (!text.chars().allMatch(c -> c >= ' ' && c < 127)) {
            throw new IllegalArgumentException("text of a reply must be printable ASCII");
        }
    }

    public static AccountReply ok(String text) {
        return new AccountReply(true, Optional.empty(), text);
    }

    public static AccountReply failed(String text) {
        return new AccountReply(false, Optional.empty(), text);
    }

    public static AccountReply failed(Code code, String text) {
        return new AccountReply(false, Optional.of(code), text);
    }

    /** The reply as it goes over the wire, with CRLF. */
    public String octets() {
        String coded = code.map(c -> " [" + c.wire() + "]").orElse("");
        return (ok ? "+OK" : "-ERR") + coded + (text.isEmpty() ? "" : " " + text) + "\r\n";
    }

    /** Reads a status line without CRLF; empty when it is none. Codes nobody knows are dropped, not refused. */
    public static Optional<AccountReply> parse(String line) {
        String printable = line.replaceAll("[^ -~]", "?");
        if (printable.equals("+OK") || printable.startsWith("+OK ")) {
            return Optional.of(ok(printable.length() > 4 ? printable.substring(4) : ""));
        }
        Matcher failure = FAILURE.matcher(printable);
        if (!failure.matches()) {
            return Optional.empty();
        }
        Optional<Code> code = Optional.ofNullable(failure.group(1)).flatMap(Code::of);
        return Optional.of(new AccountReply(
                false, code, Optional.ofNullable(failure.group(2)).orElse("")));
    }

    /** Why something was refused, for programs. */
    public enum Code {
        /** The name is in use, or was within the last 180 days. */
        TAKEN("TAKEN"),
        /** No account can have this name, or only an administrator can make it. */
        BAD_NAME("BADNAME"),
        WEAK_PASSWORD("WEAKPASSWORD"),
        /** Registration is off. */
        CLOSED("CLOSED"),
        /** Too many requests from this address: ask again later. */
        RATE("RATE"),
        /** Wrong name or password. */
        AUTH("AUTH"),
        /** Not before STLS: passwords do not travel in clear text here. */
        TLS("TLS"),
        /** Could not be done now; the same request may succeed later. */
        SYS_TEMP("SYS/TEMP"),
        /** Among servers only: this is not the account's home, or not the arbiter of the name. Never shown to clients. */
        NOT_HERE("X-NOT-HERE");

        private final String wire;

        Code(String wire) {
            this.wire = wire;
        }

        /** As it stands between the brackets. */
        public String wire() {
            return wire;
        }

        static Optional<Code> of(String wire) {
            for (Code code : values()) {
                if (code.wire.equals(wire)) {
                    return Optional.of(code);
                }
            }
            return Optional.empty();
        }
    }
}
