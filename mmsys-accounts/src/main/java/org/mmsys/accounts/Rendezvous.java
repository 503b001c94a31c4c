package org.mmsys.accounts;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.mmsys.core.journal.Sha256;
import org.mmsys.wire.address.AccountName;

/**
 * Which server decides about a name: the one that draws the highest number for it (rendezvous hashing, rules 22).
 *
 * <p>Every server finds the same without asking; with another server only its share of the names moves.
 */
final class Rendezvous {
    private final List<String> servers;

    /** Among these servers, at least one. */
    Rendezvous(List<String> servers) {
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("no server");
        }
        this.servers = servers.stream().sorted().toList();
    }

    /** The arbiter of this name. */
    String of(AccountName name) {
        String best = servers.get(0);
        long bestDraw = draw(best, name);
        for (String server : servers.subList(1, servers.size())) {
            long draw = draw(server, name);
            if (Long.compareUnsigned(draw, bestDraw) > 0) {
                best = server;
                bestDraw = draw;
            }
        }
        return best;
    }

    private static long draw(String server, AccountName name) {
        byte[] text = (server + '\0' + name).getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.wrap(Sha256.over(text).toBytes()).getLong();
    }
}
