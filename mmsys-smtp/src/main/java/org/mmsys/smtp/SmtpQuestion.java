package org.mmsys.smtp;

import java.util.List;
import java.util.Optional;
import org.mmsys.core.journal.Sha256;
import org.mmsys.wire.address.EmailAddress;
import org.mmsys.wire.session.Input.Client;

/** What the SMTP machine cannot know by itself. */
public sealed interface SmtpQuestion {
    <R> R match(Cases<R> on);

    /** Which mechanisms may this client use? An unfinished body is to be forgotten. */
    record Greet(Client client) implements SmtpQuestion {
        @Override
        public <R> R match(Cases<R> on) {
            return on.greet(this);
        }
    }

    /**
     * Where does the sender's address lead, and is there space for new mail?
     *
     * @param resolve whether other servers are to be asked where that is not known here
     */
    record Sender(Optional<EmailAddress> address, boolean resolve) implements SmtpQuestion {
        @Override
        public <R> R match(Cases<R> on) {
            return on.sender(this);
        }
    }

    /**
     * Where does this recipient's address lead?
     *
     * @param resolve whether other servers are to be asked where that is not known here
     */
    record Recipient(EmailAddress address, boolean resolve) implements SmtpQuestion {
        @Override
        public <R> R match(Cases<R> on) {
            return on.recipient(this);
        }
    }

    /** A peer asks: is this account at home here? */
    record Verify(String argument) implements SmtpQuestion {
        @Override
        public <R> R match(Cases<R> on) {
            return on.verify(this);
        }
    }

    /** Begins a SASL exchange. */
    record Login(Client client, String mechanism, Optional<byte[]> initialResponse) implements SmtpQuestion {
        @Override
        public <R> R match(Cases<R> on) {
            return on.login(this);
        }

        @Override
        public String toString() {
            return "Login[mechanism=" + mechanism + ", initialResponse=***]";
        }
    }

    /** Goes on with the SASL exchange. */
    record Respond(byte[] response) implements SmtpQuestion {
        @Override
        public <R> R match(Cases<R> on) {
            return on.respond(this);
        }

        @Override
        public String toString() {
            return "Respond[***]";
        }
    }

    /** Goes on with the login whose account was looked for. */
    record Resume() implements SmtpQuestion {
        @Override
        public <R> R match(Cases<R> on) {
            return on.resume(this);
        }
    }

    /** Make ready for the body of this message. */
    record Begin(Envelope envelope) implements SmtpQuestion {
        @Override
        public <R> R match(Cases<R> on) {
            return on.begin(this);
        }
    }

    /** Commit the message whose body is complete. */
    record Commit() implements SmtpQuestion {
        @Override
        public <R> R match(Cases<R> on) {
            return on.commit(this);
        }
    }

    /** Forget the body that was begun, and say what was wrong with it. */
    record Discard() implements SmtpQuestion {
        @Override
        public <R> R match(Cases<R> on) {
            return on.discard(this);
        }
    }

    /** The client has heard the 250 for these. */
    record Confirm(List<Sha256> submissions) implements SmtpQuestion {
        public Confirm {
            submissions = List.copyOf(submissions);
        }

        @Override
        public <R> R match(Cases<R> on) {
            return on.confirm(this);
        }
    }

    /** A case for every question. */
    interface Cases<R> {
        R greet(Greet question);

        R sender(Sender question);

        R recipient(Recipient question);

        R verify(Verify question);

        R login(Login question);

        R respond(Respond question);

        R resume(Resume question);

        R begin(Begin question);

        R commit(Commit question);

        R discard(Discard question);

        R confirm(Confirm question);
    }
}
