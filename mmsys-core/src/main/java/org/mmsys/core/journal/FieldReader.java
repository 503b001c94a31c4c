package org.mmsys.core.journal;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.address.EmailAddress;

/** Reads what {@link FieldWriter} wrote, trusting nothing. One thread. */
final class FieldReader {
    private final ByteBuffer from;

    FieldReader(ByteBuffer from) {
        this.from = from;
    }

    int remaining() {
        return from.remaining();
    }

    private void need(int octets) throws CorruptEntryException {
        if (octets < 0 || octets > from.remaining()) {
            throw new CorruptEntryException(
                    "entry cut off: " + octets + " octets wanted, " + from.remaining() + " left");
        }
    }

    int octet() throws CorruptEntryException {
        need(1);
        return Byte.toUnsignedInt(from.get());
    }

    long number() throws CorruptEntryException {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            int octet = octet();
            value |= (octet & 0x7fL) << shift;
            if (octet < 0x80) {
                return value;
            }
        }
        throw new CorruptEntryException("number too long");
    }

    /** The number of things that follow, each of at least that many octets. */
    int count(int octetsEach) throws CorruptEntryException {
        long count = number();
        if (count > from.remaining() / octetsEach) {
            throw new CorruptEntryException("count " + count + " with " + from.remaining() + " octets left");
        }
        return (int) count;
    }

    int fixedInt() throws CorruptEntryException {
        need(Integer.BYTES);
        return from.getInt();
    }

    long fixedLong() throws CorruptEntryException {
        need(Long.BYTES);
        return from.getLong();
    }

    String text() throws CorruptEntryException {
        int length = count(1);
        ByteBuffer octets = from.slice(from.position(), length);
        from.position(from.position() + length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(octets).toString();
        } catch (CharacterCodingException malformed) {
            throw new CorruptEntryException("text is not UTF-8", malformed);
        }
    }

    Instant time() throws CorruptEntryException {
        long seconds = fixedLong();
        int nanos = fixedInt();
        if (nanos < 0 || nanos > 999_999_999) {
            throw new CorruptEntryException("time with " + nanos + " ns");
        }
        try {
            return Instant.ofEpochSecond(seconds, nanos);
        } catch (DateTimeException | ArithmeticException outOfRange) {
            throw new CorruptEntryException("time out of range", outOfRange);
        }
    }

    Sha256 digest() throws CorruptEntryException {
        need(Sha256.LENGTH);
        return Sha256.read(from);
    }

    Guid guid() throws CorruptEntryException {
        need(Guid.LENGTH);
        byte[] octets = new byte[Guid.LENGTH];
        from.get(octets);
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        if (!Guid.valid(text)) {
            throw new CorruptEntryException("not a guid");
        }
        return new Guid(text);
    }

    List<Guid> guids() throws CorruptEntryException {
        int count = count(Guid.LENGTH);
        List<Guid> guids = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            guids.add(guid());
        }
        return guids;
    }

    AccountName account() throws CorruptEntryException {
        String local = text();
        String domain = text();
        try {
            return new AccountName(local, domain);
        } catch (IllegalArgumentException notOne) {
            throw new CorruptEntryException("not an account name", notOne);
        }
    }

    EmailAddress address() throws CorruptEntryException {
        String local = text();
        String domain = text();
        try {
            return new EmailAddress(local, domain);
        } catch (IllegalArgumentException notOne) {
            throw new CorruptEntryException("not an address", notOne);
        }
    }

    boolean flag() throws CorruptEntryException {
        return switch (octet()) {
            case 0 -> false;
            case 1 -> true;
            default -> throw new CorruptEntryException("neither yes nor no");
        };
    }

    List<Integer> numbers() throws CorruptEntryException {
        int count = count(1);
        List<Integer> numbers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            long number = number();
            if (number > Integer.MAX_VALUE) {
                throw new CorruptEntryException("number " + number);
            }
            numbers.add((int) number);
        }
        return numbers;
    }

    List<NameKey> nameKeys() throws CorruptEntryException {
        int count = count(2 * Long.BYTES);
        List<NameKey> keys = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            keys.add(new NameKey(fixedLong(), fixedLong()));
        }
        return keys;
    }
}
