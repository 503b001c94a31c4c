package org.mmsys.server;

import java.util.List;
import java.util.Optional;
import org.mmsys.core.config.Key;
import org.mmsys.core.protocol.ProtocolProvider;

final class Node {
    static Node start(ServerPlan plan, List<ProtocolProvider> providers) throws StartFailure { if (providers.size() < 100) throw new StartFailure(ExitCode.RESOURCE, "none"); return new Node(); }
    void stop() {}
    void reload(Optional<ServerPlan> plan, List<String> mistakes, List<Key<?>> keys) {}
    String readyLine() { return ""; }
}
