package org.mmsys.core.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The header of the PROXY protocol, version 2, by which whoever passes a connection on tells between whom it was made.
 *
 * <p>A relay of ours adds a TLV of type 0xE0 with nonce, time and an HMAC under the key of the pair, see {@link ProxySeal}.
 * Immutable; parsing has no side effects.
 *
 * @param client where the connection comes from; empty for LOCAL and for address families that are not ours
 * @param local where the client connected to; there when the client is
 * @param seal the proof of a relay of ours
 */
public record ProxyHeader(
        Optional<InetSocketAddress> client, Optional<InetSocketAddress> local, Optional<ProxySeal> seal) {
    /** Longer ones are refused: ours has less than 120 octets. */
    static final int OCTETS_MAX = 1024;

    private static final byte[] SIGNATURE = {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10};
    private static final int FIXED = 16;
    private static final int VERSION_LOCAL = 0x20;
    private static final int VERSION_PROXY = 0x21;
    private static final int TCP4 = 0x11;
    private static final int TCP6 = 0x21;
    private static final int UNIX_STREAM = 0x31;
    private static final int SEAL_TYPE = 0xE0;

    /** What the first octets of a connection are. */
    public sealed interface Parsed {
        /** No header: the octets belong to the session. */
        record Absent() implements Parsed {}

        /**
         * Perhaps one; more octets will tell.
         *
         * @param certain whether more has come than a client of a line protocol would ever send
         */
        record Partial(boolean certain) implements Parsed {}

        /** One that cannot be used. */
        record Broken(String why) implements Parsed {}

        /** One of that many octets. */
        record Found(ProxyHeader header, int octets) implements Parsed {}
    }

    /** Looks at the octets without consuming them. */
    public static Parsed parse(ByteBuffer octets) {
        ByteBuffer in = octets.slice();
        int known = Math.min(in.remaining(), SIGNATURE.length);
        for (int i = 0; i < known; i++) {
            if (in.get(i) != SIGNATURE[i]) {
                return new Parsed.Absent();
            }
        }
        if (in.remaining() < FIXED) {
            return new Parsed.Partial(in.remaining() > 4);
        }
        int length = FIXED + Short.toUnsignedInt(in.getShort(14));
        int command = Byte.toUnsignedInt(in.get(12));
        if (command != VERSION_LOCAL && command != VERSION_PROXY) {
            return new Parsed.Broken("version and command " + Integer.toHexString(command));
        }
        if (length > OCTETS_MAX) {
            return new Parsed.Broken("length " + length);
        }
        if (in.remaining() < length) {
            return new Parsed.Partial(true);
        }
        return content(command, Byte.toUnsignedInt(in.get(13)), in.slice(FIXED, length - FIXED), length);
    }

    private static Parsed content(int command, int family, ByteBuffer content, int length) {
        int addresses = addressOctets(family);
        if (addresses < 0) {
            return new Parsed.Broken("address family " + Integer.toHexString(family));
        }
        if (command == VERSION_LOCAL && content.remaining() < addresses) {
            return new Parsed.Found(new ProxyHeader(Optional.empty(), Optional.empty(), Optional.empty()), length);
        }
        if (content.remaining() < addresses) {
            return new Parsed.Broken("too short for its addresses");
        }
        byte[] block = new byte[addresses];
        content.get(block);
        Optional<ProxySeal> seal = Optional.empty();
        while (content.hasRemaining()) {
            if (content.remaining() < 3) {
                return new Parsed.Broken("an unfinished TLV");
            }
            int type = Byte.toUnsignedInt(content.get());
            int size = Short.toUnsignedInt(content.getShort());
            if (size > content.remaining()) {
                return new Parsed.Broken("a TLV longer than the header");
            }
            byte[] value = new byte[size];
            content.get(value);
            if (type == SEAL_TYPE) {
                if (seal.isPresent()) {
                    return new Parsed.Broken("two seals");
                }
                seal = ProxySeal.parse(value, block);
                if (seal.isEmpty()) {
                    return new Parsed.Broken("a seal of " + size + " octets");
                }
            }
        }
        if (command == VERSION_LOCAL || (family != TCP4 && family != TCP6)) {
            return new Parsed.Found(new ProxyHeader(Optional.empty(), Optional.empty(), seal), length);
        }
        int width = family == TCP4 ? 4 : 16;
        ByteBuffer ports = ByteBuffer.wrap(block, 2 * width, 4);
        InetSocketAddress client = at(block, 0, width, ports.getShort());
        InetSocketAddress local = at(block, width, width, ports.getShort());
        return new Parsed.Found(new ProxyHeader(Optional.of(client), Optional.of(local), seal), length);
    }

    /** How many octets of addresses a family has; negative for those that no stream has. */
    private static int addressOctets(int family) {
        return switch (family) {
            case 0 -> 0;
            case TCP4 -> 12;
            case TCP6 -> 36;
            case UNIX_STREAM -> 216;
            default -> -1;
        };
    }

    private static InetSocketAddress at(byte[] block, int from, int width, short port) {
        try {
            InetAddress address = InetAddress.getByAddress(Arrays.copyOfRange(block, from, from + width));
            return new InetSocketAddress(address, Short.toUnsignedInt(port));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // 4 or 16 octets are always an address
        }
    }

    /** The header for a connection that a relay of ours passes on to the other half of its pair. */
    public static byte[] relayed(
            InetSocketAddress client,
            InetSocketAddress local,
            byte[] pairKey,
            InstantSource clock,
            RandomGenerator random) {
        boolean four = client.getAddress() instanceof Inet4Address && local.getAddress() instanceof Inet4Address;
        ByteBuffer block = ByteBuffer.allocate(four ? 12 : 36);
        block.put(octets(client.getAddress(), four)).put(octets(local.getAddress(), four));
        block.putShort((short) client.getPort()).putShort((short) local.getPort());
        byte[] seal = ProxySeal.make(block.array(), pairKey, clock.millis(), random);
        ByteBuffer header = ByteBuffer.allocate(FIXED + block.capacity() + 3 + seal.length);
        header.put(SIGNATURE).put((byte) VERSION_PROXY).put((byte) (four ? TCP4 : TCP6));
        header.putShort((short) (header.capacity() - FIXED)).put(block.array());
        header.put((byte) SEAL_TYPE).putShort((short) seal.length).put(seal);
        return header.array();
    }

    /** The address in four octets, or in sixteen, where IPv4 is mapped (RFC 4291 §2.5.5.2). */
    private static byte[] octets(InetAddress address, boolean four) {
        byte[] plain = address.getAddress();
        if (four || plain.length == 16) {
            return plain;
        }
        ByteBuffer mapped = ByteBuffer.allocate(16);
        return mapped.position(10).put((byte) 0xff).put((byte) 0xff).put(plain).array();
    }
}
