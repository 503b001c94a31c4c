package org.mmsys.replica.registry.ratis;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.core.route.NodeName;
import org.mmsys.replica.registry.Registry;
import org.mmsys.replica.registry.RegistryContract;

/** Three voters with TLS between them, and in turn each of them and a node that does not vote as the client. */
class RatisRegistryIT extends RegistryContract {
    private static final List<NodeName> VOTERS = List.of(VoterGroup.S1_BACKUP, VoterGroup.W1, VoterGroup.S1_PRIMARY);

    @TempDir
    Path directory = Path.of("");

    private VoterGroup group;
    private int opened;

    @BeforeEach
    @Override
    protected void openOne() throws IOException {
        try {
            group = new VoterGroup(directory, VOTERS, List.of(VoterGroup.S2_PRIMARY), VoterGroup.patient());
            for (NodeName voter : VOTERS) {
                group.open(voter);
            }
        } catch (Exception failed) {
            throw new IOException(failed);
        }
        opened = 0;
        super.openOne();
    }

    /** The first is a voter, the next none. */
    @Override
    protected Registry open() throws IOException {
        opened++;
        if (opened == 1) {
            return group.of(VoterGroup.S1_PRIMARY);
        }
        try {
            return group.open(VoterGroup.S2_PRIMARY);
        } catch (java.security.GeneralSecurityException unusable) {
            throw new IOException(unusable);
        }
    }

    @Override
    protected boolean isShared() {
        return true;
    }

    @AfterEach
    void closeVoters() {
        group.close();
    }
}
