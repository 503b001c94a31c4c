package org.mmsys.core.store.maildir;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.mmsys.wire.address.AccountName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all mail again in the background, so that damage is found before somebody wants the message.
 *
 * <p>Verifies digests, learns those not known yet, and looks at each folder for what other programs did. One thread of its
 * own, within a rate; a pass begins when the one before is that long ago.
 */
public final class Scrubber implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Scrubber.class);
    private static final long NANOS = 1_000_000_000L;
    /** A node that has just started has better things to do: its users come back all at once. */
    private static final Duration FIRST_PASS_AFTER = Duration.ofMinutes(5);

    private final Applier applier;
    private final Look look;
    private final long octetsPerSecond;
    private final Duration between;
    private final Thread thread = new Thread(this::run, "scrubber");
    private volatile boolean stopped;

    /** Finds out what other programs did to a folder. */
    private interface Look {
        void at(AccountName account, String folder) throws IOException;
    }

    /**
     * Prepares scrubbing; {@link #start} begins it.
     *
     * @param octetsPerSecond how much is read at most
     * @param between from the begin of one pass to the begin of the next
     */
    public Scrubber(MaildirMailStore store, long octetsPerSecond, Duration between) {
        this(store.applier(), store::lookBriefly, octetsPerSecond, between);
    }

    /** As the other, on a half that follows: any change by another program is damage there. */
    public Scrubber(Applier follower, long octetsPerSecond, Duration between) {
        this(follower, new BackupCare(follower)::look, octetsPerSecond, between);
    }

    private Scrubber(Applier applier, Look look, long octetsPerSecond, Duration between) {
        if (octetsPerSecond < 1 || between.isNegative()) {
            throw new IllegalArgumentException(octetsPerSecond + " octets/s, every " + between);
        }
        this.applier = applier;
        this.look = look;
        this.octetsPerSecond = octetsPerSecond;
        this.between = between;
    }

    public void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Ends the thread soon; does not wait for it. Without an interrupt, which would close a file that others read. */
    @Override
    public void close() {
        stopped = true;
        LockSupport.unpark(thread);
    }

    private void run() {
        pause(FIRST_PASS_AFTER.toNanos());
        while (!stopped) {
            long begun = System.nanoTime();
            try {
                pass();
            } catch (IOException e) {
                log.atWarn().setCause(e).log("scrubbing interrupted");
            }
            pause(between.toNanos() - (System.nanoTime() - begun));
        }
    }

    /** Reads everything once. */
    void pass() throws IOException {
        long messages = 0;
        for (AccountName account : applier.tree().accounts()) {
            for (String folder : applier.tree().folders(account)) {
                if (stopped) {
                    return;
                }
                messages += scrub(account, folder);
            }
        }
        log.atInfo().addKeyValue("messages", messages).log("scrubbed");
    }

    private int scrub(AccountName account, String folder) throws IOException {
        look.at(account, folder);
        Mailbox mailbox = applier.mailboxes().borrow(account, folder);
        try {
            Rebuild.load(mailbox);
            List<IndexEntry> due = new ArrayList<>();
            synchronized (mailbox) {
                mailbox.index().forEach(entry -> {
                    if (!entry.missing()) {
                        due.add(entry);
                    }
                });
            }
            for (IndexEntry entry : due) {
                if (stopped) {
                    break;
                }
                applier.verification().verify(mailbox, entry);
                pause(entry.name().size() * NANOS / octetsPerSecond);
            }
            applier.verification().mendMissing(mailbox);
            synchronized (mailbox) {
                mailbox.sumUpIfUnknown();
            }
            return due.size();
        } finally {
            applier.mailboxes().giveBack(mailbox);
        }
    }

    private void pause(long nanos) {
        long end = System.nanoTime() + nanos;
        while (!stopped && end - System.nanoTime() > 0) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }
}
