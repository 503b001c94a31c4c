package org.mmsys.core.route;

import java.util.Optional;
import java.util.function.Consumer;
import org.mmsys.wire.address.AccountName;

/** Says which server is the home of an account. */
public interface Directory {
    /** What is known now. Any thread; never waits. */
    Home find(AccountName account);

    /**
     * What is known after the servers that may know better have been asked; {@link Home.Unsure} if one did not answer.
     *
     * <p>Any thread; never waits. The answer comes once, on any thread, perhaps before this returns, within 10 s.
     */
    void resolve(AccountName account, Consumer<Home> answer);

    /** The server said that it is not this account's home: the next {@link #resolve} asks again. Any thread. */
    void denied(AccountName account, String server);

    /** The account a login name means ({@code ta}, {@code TA@mmsys.upenn.edu}), if it could be one of this system. */
    Optional<AccountName> account(String login);

    /** Where an account lives. */
    sealed interface Home {
        /** On this server. */
        record Here() implements Home {}

        /** On another server of the system. */
        record There(String server) implements Home {}

        /** Nowhere: every server that could know has said so. */
        record Nobody() implements Home {}

        /** On no server we know of, but not all could be asked. */
        record Unsure() implements Home {}
    }
}
