package org.mmsys.server;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mmsys.core.journal.JournalHealth;
import org.mmsys.core.observe.Metrics;

/** What a node consists of, put together: a server with its store, or a backup that passes its clients on. Thread-safe. */
interface NodeParts {
    /** Ports as bound, by the name of the listener, in the order of its addresses. */
    Map<String, List<Integer>> ports();

    /** What this node is now: {@code primary}, {@code backup}, or {@code waiting} while that is not known. */
    String role();

    /** How many voters of the registry answer, of how many: {@code 3/5}; nothing where there is none. */
    Optional<String> registry();

    /** Why clients cannot be served now, neither here nor by passing them on; nothing when they can. */
    Optional<String> notReady();

    /** Sessions open now. */
    int sessions();

    /** Octets held between sockets and disk now. */
    long heldOctets();

    /** How the journal is, if this node keeps one. */
    Optional<JournalHealth> journalHealth();

    /** Why somebody should look, the journal left out; none when all is well. */
    List<String> concerns();

    /** More for the status page, by name. */
    Map<String, Object> details();

    /** The numbers these parts count. */
    Metrics metrics();

    /** What an administrator may ask of these parts at that path. */
    Optional<AdminVerb> verb(String path);

    /** Looks at the files of the certificate and takes a new one over. */
    void reloadTls();

    /** Stops; running transactions may take that long. Once. */
    void close(Duration drainTime);
}
