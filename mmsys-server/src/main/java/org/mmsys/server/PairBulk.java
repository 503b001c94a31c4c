package org.mmsys.server;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.util.Optional;
import org.mmsys.replica.node.BulkService;
import org.mmsys.replica.union.UnionService;

/**
 * What the other half may ask for beside the link: its certificate for clients and the vote here, everything else of another
 * service.
 *
 * <p>Each call begins with the name of what is wanted.
 */
final class PairBulk implements BulkService {
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final int OCTETS_MAX = 64 << 10;

    private final PairCertificate certificate;
    private final Optional<LoneVote> vote;
    private final Optional<BulkService> union;
    private final BulkService others;

    PairBulk(PairCertificate certificate, Optional<LoneVote> vote, BulkService others) {
        this(certificate, vote, Optional.empty(), others);
    }

    /** @param union takes in what the other half did alone, where both may */
    PairBulk(PairCertificate certificate, Optional<LoneVote> vote, Optional<BulkService> union, BulkService others) {
        this.union = union;
        this.certificate = certificate;
        this.vote = vote;
        this.others = others;
    }

    @Override
    public void serve(DataInputStream in, DataOutputStream out) throws IOException {
        String wanted = in.readUTF();
        if (wanted.equals(CERTIFICATE)) {
            byte[] octets = certificate.exported().orElse(new byte[0]);
            out.writeInt(octets.length);
            out.write(octets);
            out.flush();
            return;
        }
        if (wanted.equals(LoneVote.CALL) && vote.isPresent()) {
            vote.get().serve(in, out);
            return;
        }
        if (wanted.equals(UnionService.CALL) && union.isPresent()) {
            union.get().serve(in, out);
            return;
        }
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        new DataOutputStream(said).writeUTF(wanted);
        others.serve(
                new DataInputStream(new SequenceInputStream(new ByteArrayInputStream(said.toByteArray()), in)), out);
    }

    /** Takes the other half's certificate over if this node wants one; whether it has it now. Waits for the network. */
    static boolean fetch(PairCertificate certificate, Caller partner) throws IOException {
        if (!certificate.wanted()) {
            return true;
        }
        try (Call call = partner.call()) {
            call.out().writeUTF(CERTIFICATE);
            call.out().flush();
            int length = call.in().readInt();
            if (length < 0 || length > OCTETS_MAX) {
                throw new IOException("a certificate of " + length + " octets");
            }
            byte[] octets = call.in().readNBytes(length);
            if (octets.length == length && length > 0) {
                certificate.install(octets);
            }
            return octets.length == length;
        }
    }
}
