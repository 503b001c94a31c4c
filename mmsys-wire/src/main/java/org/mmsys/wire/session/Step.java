package org.mmsys.wire.session;

import java.util.List;

/**
 * What a machine wants done after one input, in this order.
 *
 * <p>At most one of {@link Output.Ask}, {@link Output.CollectBody}, {@link Output.SendBody}, {@link Output.StartTls},
 * {@link Output.Splice}, {@link Output.HandOver} or {@link Output.Close} may stand in a step, and only as its last output.
 */
public record Step<Q>(List<Output<Q>> outputs) {
    public Step {
        outputs = List.copyOf(outputs);
    }

    /** Nothing to do: wait for the next input. */
    public static <Q> Step<Q> nothing() {
        return new Step<>(List.of());
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <Q> Step<Q> of(Output<Q>... outputs) {
        return new Step<>(List.of(outputs));
    }

    /** One reply, complete with its CRLFs. */
    public static <Q> Step<Q> reply(String octets) {
        return new Step<>(List.of(new Output.Reply<>(octets)));
    }

    /** One question and nothing else. */
    public static <Q> Step<Q> ask(Q question) {
        return new Step<>(List.of(new Output.Ask<>(question)));
    }
}
