package org.mmsys.replica.registry.lone;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.replica.registry.Registry;
import org.mmsys.replica.registry.RegistryContract;

/** What every registry does, of two halves: the first client of a test is one of them, the next one the other. */
class LoneContractTests {
    /** A vote that stays with the half that made the record. */
    @Nested
    class Staying extends Halves {
        Staying() {
            super(value -> true, true);
        }
    }

    /** Asked from the half that has not got it. */
    @Nested
    class Elsewhere extends Halves {
        Elsewhere() {
            super(value -> true, false);
        }
    }

    /** A vote that goes to the other half with about every second change. */
    @Nested
    class Moving extends Halves {
        Moving() {
            super(value -> value.length > 0 && value[value.length - 1] % 2 == 0, true);
        }
    }

    abstract static class Halves extends RegistryContract {
        private final Predicate<byte[]> belongsToA;
        private final boolean firstIsA;

        @TempDir
        Path directory = Path.of("");

        private int opened;
        private java.util.Optional<LoneHalves> halves = java.util.Optional.empty();

        Halves(Predicate<byte[]> belongsToA, boolean firstIsA) {
            this.belongsToA = belongsToA;
            this.firstIsA = firstIsA;
        }

        @Override
        protected Registry open() throws IOException {
            opened++;
            if (opened == 1) {
                LoneHalves both = new LoneHalves(directory, belongsToA);
                both.openBoth();
                halves = java.util.Optional.of(both);
            }
            LoneHalves both = halves.orElseThrow();
            return firstIsA == (opened == 1) ? both.a() : both.b();
        }

        @Override
        protected boolean isShared() {
            return true;
        }
    }
}
