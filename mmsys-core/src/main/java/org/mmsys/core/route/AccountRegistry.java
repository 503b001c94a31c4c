package org.mmsys.core.route;

import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.session.Input.Client;

/** Accounts as clients may ask for them (the account protocol). Methods that change something wait for the journal: workers only. */
public interface AccountRegistry {
    /** Whether the name could be created now. Never waits. */
    Result available(String name, Client client);

    /**
     * Creates an account; the same request id with the same name and password gets the same answer for 24 hours.
     *
     * <p>Returns when the account is committed.
     */
    Result create(String name, String password, String requestId, Client client) throws InterruptedException;

    /** Changes the password; the present one is asked again. */
    Result changePassword(AccountName account, String present, String next, Client client) throws InterruptedException;

    /** Deletes the account and renames its mail away; the name stays taken. */
    Result delete(AccountName account, String present, Client client) throws InterruptedException;

    /** The name of the server that is this account's home. Never waits. */
    String home(AccountName account);

    /** What became of a request. */
    enum Result {
        OK,
        /** [TAKEN] */
        TAKEN,
        /** [BADNAME] */
        BAD_NAME,
        /** [WEAKPASSWORD] */
        WEAK_PASSWORD,
        /** [CLOSED]: registration is off. */
        CLOSED,
        /** [RATE] */
        RATE,
        /** [AUTH]: the present password is wrong. */
        DENIED,
        /** [SYS/TEMP] */
        TRY_LATER
    }
}
