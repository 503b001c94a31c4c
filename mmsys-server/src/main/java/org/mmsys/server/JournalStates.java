package org.mmsys.server;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.mmsys.accounts.AccountStore;
import org.mmsys.accounts.HomeMap;
import org.mmsys.accounts.Reservations;
import org.mmsys.core.journal.AppliedState;
import org.mmsys.core.queue.MailQueue;
import org.mmsys.core.queue.QueueClock;
import org.mmsys.core.store.maildir.Applier;
import org.mmsys.core.store.maildir.InDoubt;
import org.mmsys.core.store.maildir.MaildirTree;
import org.mmsys.core.store.maildir.Origins;
import org.mmsys.core.store.maildir.TreeSync;
import org.mmsys.core.store.maildir.WholeTreeSync;

/** Everything that is the journal applied; made before the journal, which brings it up to date. */
final class JournalStates {
    private static final int MAILBOXES_IN_MEMORY = 20_000;
    /** A message costs about 75 octets of index: a quarter of the heap at most. */
    private static final long HEAP_PER_MESSAGE = 300;

    private final Applier mail;
    private final InDoubt inDoubt;
    private final Origins origins = new Origins();
    private final AccountStore accounts;
    private final HomeMap homes;
    private final Reservations reservations = new Reservations(System::nanoTime);
    private final QueueClock queueClock;
    private final MailQueue queue;

    JournalStates(Path data, InstantSource clock) {
        Path bodies = data.resolve("journal").resolve("bodies");
        TreeSync sync = WholeTreeSync.best(data);
        mail = new Applier(
                new MaildirTree(data),
                sync,
                bodies,
                MAILBOXES_IN_MEMORY,
                Runtime.getRuntime().maxMemory() / HEAP_PER_MESSAGE);
        inDoubt = new InDoubt(clock);
        accounts = new AccountStore(clock);
        homes = new HomeMap(clock);
        queueClock = new QueueClock(clock, System::nanoTime);
        queue = new MailQueue(data, bodies, sync, queueClock);
    }

    /** In the order in which they are applied: mail before what points to it. */
    List<AppliedState> all() {
        return List.of(mail, inDoubt, origins, accounts, homes, reservations, queue);
    }

    Applier mail() {
        return mail;
    }

    InDoubt inDoubt() {
        return inDoubt;
    }

    Origins origins() {
        return origins;
    }

    AccountStore accounts() {
        return accounts;
    }

    HomeMap homes() {
        return homes;
    }

    Reservations reservations() {
        return reservations;
    }

    QueueClock queueClock() {
        return queueClock;
    }

    MailQueue queue() {
        return queue;
    }
}
