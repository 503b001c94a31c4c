package org.mmsys.core.route;

import java.util.function.Consumer;
import org.mmsys.wire.address.AccountName;

/** Asks another server whether an account lives there (VRFY among peers, rules 16). Thread-safe. */
@FunctionalInterface
public interface RemoteVerify {
    /** Never waits; the answer comes once, on any thread, perhaps before this returns, within 3 s. */
    void verify(String server, AccountName account, Consumer<Answer> answer);

    /** What the server says. */
    enum Answer {
        /** It is this account's home. */
        YES,
        /** It is not. */
        NO,
        /** It could not be asked, or did not know: says nothing about the account. */
        NO_ANSWER
    }
}
