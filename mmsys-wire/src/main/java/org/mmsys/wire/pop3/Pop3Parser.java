package org.mmsys.wire.pop3;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads a line as a command. Never throws: what cannot be read is {@link Pop3Command.Malformed} or
 * {@link Pop3Command.Unknown}.
 *
 * <p>Blanks behind the last argument are forgiven, except where they can belong to it: passwords and folder names.
 */
public final class Pop3Parser {
    private static final String FLAGS = "DFPRS";
    private static final int SIZE_DIGITS_MAX = 15;

    private Pop3Parser() {}

    /**
     * The command in a line without its CRLF, each char one octet.
     *
     * <pre>command = keyword *(SP param) ; RFC 2449 §3</pre>
     */
    public static Pop3Command parse(String line) {
        int space = line.indexOf(' ');
        String keyword = space < 0 ? line : line.substring(0, space);
        String rest = space < 0 ? "" : line.substring(space + 1);
        Optional<Pop3Verb> verb = Pop3Verb.of(keyword);
        return verb.isEmpty() ? new Pop3Command.Unknown(keyword) : parse(verb.get(), space >= 0, rest);
    }

    private static Pop3Command parse(Pop3Verb verb, boolean hasArguments, String rest) {
        return switch (verb) {
            case USER -> user(rest);
            case PASS -> hasArguments ? new Pop3Command.Pass(rest) : new Pop3Command.Malformed(verb);
            case AUTH -> auth(rest);
            case STLS -> alone(verb, rest, new Pop3Command.Stls());
            case UTF8 -> alone(verb, rest, new Pop3Command.Utf8());
            case XPEER -> new Pop3Command.XPeer(rest);
            case CAPA -> alone(verb, rest, new Pop3Command.Capa());
            case QUIT -> alone(verb, rest, new Pop3Command.Quit());
            case STAT -> alone(verb, rest, new Pop3Command.Stat());
            case RSET -> alone(verb, rest, new Pop3Command.Rset());
            case NOOP -> alone(verb, rest, new Pop3Command.Noop());
            case XFLIST -> alone(verb, rest, new Pop3Command.XfList());
            case XCOMMIT -> alone(verb, rest, new Pop3Command.XCommit());
            case LIST, UIDL, RETR, DELE -> oneNumber(verb, rest);
            case TOP -> top(rest);
            case XFMAKE, XFDROP, XFOPEN -> folder(verb, rest);
            case XFRENAME -> rename(rest);
            case XMOVE -> move(rest);
            case XFLAG -> flag(rest);
            case XAPPEND -> append(rest);
        };
    }

    private static Pop3Command alone(Pop3Verb verb, String rest, Pop3Command command) {
        return rest.isBlank() ? command : new Pop3Command.Malformed(verb);
    }

    private static Pop3Command user(String rest) {
        String name = rest.strip();
        return name.isEmpty() ? new Pop3Command.Malformed(Pop3Verb.USER) : new Pop3Command.User(name);
    }

    /** {@code AUTH [mechanism [initial-response]]}, RFC 5034 §4. */
    private static Pop3Command auth(String rest) {
        String arguments = rest.strip();
        if (arguments.isEmpty()) {
            return new Pop3Command.AuthList();
        }
        int space = arguments.indexOf(' ');
        if (space < 0) {
            return new Pop3Command.Auth(arguments, Optional.empty());
        }
        String initial = arguments.substring(space + 1).strip();
        return initial.indexOf(' ') >= 0
                ? new Pop3Command.Malformed(Pop3Verb.AUTH)
                : new Pop3Command.Auth(arguments.substring(0, space), Optional.of(initial));
    }

    private static Pop3Command oneNumber(Pop3Verb verb, String rest) {
        String argument = rest.strip();
        boolean optional = verb == Pop3Verb.LIST || verb == Pop3Verb.UIDL;
        if (argument.isEmpty() ? !optional : !digits(argument)) {
            return new Pop3Command.Malformed(verb);
        }
        OptionalInt number = argument.isEmpty() ? OptionalInt.empty() : OptionalInt.of(number(argument));
        return switch (verb) {
            case LIST -> new Pop3Command.Sizes(number);
            case UIDL -> new Pop3Command.Uidl(number);
            case RETR -> new Pop3Command.Retr(number.orElse(0));
            default -> new Pop3Command.Dele(number.orElse(0));
        };
    }

    private static Pop3Command top(String rest) {
        String arguments = rest.strip();
        int space = arguments.indexOf(' ');
        String number = space < 0 ? "" : arguments.substring(0, space);
        String lines = space < 0 ? "" : arguments.substring(space + 1).strip();
        if (!digits(number) || !digits(lines)) {
            return new Pop3Command.Malformed(Pop3Verb.TOP);
        }
        return new Pop3Command.Top(number(number), saturated(lines));
    }

    private static Pop3Command folder(Pop3Verb verb, String rest) {
        Optional<String> name = utf8(rest);
        if (name.isEmpty() || name.get().isEmpty()) {
            return new Pop3Command.Malformed(verb);
        }
        return switch (verb) {
            case XFMAKE -> new Pop3Command.XfMake(name.get());
            case XFDROP -> new Pop3Command.XfDrop(name.get());
            default -> new Pop3Command.XfOpen(name.get());
        };
    }

    /** {@code XFRENAME old<TAB>new}. */
    private static Pop3Command rename(String rest) {
        int tab = rest.indexOf('\t');
        Optional<String> from = tab < 1 ? Optional.empty() : utf8(rest.substring(0, tab));
        Optional<String> to = tab < 1 ? Optional.empty() : utf8(rest.substring(tab + 1));
        if (from.isEmpty() || to.isEmpty() || to.get().isEmpty()) {
            return new Pop3Command.Malformed(Pop3Verb.XFRENAME);
        }
        return new Pop3Command.XfRename(from.get(), to.get());
    }

    private static Pop3Command move(String rest) {
        int space = rest.indexOf(' ');
        Optional<String> name = space < 0 ? Optional.empty() : utf8(rest.substring(space + 1));
        if (name.isEmpty() || name.get().isEmpty() || !digits(rest.substring(0, space))) {
            return new Pop3Command.Malformed(Pop3Verb.XMOVE);
        }
        return new Pop3Command.XMove(number(rest.substring(0, space)), name.get());
    }

    /** {@code XFLAG n [("+" / "-") 1*flag]}. */
    private static Pop3Command flag(String rest) {
        String arguments = rest.strip();
        int space = arguments.indexOf(' ');
        String number = space < 0 ? arguments : arguments.substring(0, space);
        String change = space < 0 ? "" : arguments.substring(space + 1).strip();
        if (!digits(number) || !(change.isEmpty() || flagChange(change))) {
            return new Pop3Command.Malformed(Pop3Verb.XFLAG);
        }
        String letters = change.isEmpty() ? "" : change.substring(1);
        boolean sets = change.startsWith("+");
        return new Pop3Command.XFlag(number(number), sets ? letters : "", sets ? "" : letters);
    }

    private static boolean flagChange(String change) {
        return change.length() > 1
                && change.length() <= 1 + FLAGS.length()
                && (change.charAt(0) == '+' || change.charAt(0) == '-')
                && change.chars().skip(1).allMatch(letter -> FLAGS.indexOf(letter) >= 0);
    }

    private static Pop3Command append(String rest) {
        String size = rest.strip();
        if (!digits(size) || size.length() > SIZE_DIGITS_MAX) {
            return new Pop3Command.Malformed(Pop3Verb.XAPPEND);
        }
        return new Pop3Command.XAppend(Long.parseLong(size));
    }

    private static boolean digits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** A message number; 0 when it is too large to be one. */
    private static int number(String digits) {
        int number = saturated(digits);
        return number == Integer.MAX_VALUE ? 0 : number;
    }

    private static int saturated(String digits) {
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            value = Math.min(Integer.MAX_VALUE, value * 10 + (digits.charAt(i) - '0'));
        }
        return (int) value;
    }

    /** The text these octets are in UTF-8, or empty when they are not. */
    public static Optional<String> utf8(String octets) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(octets.getBytes(StandardCharsets.ISO_8859_1));
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }
}
