package org.mmsys.core.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the bodies that entries name. */
final class Spooled {
    private Spooled() {}

    /** The body files that an entry names, each once. */
    static List<Body.Spooled> in(JournalEntry entry) {
        List<Body.Spooled> found = new ArrayList<>();
        for (Operation operation : entry.operations()) {
            bodyOf(operation).ifPresent(body -> {
                if (body instanceof Body.Spooled file && !found.contains(file)) {
                    found.add(file);
                }
            });
        }
        return found;
    }

    /** The body that comes with an operation. */
    static Optional<Body> bodyOf(Operation operation) {
        if (operation instanceof Operation.Deliver deliver) {
            return Optional.of(deliver.body());
        }
        return operation instanceof Operation.Enqueue queued ? Optional.of(queued.body()) : Optional.empty();
    }
}
