package org.mmsys.accounts;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import org.mmsys.wire.session.Input.Client;

/** An allowance by client address: IPv6 by /64, since one customer owns all of it; this machine by rules of its own. */
final class AddressAllowance {
    private final Allowance remote;
    private final Allowance loopback;

    AddressAllowance(Allowance remote, Allowance loopback) {
        this.remote = remote;
        this.loopback = loopback;
    }

    boolean has(Client client) {
        return of(client).has(key(client.address()));
    }

    boolean take(Client client) {
        return of(client).take(key(client.address()));
    }

    private Allowance of(Client client) {
        return client.loopback() ? loopback : remote;
    }

    /** What addresses of one customer have in common. */
    static String key(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        int zone = address.indexOf('%');
        String literal = zone < 0 ? address : address.substring(0, zone);
        if (!literal.chars().allMatch(c -> Character.digit(c, 16) >= 0 || c == ':' || c == '.')) {
            return address; // not a literal: looking it up would ask the DNS
        }
        try {
            byte[] octets = InetAddress.getByName(literal).getAddress();
            return octets.length == 16 ? HexFormat.of().formatHex(octets, 0, 8) : dotted(octets);
        } catch (UnknownHostException notAnAddress) {
            return address;
        }
    }

    /** An IPv4 address that came as ::ffff:a.b.c.d. */
    private static String dotted(byte[] octets) {
        return (octets[0] & 255) + "." + (octets[1] & 255) + "." + (octets[2] & 255) + "." + (octets[3] & 255);
    }
}
