package org.mmsys.replica.node;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * What the other half may ask for on a connection of its own, beside the link: the tree, single files, digests.
 *
 * <p>One call per connection, on a thread of its own; the other end is proven to be the partner. Returns or throws when the
 * talk is over; the connection is closed then.
 */
public interface BulkService {
    void serve(DataInputStream in, DataOutputStream out) throws IOException;

    /** Makes such a connection to the other half. */
    interface Caller {
        /** @throws IOException if the partner cannot be reached */
        Call call() throws IOException;
    }

    /** A connection to the other half's {@link BulkService}; reads time out after 30 seconds of silence. */
    interface Call extends AutoCloseable {
        DataInputStream in();

        DataOutputStream out();

        @Override
        void close() throws IOException;
    }
}
