package org.mmsys.server.ctl;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import org.mmsys.core.route.NodeName;

/** What {@code mmsysctl cluster init} makes, for tests of other packages. */
public final class ClusterDirectories {
    private ClusterDirectories() {}

    /** A directory for each node, {@code s1/primary} for example, below this one. */
    public static void make(Path directory, List<String> nodes) throws IOException {
        try {
            new ClusterInit(directory, new SecureRandom())
                    .make(nodes.stream()
                            .map(node -> NodeName.parse(node).orElseThrow())
                            .toList());
        } catch (GeneralSecurityException unable) {
            throw new IOException(unable);
        }
    }
}
