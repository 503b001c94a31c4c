package org.mmsys.client.core;

import java.util.List;

/**
 * Why something did not work, in words for the person who waits for it. Immutable.
 *
 * @param cause what it was, for programs: exit codes, colours, which dialog to open
 * @param happened one sentence: what happened
 * @param doing one sentence: what the client does about it by itself; empty if nothing
 * @param advice one sentence: what the user can do; empty if nothing
 * @param detail the server's words or the system's, printable, for the log and the expert; may be empty
 */
public record Problem(Cause cause, String happened, String doing, String advice, String detail) {
    /** What kind of problem it is. */
    public enum Cause {
        /** The user gave something that cannot be: an address, a name, a number. */
        USAGE,
        /** A server does not answer; another one, or later, may. */
        UNREACHABLE,
        /** Name or password refused. */
        AUTHENTICATION,
        /** A certificate that nothing vouches for, or another one than the pinned. */
        CERTIFICATE,
        /** No TLS where TLS is required. */
        NO_TLS,
        /** The mailbox is open elsewhere. */
        BUSY,
        /** A server refused for good. */
        REFUSED,
        /** A server said "not now". */
        TEMPORARY,
        /** Nobody can tell whether the message was taken. */
        UNKNOWN_OUTCOME,
        /** The message, folder or account is not there (any more). */
        GONE,
        /** The disk of this computer: full, broken, not permitted. */
        DISK,
        /** Another instance uses the profile. */
        PROFILE_HELD,
        /** The password is not known and nobody could be asked. */
        NO_PASSWORD,
        /** The server does not speak the protocol, or cannot do what was asked. */
        PROTOCOL,
        /** A mistake in the client itself. */
        INTERNAL;

        /** Whether trying again later, or elsewhere, can help by itself. */
        public boolean passing() {
            return switch (this) {
                case UNREACHABLE, BUSY, TEMPORARY, UNKNOWN_OUTCOME -> true;
                case USAGE,
                        AUTHENTICATION,
                        CERTIFICATE,
                        NO_TLS,
                        REFUSED,
                        GONE,
                        DISK,
                        PROFILE_HELD,
                        NO_PASSWORD,
                        PROTOCOL,
                        INTERNAL -> false;
            };
        }
    }

    /** One about which nothing more can be said than that it happened. */
    public static Problem of(Cause cause, String happened) {
        return new Problem(cause, happened, "", "", "");
    }

    /** The same with what the user can do. */
    public Problem advising(String what) {
        return new Problem(cause, happened, doing, what, detail);
    }

    /** The same with what the client does. */
    public Problem meanwhile(String what) {
        return new Problem(cause, happened, what, advice, detail);
    }

    /** The same with the words behind it. */
    public Problem because(String words) {
        return new Problem(cause, happened, doing, advice, words);
    }

    /** The three sentences, those that are there. */
    public String text() {
        return String.join(
                " ",
                List.of(happened, doing, advice).stream()
                        .filter(part -> !part.isEmpty())
                        .toList());
    }
}
