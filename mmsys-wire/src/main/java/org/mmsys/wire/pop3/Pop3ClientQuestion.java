package org.mmsys.wire.pop3;

/** What the machine of a client asks its performer. Which answers fit is said at each. */
public sealed interface Pop3ClientQuestion {
    <R> R match(Cases<R> on);

    /** The server's challenge, decoded: {@link Pop3ClientAnswer.Respond} or {@link Pop3ClientAnswer.Cancel}. */
    record Challenge(byte[] octets) implements Pop3ClientQuestion {
        @Override
        public <R> R match(Cases<R> on) {
            return on.challenge(this);
        }

        @Override
        public String toString() {
            return "Challenge[***]";
        }
    }

    /**
     * What next? After login and after each command: a command, {@link Pop3ClientAnswer.Quit} or, to give the connection away,
     * {@link Pop3ClientAnswer.HandOver}.
     */
    record Next(Pop3Outcome before) implements Pop3ClientQuestion {
        @Override
        public <R> R match(Cases<R> on) {
            return on.next(this);
        }
    }

    /** QUIT was answered, the changes made or not: {@link Pop3ClientAnswer.Noted}. */
    record Ended(Pop3Status status) implements Pop3ClientQuestion {
        @Override
        public <R> R match(Cases<R> on) {
            return on.ended(this);
        }
    }

    /** It came to nothing: {@link Pop3ClientAnswer.Noted}; the connection is closed. */
    record Failed(Pop3Trouble trouble) implements Pop3ClientQuestion {
        @Override
        public <R> R match(Cases<R> on) {
            return on.failed(this);
        }
    }

    /** A case for every question. */
    interface Cases<R> {
        R challenge(Challenge question);

        R next(Next question);

        R ended(Ended question);

        R failed(Failed question);
    }
}
