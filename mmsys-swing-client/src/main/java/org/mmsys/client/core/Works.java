package org.mmsys.client.core;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import org.mmsys.client.core.net.TrustStore;
import org.mmsys.client.core.store.DraftStore;
import org.mmsys.client.core.store.Outbox;
import org.mmsys.client.core.store.Profile;
import org.mmsys.client.core.store.Secrets;
import org.mmsys.client.core.sync.Filing;
import org.mmsys.client.core.sync.Ledger;
import org.mmsys.client.core.sync.UndoLog;

/**
 * What the parts of an engine share.
 *
 * @param desk one thread: what the user changes, in order
 * @param readers a few threads: what is read from this disk, and questions to servers that belong to no account
 * @param watch one thread that only ever wakes others
 */
record Works(
        EngineSettings settings,
        Profile profile,
        Ledger ledger,
        Filing filing,
        UndoLog undoLog,
        DraftStore drafts,
        Outbox outbox,
        Secrets secrets,
        TrustStore trust,
        Hub hub,
        Calls calls,
        Executor desk,
        Executor readers,
        ScheduledExecutorService watch) {}
