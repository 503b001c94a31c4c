package org.mmsys.server.ctl;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.mmsys.server.json.JsonObject;

/** What all commands share: where they write, and where passwords come from. */
record Desk(Supplier<PrintWriter> writer, Passwords passwords) {
    PrintWriter out() {
        return writer.get();
    }

    /** Prints a line. */
    void line(Object text) {
        out().println(text);
    }

    /** Writes for people, unless the answer was printed for programs already. */
    void unlessJson(Talk talk, Runnable printing) {
        if (!talk.json) {
            printing.run();
        }
    }

    /** The objects of an array. */
    List<JsonObject> objects(JsonObject of, String name) {
        return of.list(name).stream()
                .filter(Map.class::isInstance)
                .map(member -> new JsonObject((Map<?, ?>) member))
                .toList();
    }
}
