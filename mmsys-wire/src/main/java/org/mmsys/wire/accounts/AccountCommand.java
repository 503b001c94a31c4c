package org.mmsys.wire.accounts;

import java.util.Optional;
import java.util.regex.Pattern;

/** One command of a client of the account protocol ({@code docs/protocols/accounts.md}, section 3). */
public sealed interface AccountCommand {
    <R> R match(Cases<R> on);

    /** The command line without CRLF. */
    String line();

    record Capa() implements AccountCommand {
        @Override
        public <R> R match(Cases<R> on) {
            return on.capa(this);
        }

        @Override
        public String line() {
            return "CAPA";
        }
    }

    record Stls() implements AccountCommand {
        @Override
        public <R> R match(Cases<R> on) {
            return on.stls(this);
        }

        @Override
        public String line() {
            return "STLS";
        }
    }

    /** Is this name free? */
    record Avail(String name) implements AccountCommand {
        @Override
        public <R> R match(Cases<R> on) {
            return on.avail(this);
        }

        @Override
        public String line() {
            return "AVAIL " + name;
        }
    }

    /** Create an account; the password follows in a line of its own. */
    record Create(String name, String requestId) implements AccountCommand {
        private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9._~+/=-]{1,64}");

        public Create {
            if (!validRequestId(requestId)) {
                throw new IllegalArgumentException("request id of " + requestId.length() + " characters");
            }
        }

        static boolean validRequestId(String text) {
            return REQUEST_ID.matcher(text).matches();
        }

        @Override
        public <R> R match(Cases<R> on) {
            return on.create(this);
        }

        @Override
        public String line() {
            return "CREATE " + name + " " + requestId;
        }
    }

    /** Log in. The initial response is still base64; {@code =} stands for an empty one. */
    record Auth(String mechanism, Optional<String> initialResponse) implements AccountCommand {
        @Override
        public <R> R match(Cases<R> on) {
            return on.auth(this);
        }

        @Override
        public String line() {
            return "AUTH " + mechanism + initialResponse.map(r -> " " + r).orElse("");
        }

        /** Without the response, which may be a password. */
        @Override
        public String toString() {
            return "Auth[" + mechanism + "]";
        }
    }

    record Passwd() implements AccountCommand {
        @Override
        public <R> R match(Cases<R> on) {
            return on.passwd(this);
        }

        @Override
        public String line() {
            return "PASSWD";
        }
    }

    record Delete() implements AccountCommand {
        @Override
        public <R> R match(Cases<R> on) {
            return on.delete(this);
        }

        @Override
        public String line() {
            return "DELETE";
        }
    }

    /** Which server is my home? */
    record Where() implements AccountCommand {
        @Override
        public <R> R match(Cases<R> on) {
            return on.where(this);
        }

        @Override
        public String line() {
            return "WHERE";
        }
    }

    record Noop() implements AccountCommand {
        @Override
        public <R> R match(Cases<R> on) {
            return on.noop(this);
        }

        @Override
        public String line() {
            return "NOOP";
        }
    }

    record Quit() implements AccountCommand {
        @Override
        public <R> R match(Cases<R> on) {
            return on.quit(this);
        }

        @Override
        public String line() {
            return "QUIT";
        }
    }

    /** A case for every command; a forgotten one does not compile. */
    interface Cases<R> {
        R capa(Capa command);

        R stls(Stls command);

        R avail(Avail command);

        R create(Create command);

        R auth(Auth command);

        R passwd(Passwd command);

        R delete(Delete command);

        R where(Where command);

        R noop(Noop command);

        R quit(Quit command);
    }
}
