package org.mmsys.replica.node;

import java.io.IOException;

/** What came on the link is not what the other half should have sent: the link has to be dropped. */
final class FrameFault extends IOException {
    private static final long serialVersionUID = 1;

    FrameFault(String what) {
        super(what);
    }
}
