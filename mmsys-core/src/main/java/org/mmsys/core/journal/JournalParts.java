package org.mmsys.core.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a journal is made of, once it is recovered and before anything new is written.
 *
 * @param incarnation drawn at this opening
 */
record JournalParts(
        JournalOptions options,
        JournalFiles files,
        StoreIdentity identity,
        Recovery.Outcome recovered,
        CommitQueue queue,
        LogWriter writer,
        BatchWriter batches,
        AppliedStates states,
        BodyFiles bodies,
        ReserveFile reserve,
        DiskSpace space,
        Failure failure,
        Guids guids,
        int incarnation) {

    /** Recovers the states; the directory is locked. */
    static JournalParts recover(
            JournalOptions options,
            JournalFiles files,
            StoreIdentity identity,
            List<AppliedState> appliedStates,
            DiskSpace space,
            FatalDisk fatal,
            boolean paired)
            throws IOException {
        AppliedStates states = new AppliedStates(appliedStates, options);
        BodyFiles bodies = new BodyFiles(files.bodies());
        ReserveFile reserve = new ReserveFile(files.reserve(), options.reserveFileOctets(), space);
        Recovery.Outcome recovered = new Recovery(files, identity.store(), states, bodies, paired).run();
        reserve.restore();
        long epoch = recovered.epoch() + (paired ? 0 : 1);
        LogWriter writer = begin(options, files, identity, recovered, epoch, reserve);
        int incarnation = options.random().nextInt();
        return new JournalParts(
                options,
                files,
                identity,
                recovered,
                new CommitQueue(options.waitingEntries(), options.waitingOctets()),
                writer,
                new BatchWriter(writer, states, space, reserve, bodies),
                states,
                bodies,
                reserve,
                space,
                new Failure(fatal),
                new Guids(pairNumber(options.server()), epochOfGuids(epoch), nodeNumber(options.node()), incarnation),
                incarnation);
    }

    private static LogWriter begin(
            JournalOptions options,
            JournalFiles files,
            StoreIdentity identity,
            Recovery.Outcome recovered,
            long epoch,
            ReserveFile reserve)
            throws IOException {
        try {
            return new LogWriter(files, identity.store(), options, recovered.end(), epoch, recovered.index());
        } catch (IOException failed) {
            if (!DiskFull.is(failed)) {
                throw failed;
            }
            reserve.release();
            return new LogWriter(files, identity.store(), options, recovered.end(), epoch, recovered.index());
        }
    }

    /** The epoch's part of a guid. */
    static int epochOfGuids(long epoch) {
        return (int) (epoch & 0xff_ffff);
    }

    /** The pair's part of a guid: eight bits of a hash of the server's name. */
    private static int pairNumber(String server) {
        return Byte.toUnsignedInt(
                Sha256.over(server.getBytes(StandardCharsets.UTF_8)).toBytes()[0]);
    }

    private static int nodeNumber(String node) {
        if (node.endsWith("/primary")) {
            return 0;
        }
        return node.endsWith("/backup") ? 1 : 2;
    }

    /** Gives up what is open. */
    void close() throws IOException {
        batches.close();
        writer.close();
    }
}
