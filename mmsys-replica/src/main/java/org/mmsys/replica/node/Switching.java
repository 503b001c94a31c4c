package org.mmsys.replica.node;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.mmsys.replica.node.PairNode.Switched;
import org.mmsys.replica.pair.PairMachine;

/** Follows a switchover that the administrator asked for, and tells how it ended. On the thread of the pair. */
final class Switching {
    private final PairMachine machine;
    private final Explanations explanations;
    private Optional<CompletableFuture<Switched>> waiting = Optional.empty();

    Switching(PairMachine machine, Explanations explanations) {
        this.machine = machine;
        this.explanations = explanations;
    }

    /** Whether it makes sense to ask the machine; if not, that was the answer. */
    boolean possible(CompletableFuture<Switched> asked) {
        if (!machine.holdsOffice()) {
            asked.complete(new Switched(false, "this node is not the primary"));
        } else if (machine.switchoverUnderWay()) {
            asked.complete(new Switched(false, "a switchover is under way already"));
        }
        return !asked.isDone();
    }

    /** The machine was asked. */
    void begun(CompletableFuture<Switched> asked) {
        waiting = Optional.of(asked);
        stepped();
    }

    void stepped() {
        if (waiting.isEmpty() || machine.switchoverUnderWay()) {
            return;
        }
        String last = explanations.last().orElse("");
        Switched outcome = new Switched(!machine.holdsOffice(), last);
        waiting.get().complete(outcome);
        waiting = Optional.empty();
    }
}
