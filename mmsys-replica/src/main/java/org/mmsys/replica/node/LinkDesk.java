package org.mmsys.replica.node;

import java.io.IOException;

/** What the link tells the node; each call comes on a thread of the link. */
interface LinkDesk {
    /** A connection stands. Any earlier one is to be closed. */
    void up(LinkConnection connection) throws InterruptedException;

    /** It has ended. */
    void down(LinkConnection connection);

    /** There is none, and an attempt to make one has failed. */
    void unreachable(boolean refused);

    /** A frame that is not for the connection itself. */
    void read(LinkConnection from, Frame frame) throws IOException, InterruptedException;
}
