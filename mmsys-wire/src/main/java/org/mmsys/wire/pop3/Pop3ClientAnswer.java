package org.mmsys.wire.pop3;

/** What the performer of a client answers its machine. Lines are octets without CRLF. */
public sealed interface Pop3ClientAnswer {
    /** RFC 2449 §4: 255 octets with the CRLF; names of folders may be longer. */
    int LINE_MAX = 1022;

    <R> R match(Cases<R> on);

    /** The response to a challenge. */
    record Respond(byte[] octets) implements Pop3ClientAnswer {
        @Override
        public <R> R match(Cases<R> on) {
            return on.respond(this);
        }

        @Override
        public String toString() {
            return "Respond[***]";
        }
    }

    /** Gives up: the SASL exchange is cancelled, the connection closed. */
    record Cancel() implements Pop3ClientAnswer {
        @Override
        public <R> R match(Cases<R> on) {
            return on.cancel(this);
        }
    }

    /** The connection goes to the performer, as a link. */
    record HandOver() implements Pop3ClientAnswer {
        @Override
        public <R> R match(Cases<R> on) {
            return on.handOver(this);
        }
    }

    /** A command with one line for an answer. */
    record Single(String line) implements Pop3ClientAnswer {
        public Single {
            requireLine(line);
        }

        @Override
        public <R> R match(Cases<R> on) {
            return on.single(this);
        }
    }

    /** A command whose answer is a listing of so many lines at most. */
    record Listing(String line, int linesMax) implements Pop3ClientAnswer {
        public Listing {
            requireLine(line);
        }

        @Override
        public <R> R match(Cases<R> on) {
            return on.listing(this);
        }
    }

    /** A command whose answer is a message, for the performer's sink: RETR and TOP. */
    record Fetch(String line, long octetsMax) implements Pop3ClientAnswer {
        public Fetch {
            requireLine(line);
        }

        @Override
        public <R> R match(Cases<R> on) {
            return on.fetch(this);
        }
    }

    /** XAPPEND of the performer's source, which has exactly so many octets. */
    record Upload(long octets) implements Pop3ClientAnswer {
        public Upload {
            if (octets < 0) {
                throw new IllegalArgumentException("octets " + octets);
            }
        }

        @Override
        public <R> R match(Cases<R> on) {
            return on.upload(this);
        }
    }

    /** QUIT: the changes are made, or not; {@link Pop3ClientQuestion.Ended} tells. */
    record Quit() implements Pop3ClientAnswer {
        @Override
        public <R> R match(Cases<R> on) {
            return on.quit(this);
        }
    }

    /** To what needs no answer. */
    record Noted() implements Pop3ClientAnswer {
        @Override
        public <R> R match(Cases<R> on) {
            return on.noted(this);
        }
    }

    /** A case for every answer. */
    interface Cases<R> {
        R respond(Respond answer);

        R cancel(Cancel answer);

        R handOver(HandOver answer);

        R single(Single answer);

        R listing(Listing answer);

        R fetch(Fetch answer);

        R upload(Upload answer);

        R quit(Quit answer);

        R noted(Noted answer);
    }

    private static void requireLine(String line) {
        boolean octets = line.chars().allMatch(c -> c != '\r' && c != '\n' && c != 0 && c < 256);
        if (!octets || line.isEmpty() || line.length() > LINE_MAX) {
            throw new IllegalArgumentException("not one line of octets, of at most " + LINE_MAX);
        }
    }
}
