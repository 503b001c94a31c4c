package org.mmsys.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.mmsys.core.net.NodeIdentity;
import org.mmsys.core.route.NodeName;

/** The directory that makes a node part of a system, {@code cluster.dir}: read at the start, refused when it does not fit. */
public final class ClusterDirectory {
    /** What all servers share: 32 octets, under which salts for unknown names are made; for the owner only. */
    public static final String SYSTEM_KEY = "system.key";

    private static final String REMEDY = "; mmsysctl cluster init makes one such directory for each node";

    private ClusterDirectory() {}

    /**
     * Who this node is, as its directory proves.
     *
     * @throws StartFailure exit 2 when a file is missing, does not fit the others or may be read by others; exit 1 when the
     *     certificate is another node's
     */
    static NodeIdentity identity(Path directory, NodeName self) throws StartFailure {
        NodeIdentity identity;
        try {
            identity = NodeIdentity.load(directory);
        } catch (IOException | GeneralSecurityException unusable) {
            throw new StartFailure(
                    ExitCode.RESOURCE, "cluster.dir " + directory + ": " + unusable.getMessage() + REMEDY, unusable);
        }
        if (!identity.name().equals(self)) {
            throw new StartFailure(
                    ExitCode.CONFIGURATION,
                    "cluster.dir " + directory + " holds the certificate of " + identity.name() + ", but this node is "
                            + self + ": give it its own directory, or change --server and --role");
        }
        boolean half = self.half() != NodeName.Half.WITNESS;
        if (half && identity.pairKey().isEmpty()) {
            throw new StartFailure(ExitCode.RESOURCE, "cluster.dir " + directory + " lacks pair.key" + REMEDY);
        }
        if (half && !Files.isReadable(directory.resolve(SYSTEM_KEY))) {
            throw new StartFailure(ExitCode.RESOURCE, "cluster.dir " + directory + " lacks " + SYSTEM_KEY + REMEDY);
        }
        return identity;
    }
}
