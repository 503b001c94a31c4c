package org.mmsys.smtp;

import java.util.Optional;
import java.util.function.Consumer;
import org.mmsys.core.protocol.Attempt;
import org.mmsys.core.protocol.HouseContext;
import org.mmsys.core.route.Directory.Home;
import org.mmsys.core.route.Route;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.address.EmailAddress;

/**
 * Finds out where addresses lead. I/O thread; never waits: what only other servers know is asked of them and answered later.
 */
final class RecipientDesk {
    private final HouseContext house;

    RecipientDesk(HouseContext house) {
        this.house = house;
    }

    Attempt<SmtpAnswer> sender(SmtpQuestion.Sender question, Consumer<SmtpAnswer> later) {
        if (question.address().isEmpty()) {
            return Attempt.now(found(Optional.empty()));
        }
        EmailAddress address = question.address().get();
        Route known = house.router().route(address);
        if (!question.resolve() || !(known instanceof Route.Unsure)) {
            return Attempt.now(found(Optional.of(known)));
        }
        house.router().resolve(address, route -> later.accept(found(Optional.of(route))));
        return Attempt.pending();
    }

    private SmtpAnswer found(Optional<Route> route) {
        return new SmtpAnswer.SenderFound(route, house.store().closedToMail());
    }

    Attempt<SmtpAnswer> recipient(SmtpQuestion.Recipient question, Consumer<SmtpAnswer> later) {
        Route known = house.router().route(question.address());
        if (!question.resolve() || !(known instanceof Route.Unsure)) {
            return Attempt.now(new SmtpAnswer.RecipientFound(known));
        }
        house.router().resolve(question.address(), route -> later.accept(new SmtpAnswer.RecipientFound(route)));
        return Attempt.pending();
    }

    /** What is said of a name to a peer (RFC 5321 §3.5): only what this server knows of itself. */
    SmtpAnswer verify(String argument) {
        boolean path = argument.startsWith("<") && argument.endsWith(">");
        Optional<AccountName> account =
                house.directory().account(path ? argument.substring(1, argument.length() - 1) : argument);
        return new SmtpAnswer.Verified(
                account, account.map(house.directory()::find).equals(Optional.of(new Home.Here())));
    }
}
