package org.mmsys.server;

import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.mmsys.core.journal.Journal.Refusal;
import org.mmsys.core.journal.Sha256;
import org.mmsys.core.store.BodyWriter;
import org.mmsys.core.store.MailStore;
import org.mmsys.wire.address.AccountName;

/**
 * A store whose mail is shown only while it is certain that no other node serves: a half that was cut off would show what the
 * other has deleted. Thread-safe.
 */
final class LeasedStore implements MailStore {
    private static final String CUT_OFF = "the other half may serve now";

    private final MailStore store;
    private final BooleanSupplier mayShow;
    private final IntSupplier copies;

    /**
     * A store under a lease.
     *
     * @param mayShow whether the lease is valid; asked from memory, on any thread
     * @param copies on how many disks is what is committed now
     */
    LeasedStore(MailStore store, BooleanSupplier mayShow, IntSupplier copies) {
        this.store = store;
        this.mayShow = mayShow;
        this.copies = copies;
    }

    @Override
    public BodyWriter newBody() {
        return store.newBody();
    }

    @Override
    public boolean shortOfSpace() {
        return store.shortOfSpace();
    }

    @Override
    public Optional<Refusal> closedToMail() {
        return store.closedToMail();
    }

    @Override
    public int copies() {
        return copies.getAsInt();
    }

    @Override
    public void deliver(Delivery delivery, DeliveryListener listener) {
        store.deliver(delivery, listener);
    }

    @Override
    public Optional<Opening> tryOpen(AccountName account) {
        return mayShow.getAsBoolean()
                ? store.tryOpen(account).map(this::leased)
                : Optional.of(new Opening.Unavailable(CUT_OFF));
    }

    @Override
    public Opening open(AccountName account) throws InterruptedException {
        return mayShow.getAsBoolean() ? leased(store.open(account)) : new Opening.Unavailable(CUT_OFF);
    }

    @Override
    public void confirm(Sha256 submission) {
        store.confirm(submission);
    }

    private Opening leased(Opening opening) {
        return opening instanceof Opening.Opened opened
                ? new Opening.Opened(new LeasedMaildrop(opened.maildrop(), mayShow))
                : opening;
    }

    /** @throws IOException if the lease has run out */
    static void check(BooleanSupplier mayShow) throws IOException {
        if (!mayShow.getAsBoolean()) {
            throw new IOException(CUT_OFF);
        }
    }
}
