package org.mmsys.replica.mirror;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Sha256;
import org.mmsys.core.store.maildir.TreeExport;
import org.mmsys.wire.address.AccountName;

/** Gives the files that are asked for, in the order of the questions, which need not wait for the answers. */
final class FilesTalk {
    static final int MESSAGES = 'M';
    static final int PLAIN = 'P';
    /** Says nothing but that somebody is still there. */
    static final int IDLE = 'N';

    static final int END = 'E';
    static final int HERE = 1;
    static final int GONE = 2;
    static final int DAMAGED = 3;
    /** Messages in one question. */
    static final int ASKED_MAX = 1000;

    private final TreeExport tree;
    private final PlainFiles plain;
    private final Throttle throttle;
    private final ByteBuffer chunk = ByteBuffer.allocate(MirrorWire.CHUNK);

    FilesTalk(TreeExport tree, PlainFiles plain, Throttle throttle) {
        this.tree = tree;
        this.plain = plain;
        this.throttle = throttle;
    }

    private record Asked(String folder, Guid guid) {}

    /** Hears that somebody still copies. */
    interface Alive {
        void still();
    }

    void serve(DataInputStream in, DataOutputStream out, Alive alive) throws IOException {
        while (true) {
            int question = in.readUnsignedByte();
            alive.still();
            switch (question) {
                case MESSAGES -> messages(in, out);
                case PLAIN -> plain(in.readUTF(), out);
                case IDLE -> {}
                case END -> {
                    return;
                }
                default -> throw new IOException("question " + question);
            }
            if (in.available() == 0) {
                out.flush();
            }
        }
    }

    private void messages(DataInputStream in, DataOutputStream out) throws IOException {
        AccountName account = MirrorWire.account(in);
        int count = MirrorWire.count(in, ASKED_MAX);
        List<Asked> asked = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            asked.add(new Asked(MirrorWire.folder(in), MirrorWire.guid(in)));
        }
        for (Asked message : asked) {
            TreeExport.Lookup found = tree.open(account, message.folder, message.guid);
            switch (found.fate()) {
                case HERE -> {
                    try (FileChannel channel = found.channel().orElseThrow()) {
                        send(channel, found.size(), found.recorded(), out);
                    }
                }
                case GONE -> out.writeByte(GONE);
                case DAMAGED -> out.writeByte(DAMAGED);
            }
        }
    }

    private void plain(String name, DataOutputStream out) throws IOException {
        if (!PlainFiles.valid(name)) {
            throw new IOException("the other half asks for a file that cannot be one of ours");
        }
        Optional<FileChannel> found = plain.open(name);
        if (found.isEmpty()) {
            out.writeByte(GONE);
            return;
        }
        try (FileChannel channel = found.get()) {
            send(channel, channel.size(), Optional.empty(), out);
        }
    }

    private void send(FileChannel channel, long size, Optional<Sha256> recorded, DataOutputStream out)
            throws IOException {
        out.writeByte(HERE);
        out.writeLong(size);
        MirrorWire.digest(out, recorded);
        long left = size;
        while (left > 0) {
            chunk.clear().limit((int) Math.min(left, chunk.capacity()));
            int got = channel.read(chunk);
            if (got < 0) {
                throw new IOException("a file became shorter while it was sent");
            }
            throttle.pass(got);
            out.write(chunk.array(), 0, got);
            left -= got;
        }
    }
}
