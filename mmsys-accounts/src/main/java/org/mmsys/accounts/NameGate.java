package org.mmsys.accounts;

import java.util.List;
import java.util.Optional;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.route.AccountRegistry.Result;
import org.mmsys.wire.address.AccountName;

/** What a name has to pass before an account of it is made, and who hears of what became of it. Worker threads. */
interface NameGate {
    /** The gate of a system of one server: always open. */
    NameGate OPEN = new NameGate() {
        @Override
        public Passage enter(AccountName name, boolean overGrave) {
            return new Passage(Result.OK, name, "", "");
        }

        @Override
        public boolean stillValid(Passage passage) {
            return true;
        }

        @Override
        public Optional<Operation> together(Passage passage) {
            return Optional.empty();
        }

        @Override
        public void settled(Passage passage, boolean made) {
            // nobody else to tell
        }

        @Override
        public void tell(List<AccountName> made, List<AccountName> gone) {
            // nobody else to tell
        }
    };

    /**
     * What the gate said.
     *
     * @param result OK, TAKEN or TRY_LATER
     */
    record Passage(Result result, AccountName name, String arbiter, String token) {}

    /** Asks for the name; waits for the arbiter within limits. With OK {@link #settled} must follow. */
    Passage enter(AccountName name, boolean overGrave) throws InterruptedException;

    /** Whether the name is surely still ours: only then may the account be committed. */
    boolean stillValid(Passage passage);

    /** What is to stand in the same entry as the new account. */
    Optional<Operation> together(Passage passage);

    /** The account was made, or will not be. Any thread; never waits. */
    void settled(Passage passage, boolean made);

    /** Tells the other servers, and waits a moment so that most have heard it when the client does. */
    void tell(List<AccountName> made, List<AccountName> gone) throws InterruptedException;
}
