package org.mmsys.core.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * One address or network: {@code 192.0.2.7}, {@code 10.0.0.0/8}, {@code 2001:db8::/32}. Immutable.
 *
 * @param prefix how many leading bits count
 */
public record AddressRange(InetAddress address, int prefix) {
    private static final Pattern LITERAL = Pattern.compile("[0-9]+(\\.[0-9]+){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    public AddressRange {
        if (prefix < 0 || prefix > address.getAddress().length * 8) {
            throw new IllegalArgumentException("prefix " + prefix);
        }
    }

    /** Whether the text is an address and not a name, so that nothing has to be looked up. */
    static boolean isLiteral(String host) {
        return LITERAL.matcher(host).matches();
    }

    /** Reads an address or network; {@link IllegalArgumentException} when it is none. Names are none. */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        if (!isLiteral(host)) {
            throw new IllegalArgumentException("not an address or network: " + text);
        }
        try {
            InetAddress address = InetAddress.getByName(host);
            return new AddressRange(
                    address, slash < 0 ? address.getAddress().length * 8 : Integer.parseInt(text.substring(slash + 1)));
        } catch (UnknownHostException | NumberFormatException e) {
            throw new IllegalArgumentException("not an address or network: " + text, e);
        }
    }

    /** Whether the address lies in it. */
    public boolean contains(InetAddress other) {
        byte[] mine = address.getAddress();
        byte[] theirs = other.getAddress();
        if (mine.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            int mask = 0x80 >> bit % 8;
            if (((mine[bit / 8] ^ theirs[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
