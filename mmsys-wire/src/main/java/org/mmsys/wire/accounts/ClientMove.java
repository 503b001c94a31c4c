package org.mmsys.wire.accounts;

import java.util.List;

/** What is to be said next, answered to a {@link ClientTurn}. Lines may hold passwords and print as stars. */
public sealed interface ClientMove {
    /** Go on as far as you can: the answer to turns that leave no choice. */
    record GoOn() implements ClientMove {}

    /**
     * A command.
     *
     * @param line without CRLF
     * @param multiLine whether lines and a dot follow an answer of {@code +OK}
     * @param continuations said at the first prompts, in this order; without any left the prompt becomes a turn
     */
    record Say(String line, boolean multiLine, List<String> continuations) implements ClientMove {
        public Say {
            continuations = List.copyOf(continuations);
        }

        /** A command that is answered by one line. */
        public static Say single(String line) {
            return new Say(line, false, List.of());
        }

        /** A command that is answered by many. */
        public static Say many(String line) {
            return new Say(line, true, List.of());
        }

        @Override
        public String toString() {
            return "Say[***]";
        }
    }

    /** The line that a prompt asked for. */
    record Continue(String line) implements ClientMove {
        @Override
        public String toString() {
            return "Continue[***]";
        }
    }

    /** The dialogue is over and the connection is kept, to be joined with another one. */
    record HandOver() implements ClientMove {}

    /** QUIT. */
    record Leave() implements ClientMove {}
}
