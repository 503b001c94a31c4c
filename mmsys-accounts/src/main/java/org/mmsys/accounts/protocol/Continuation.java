package org.mmsys.accounts.protocol;

import java.util.Optional;
import org.mmsys.accounts.protocol.AccountQuestion.Response;
import org.mmsys.wire.accounts.AccountCommand;
import org.mmsys.wire.accounts.PeerCommand;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.sasl.Secret;
import org.mmsys.wire.sasl.StrictText;

/**
 * A command that waits for one more line: what that line has to be, and the question it makes.
 *
 * <pre>
 * password-line  = base64                   ; CREATE, DELETE
 * passwords-line = base64 SP base64         ; PASSWD: present, new
 * </pre>
 */
@FunctionalInterface
interface Continuation {
    /** The question, or empty when the line is not as asked for. */
    Optional<AccountQuestion> take(String line);

    static Continuation create(AccountCommand.Create command) {
        return line ->
                secret(line).map(password -> new AccountQuestion.Create(command.name(), command.requestId(), password));
    }

    static Continuation asked(PeerCommand.Asked command) {
        return line ->
                secret(line).map(password -> new AccountQuestion.Asked(command.name(), command.requestId(), password));
    }

    static Continuation delete(AccountName account) {
        return line -> secret(line).map(present -> new AccountQuestion.Delete(account, present));
    }

    static Continuation changePassword(AccountName account) {
        return line -> {
            int space = line.indexOf(' ');
            Optional<Secret> present = secret(line.substring(0, Math.max(0, space)));
            Optional<Secret> next = secret(line.substring(space + 1));
            return present.isEmpty() || next.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new AccountQuestion.ChangePassword(account, present.get(), next.get()));
        };
    }

    static Continuation sasl() {
        return line -> StrictText.base64(line).map(octets -> new AccountQuestion.ContinueSasl(new Response(octets)));
    }

    private static Optional<Secret> secret(String base64) {
        return StrictText.base64(base64)
                .flatMap(StrictText::utf8)
                .filter(text -> !text.isEmpty())
                .map(Secret::of);
    }
}
