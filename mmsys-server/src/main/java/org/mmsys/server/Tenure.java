package org.mmsys.server;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.mmsys.replica.node.BulkService;

/**
 * What a serving half has to ask as long as it serves; all answer from memory, on any thread.
 *
 * @param mayShow whether mail may be shown and transfers begun: nobody else can serve now
 * @param holdsReplies whether new mail is refused for the time being, since nothing could be acknowledged
 * @param copies on how many disks is what is committed now
 * @param otherHalf how the mirror is reached, if there is one
 * @param mailOnly whether accounts are not to be changed: the other half may go on, too
 */
record Tenure(
        BooleanSupplier mayShow,
        BooleanSupplier holdsReplies,
        IntSupplier copies,
        Optional<BulkService.Caller> otherHalf,
        BooleanSupplier mailOnly) {
    /** One under which accounts may always be changed. */
    Tenure(
            BooleanSupplier mayShow,
            BooleanSupplier holdsReplies,
            IntSupplier copies,
            Optional<BulkService.Caller> otherHalf) {
        this(mayShow, holdsReplies, copies, otherHalf, () -> false);
    }

    /** Of a node that has no other half. */
    static Tenure alone() {
        return new Tenure(() -> true, () -> false, () -> 1, Optional.empty());
    }
}
