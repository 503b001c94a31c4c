package org.mmsys.wire.pop3;

import java.util.List;
import org.mmsys.wire.session.BodyReport;

/** How the last thing a client did has ended, before it is asked for the next one. */
public sealed interface Pop3Outcome {
    <R> R match(Cases<R> on);

    /** The login succeeded; {@code features} are those of the connection as it is now. */
    record LoggedIn(Pop3Status status, Pop3Features features) implements Pop3Outcome {
        @Override
        public <R> R match(Cases<R> on) {
            return on.loggedIn(this);
        }
    }

    /** One line was the answer; also a refusal of whatever was asked. */
    record Said(Pop3Status status) implements Pop3Outcome {
        @Override
        public <R> R match(Cases<R> on) {
            return on.said(this);
        }
    }

    /** A listing, without dots that stood for themselves. */
    record Listed(Pop3Status status, List<String> lines) implements Pop3Outcome {
        public Listed {
            lines = List.copyOf(lines);
        }

        @Override
        public <R> R match(Cases<R> on) {
            return on.listed(this);
        }
    }

    /** A message went into the performer's sink; the report says whether it is whole. */
    record Fetched(Pop3Status status, BodyReport report) implements Pop3Outcome {
        @Override
        public <R> R match(Cases<R> on) {
            return on.fetched(this);
        }
    }

    /** A case for every outcome. */
    interface Cases<R> {
        R loggedIn(LoggedIn outcome);

        R said(Said outcome);

        R listed(Listed outcome);

        R fetched(Fetched outcome);
    }
}
