package org.mmsys.smtp.transport;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mmsys.core.net.AddressRange;
import org.xbill.DNS.Address;

/** Addresses and networks that an operator has listed. Immutable. */
public final class AllowedNetworks {
    private final List<AddressRange> networks;

    private AllowedNetworks(List<AddressRange> networks) {
        this.networks = List.copyOf(networks);
    }

    /**
     * Reads items such as {@code 127.0.0.1}, {@code 10.0.0.0/8}, {@code fd00::/8}.
     *
     * @throws IllegalArgumentException for what is none
     */
    public static AllowedNetworks of(List<String> items) {
        List<AddressRange> networks = new ArrayList<>();
        for (String item : items) {
            networks.add(parse(item)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "relay.allow-private: " + item + " is no address and no network")));
        }
        return new AllowedNetworks(networks);
    }

    private static Optional<AddressRange> parse(String item) {
        int slash = item.indexOf('/');
        Optional<InetAddress> address = literal(slash < 0 ? item : item.substring(0, slash));
        if (address.isEmpty()) {
            return Optional.empty();
        }
        int bits = address.get().getAddress().length * 8;
        String prefix = slash < 0 ? Integer.toString(bits) : item.substring(slash + 1);
        if (!prefix.matches("[0-9]{1,3}") || Integer.parseInt(prefix) > bits) {
            return Optional.empty();
        }
        return Optional.of(new AddressRange(address.get(), Integer.parseInt(prefix)));
    }

    /** The address that a text is, without asking anybody. */
    static Optional<InetAddress> literal(String text) {
        byte[] octets = Address.toByteArray(text, text.indexOf(':') < 0 ? Address.IPv4 : Address.IPv6);
        try {
            return octets == null ? Optional.empty() : Optional.of(InetAddress.getByAddress(octets));
        } catch (java.net.UnknownHostException impossible) {
            return Optional.empty();
        }
    }

    /** Whether the address lies in one of them. */
    public boolean contains(InetAddress address) {
        return networks.stream().anyMatch(network -> network.contains(address));
    }
}
