package org.mmsys.replica.mirror;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.mmsys.core.store.maildir.Applier;

/** Answers what this half holds at a mark. */
final class CompareTalk {
    CompareTalk(Applier applier) {}

    void serve(DataInputStream in, DataOutputStream out) throws IOException, InterruptedException {
        throw new IOException("not yet");
    }
}
