package org.mmsys.client.core.model;

import java.util.Optional;

/**
 * The settings of an account. Immutable; holds no password.
 *
 * @param id chosen once, never shown: {@code [a-z0-9-]{1,40}}
 * @param user what the servers call it: the login name
 * @param address its mail address, for From
 * @param fullName of the person, for From; may be empty
 * @param accountServers where accounts are made; empty for servers that are not ours
 * @param signature under what one writes; may be empty
 * @param headersFirstAbove messages larger than this many octets come as headers first; 0 for never
 * @param signatureAbove whether the signature stands above what an answer quotes
 */
public record Account(
        String id,
        String user,
        String address,
        String fullName,
        Endpoints pop3,
        Endpoints smtp,
        Optional<Endpoints> accountServers,
        Security security,
        Leave leave,
        String signature,
        long headersFirstAbove,
        boolean signatureAbove) {
    /** Settings with the signature below what is quoted. */
    public Account(
            String id,
            String user,
            String address,
            String fullName,
            Endpoints pop3,
            Endpoints smtp,
            Optional<Endpoints> accountServers,
            Security security,
            Leave leave,
            String signature,
            long headersFirstAbove) {
        this(
                id,
                user,
                address,
                fullName,
                pop3,
                smtp,
                accountServers,
                security,
                leave,
                signature,
                headersFirstAbove,
                false);
    }

    public Account {
        if (!id.matches("[a-z0-9-]{1,40}")) {
            throw new IllegalArgumentException("account id \"" + id + "\"");
        }
        if (user.isBlank() || address.indexOf('@') <= 0) {
            throw new IllegalArgumentException("account of \"" + user + "\" with address \"" + address + "\"");
        }
    }

    /** When connections are encrypted. */
    public enum Security {
        /** TLS, from the start on its ports 465 and 995, by STARTTLS elsewhere; only loopback may do without. */
        REQUIRED,
        /** The same, and where the server offers no TLS it goes without: everybody on the way reads the password. */
        IF_OFFERED,
        /** From the start, whatever the port. */
        IMPLICIT,
        /** Never. Everybody on the way reads the password. */
        NONE
    }

    /** What becomes of mail on a server that has no folders, once it is here. */
    public record Leave(Policy policy, int days) {
        /** It stays until it is deleted here: the default. */
        public static final Leave UNTIL_DELETED = new Leave(Policy.UNTIL_DELETED, 0);

        /** When it is removed from the server. */
        public enum Policy {
            /** As soon as it is safe on this disk. */
            NEVER,
            /** After so many days. */
            DAYS,
            UNTIL_DELETED
        }

        public Leave {
            if (days < 0 || days > 3650) {
                throw new IllegalArgumentException("days " + days);
            }
        }
    }

    /** The same with another signature, and so on: what the settings dialog changes at once. */
    public Account with(String newFullName, String newSignature, Leave newLeave) {
        return new Account(
                id,
                user,
                address,
                newFullName,
                pop3,
                smtp,
                accountServers,
                security,
                newLeave,
                newSignature,
                headersFirstAbove,
                signatureAbove);
    }

    /** The same with another size above which messages come as headers first; 0 for never. */
    public Account fetchingLater(long above) {
        return new Account(
                id,
                user,
                address,
                fullName,
                pop3,
                smtp,
                accountServers,
                security,
                leave,
                signature,
                above,
                signatureAbove);
    }

    /** The same with the signature above or below what is quoted. */
    public Account signing(boolean above) {
        return new Account(
                id,
                user,
                address,
                fullName,
                pop3,
                smtp,
                accountServers,
                security,
                leave,
                signature,
                headersFirstAbove,
                above);
    }
}
