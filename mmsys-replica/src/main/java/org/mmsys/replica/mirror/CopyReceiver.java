package org.mmsys.replica.mirror;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.mmsys.core.store.maildir.AccountImport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes in the files that were asked for, in the order of the questions. One thread. */
final class CopyReceiver {
    private static final Logger log = LoggerFactory.getLogger(CopyReceiver.class);
    private final DataInputStream in;
    private final byte[] chunk = new byte[MirrorWire.CHUNK];
    private final AtomicLong messages = new AtomicLong();
    private final AtomicLong octets = new AtomicLong();

    CopyReceiver(DataInputStream in) {
        this.in = in;
    }

    private interface Sink {
        void write(ByteBuffer octets) throws IOException;
    }

    long messages() {
        return messages.get();
    }

    long octets() {
        return octets.get();
    }

    void message(AccountImport account, AccountImport.Wanted wanted) throws IOException {
        int fate = in.readUnsignedByte();
        switch (fate) {
            case FilesTalk.GONE -> account.gone(wanted);
            case FilesTalk.DAMAGED -> account.damaged(wanted);
            case FilesTalk.HERE -> {
                long size = head();
                if (size != wanted.row().size()) {
                    throw new IOException("the other half sends another message than was asked for");
                }
                boolean good;
                try (AccountImport.Arrival arrival = account.arrive(wanted)) {
                    copy(size, arrival::write);
                    good = arrival.done();
                }
                if (!good) {
                    log.atWarn()
                            .addKeyValue("account", account.account())
                            .addKeyValue("guid", wanted.row().guid())
                            .log("the other half's copy is damaged");
                    account.damaged(wanted);
                }
            }
            default -> throw new IOException("the other half answers " + fate);
        }
    }

    void plain(PlainFiles files, PlainFiles.Plain wanted) throws IOException {
        int fate = in.readUnsignedByte();
        if (fate == FilesTalk.GONE) {
            return;
        }
        if (fate != FilesTalk.HERE || head() != wanted.size()) {
            throw new IOException("the other half answers " + fate + ", or with another file than was asked for");
        }
        try (PlainFiles.Arrival arrival = files.arrive(wanted)) {
            copy(wanted.size(), arrival::write);
            if (!arrival.done()) {
                log.atWarn().addKeyValue("file", wanted.name()).log("the other half's copy is damaged");
            }
        }
    }

    private long head() throws IOException {
        long size = MirrorWire.size(in);
        MirrorWire.digest(in); // the list has told what it has to be
        return size;
    }

    private void copy(long size, Sink into) throws IOException {
        long left = size;
        while (left > 0) {
            int some = (int) Math.min(left, chunk.length);
            in.readFully(chunk, 0, some);
            into.write(ByteBuffer.wrap(chunk, 0, some));
            left -= some;
        }
        messages.incrementAndGet();
        octets.addAndGet(size);
    }
}
