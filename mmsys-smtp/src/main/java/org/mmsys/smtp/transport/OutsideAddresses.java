package org.mmsys.smtp.transport;

import java.net.InetAddress;
import java.util.function.Predicate;

/** Which addresses mail may go to: never into this machine, its link or this system, unless the operator lists them. */
final class OutsideAddresses {
    private final AllowedNetworks allowed;
    private final Predicate<InetAddress> ours;

    OutsideAddresses(AllowedNetworks allowed, Predicate<InetAddress> ours) {
        this.allowed = allowed;
        this.ours = ours;
    }

    boolean allows(InetAddress address) {
        return allowed.contains(address) || !forbidden(address) && !ours.test(address);
    }

    private static boolean forbidden(InetAddress address) {
        byte[] octets = address.getAddress();
        return address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isMulticastAddress()
                || address.isAnyLocalAddress()
                || octets.length == 4 && (octets[0] == 0 || (octets[0] & 0xF0) == 0xF0)
                || octets.length == 16 && embedsIpv4(octets) && forbidden(embedded(octets));
    }

    /** IPv4 inside IPv6: compatible addresses (RFC 4291 §2.5.5.1) and NAT64 (RFC 6052 §2.1) would lead back here. */
    private static boolean embedsIpv4(byte[] octets) {
        boolean nat64 = octets[0] == 0 && octets[1] == 0x64 && (octets[2] & 0xFF) == 0xFF && (octets[3] & 0xFF) == 0x9B;
        for (int i = nat64 ? 4 : 0; i < 12; i++) {
            if (octets[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private static InetAddress embedded(byte[] octets) {
        try {
            return InetAddress.getByAddress(java.util.Arrays.copyOfRange(octets, 12, 16));
        } catch (java.net.UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
