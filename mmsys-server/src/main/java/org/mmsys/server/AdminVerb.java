package org.mmsys.server;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mmsys.server.AdminHttp.Page;
import org.mmsys.server.json.JsonObject;
import org.mmsys.wire.text.PrintableText;

/**
 * Something an administrator can ask of a node through the admin port, by POST.
 *
 * @param path where, {@code /queue/retry} for example
 * @param shown names of those arguments that may stand in the log
 */
record AdminVerb(String path, List<String> shown, Action action) {
    AdminVerb {
        shown = List.copyOf(shown);
    }

    /** What a verb does; on a thread of the admin port, one of a few, so it may wait. */
    interface Action {
        /**
         * Does it.
         *
         * @throws IOException when it cannot be done; the message is shown to the administrator
         */
        Page carryOut(JsonObject arguments) throws IOException, InterruptedException;
    }

    /** The arguments as the log may show them: who asks for a new password does not want it there. */
    String told(JsonObject arguments) {
        Map<String, String> told = new TreeMap<>();
        shown.forEach(name -> arguments.text(name).ifPresent(value -> told.put(name, PrintableText.of(value))));
        return told.toString();
    }
}
