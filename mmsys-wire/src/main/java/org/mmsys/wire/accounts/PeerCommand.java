package org.mmsys.wire.accounts;

import org.mmsys.wire.address.AccountName;

/** One command of another server that speaks for itself ({@code docs/protocols/accounts.md}, section 6). */
public sealed interface PeerCommand {
    /** The command line without CRLF. */
    String line();

    <R> R match(Cases<R> on);

    /** The digest of all names at home there. */
    record Digest() implements PeerCommand {
        @Override
        public String line() {
            return "XDIGEST";
        }

        @Override
        public <R> R match(Cases<R> on) {
            return on.digest(this);
        }
    }

    /** The digests of all buckets. */
    record Buckets() implements PeerCommand {
        @Override
        public String line() {
            return "XBUCKETS";
        }

        @Override
        public <R> R match(Cases<R> on) {
            return on.buckets(this);
        }
    }

    /** The keys and names of one bucket. */
    record Bucket(int number) implements PeerCommand {
        public Bucket {
            if (number < 0 || number > 255) {
                throw new IllegalArgumentException("bucket " + number);
            }
        }

        @Override
        public String line() {
            return String.format(java.util.Locale.ROOT, "XBUCKET %02x", number);
        }

        @Override
        public <R> R match(Cases<R> on) {
            return on.bucket(this);
        }
    }

    /** The speaker is this account's home now. */
    record Homed(AccountName name) implements PeerCommand {
        @Override
        public String line() {
            return "XHOMED " + name;
        }

        @Override
        public <R> R match(Cases<R> on) {
            return on.homed(this);
        }
    }

    /** The speaker is this account's home no more. */
    record Gone(AccountName name) implements PeerCommand {
        @Override
        public String line() {
            return "XGONE " + name;
        }

        @Override
        public <R> R match(Cases<R> on) {
            return on.gone(this);
        }
    }

    /**
     * The arbiter is to keep the name for the speaker.
     *
     * @param token of this attempt; only who knows it ends the reservation
     * @param overGrave whether the name of an account deleted lately may be given
     */
    record Reserve(AccountName name, String token, int seconds, boolean overGrave) implements PeerCommand {
        public Reserve {
            PeerCommandParser.checkToken(token);
        }

        @Override
        public String line() {
            return "XRESERVE " + name + " " + token + " " + seconds + (overGrave ? " over" : "");
        }

        @Override
        public <R> R match(Cases<R> on) {
            return on.reserve(this);
        }
    }

    /** The account was made, the speaker is its home: the reservation is done with. */
    record Confirm(AccountName name) implements PeerCommand {
        @Override
        public String line() {
            return "XCONFIRM " + name;
        }

        @Override
        public <R> R match(Cases<R> on) {
            return on.confirm(this);
        }
    }

    /** The account was not made and will not be under this token: the name is free. */
    record Release(AccountName name, String token) implements PeerCommand {
        public Release {
            PeerCommandParser.checkToken(token);
        }

        @Override
        public String line() {
            return "XRELEASE " + name + " " + token;
        }

        @Override
        public <R> R match(Cases<R> on) {
            return on.release(this);
        }
    }

    /** Did this request make this account there? The password follows in a line of its own, as after CREATE. */
    record Asked(AccountName name, String requestId) implements PeerCommand {
        public Asked {
            PeerCommandParser.checkToken(requestId);
        }

        @Override
        public String line() {
            return "XASKED " + name + " " + requestId;
        }

        @Override
        public <R> R match(Cases<R> on) {
            return on.asked(this);
        }
    }

    /** Could the name be given away? Asked of its arbiter. */
    record Avail(AccountName name) implements PeerCommand {
        @Override
        public String line() {
            return "AVAIL " + name;
        }

        @Override
        public <R> R match(Cases<R> on) {
            return on.avail(this);
        }
    }

    /** Which server is the account's home? */
    record Where(AccountName name) implements PeerCommand {
        @Override
        public String line() {
            return "WHERE " + name;
        }

        @Override
        public <R> R match(Cases<R> on) {
            return on.where(this);
        }
    }

    /** A case for every command; a forgotten one does not compile. */
    interface Cases<R> {
        R digest(Digest command);

        R buckets(Buckets command);

        R bucket(Bucket command);

        R homed(Homed command);

        R gone(Gone command);

        R reserve(Reserve command);

        R confirm(Confirm command);

        R release(Release command);

        R asked(Asked command);

        R avail(Avail command);

        R where(Where command);
    }
}
