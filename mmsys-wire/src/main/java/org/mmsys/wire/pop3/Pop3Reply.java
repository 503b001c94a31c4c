package org.mmsys.wire.pop3;

/**
 * One line a server answers with.
 *
 * @param line complete with its CRLF, each char one octet
 * @param reference where its meaning is defined
 */
public record Pop3Reply(String line, String reference) {
    /** RFC 2449 §4: 512 octets with the CRLF. */
    public static final int LINE_MAX = 512;

    public Pop3Reply {
        if (line.length() > LINE_MAX || line.indexOf("\r\n") != line.length() - 2) {
            throw new IllegalArgumentException("not a reply line: " + line);
        }
    }

    static Pop3Reply ok(String text, String reference) {
        return new Pop3Reply(text.isEmpty() ? "+OK\r\n" : "+OK " + text + "\r\n", reference);
    }

    static Pop3Reply err(String text, String reference) {
        return new Pop3Reply("-ERR " + text + "\r\n", reference);
    }

    /** A refusal with a response code (RFC 2449 §8), by which clients tell why. */
    static Pop3Reply err(String code, String text, String reference) {
        return err("[" + code + "] " + text, reference);
    }
}
