package org.mmsys.core.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.address.EmailAddress;

/** A growing array of fields. One thread. */
final class FieldWriter {
    private static final int INITIAL = 256;

    private byte[] array = new byte[INITIAL];
    private int length;

    byte[] array() {
        return array;
    }

    int length() {
        return length;
    }

    private void room(int octets) {
        int needed = Math.addExact(length, octets);
        if (needed > EntryCodec.ENTRY_MAX) {
            throw new IllegalArgumentException("entry of more than " + EntryCodec.ENTRY_MAX + " octets");
        }
        if (needed > array.length) {
            array = Arrays.copyOf(array, Math.max(needed, array.length * 2));
        }
    }

    void octet(int value) {
        room(1);
        array[length++] = (byte) value;
    }

    /** A number that is not negative, seven bits an octet, lowest first. */
    void number(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("negative number " + value);
        }
        long rest = value;
        while (rest > 0x7f) {
            octet((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        octet((int) rest);
    }

    void fixedInt(int value) {
        room(Integer.BYTES);
        ByteBuffer.wrap(array).putInt(length, value);
        length += Integer.BYTES;
    }

    void fixedLong(long value) {
        room(Long.BYTES);
        ByteBuffer.wrap(array).putLong(length, value);
        length += Long.BYTES;
    }

    void text(String value) {
        byte[] octets = value.getBytes(StandardCharsets.UTF_8);
        number(octets.length);
        octets(octets);
    }

    void octets(byte[] value) {
        room(value.length);
        System.arraycopy(value, 0, array, length, value.length);
        length += value.length;
    }

    void time(Instant value) {
        fixedLong(value.getEpochSecond());
        fixedInt(value.getNano());
    }

    void digest(Sha256 value) {
        room(Sha256.LENGTH);
        value.write(ByteBuffer.wrap(array, length, Sha256.LENGTH));
        length += Sha256.LENGTH;
    }

    void guid(Guid value) {
        octets(value.text().getBytes(StandardCharsets.US_ASCII));
    }

    void guids(List<Guid> values) {
        number(values.size());
        values.forEach(this::guid);
    }

    void account(AccountName value) {
        text(value.local());
        text(value.domain());
    }

    void address(EmailAddress value) {
        text(value.local());
        text(value.domain());
    }

    void flag(boolean value) {
        octet(value ? 1 : 0);
    }

    void numbers(List<Integer> values) {
        number(values.size());
        values.forEach(this::number);
    }

    void nameKeys(List<NameKey> values) {
        number(values.size());
        for (NameKey key : values) {
            fixedLong(key.high());
            fixedLong(key.low());
        }
    }
}
