package org.mmsys.accounts.protocol;

import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.route.AuthOutcome;
import org.mmsys.wire.accounts.AccountReplies;
import org.mmsys.wire.accounts.AccountReply;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.session.Step;

/** What the machine says to each answer of its performer. */
final class AccountAnswers
        implements AccountAnswer.Cases<Step<AccountQuestion>>, AuthOutcome.Cases<Step<AccountQuestion>> {
    private final AccountsServerMachine machine;
    private @Nullable AccountQuestion asked;

    AccountAnswers(AccountsServerMachine machine) {
        this.machine = machine;
    }

    Step<AccountQuestion> take(AccountQuestion question, AccountAnswer answer) {
        asked = question;
        return answer.match(this);
    }

    @Override
    public Step<AccountQuestion> offers(AccountAnswer.Offers answer) {
        return machine.offered(answer);
    }

    @Override
    public Step<AccountQuestion> outcome(AccountAnswer.Outcome answer) {
        return switch (answer.result()) {
            case OK -> machine.say(done());
            case TAKEN -> machine.say(AccountReplies.TAKEN);
            case BAD_NAME -> machine.say(AccountReplies.BAD_NAME);
            case WEAK_PASSWORD -> machine.say(AccountReplies.WEAK_PASSWORD);
            case CLOSED -> machine.say(AccountReplies.CLOSED);
            case RATE -> machine.say(AccountReplies.RATE);
            case TRY_LATER -> machine.say(AccountReplies.TRY_LATER);
            case DENIED -> machine.mistake(AccountReplies.WRONG_PASSWORD);
        };
    }

    private AccountReply done() {
        if (asked instanceof AccountQuestion.Available) {
            return AccountReplies.FREE;
        }
        if (asked instanceof AccountQuestion.Create || asked instanceof AccountQuestion.Asked) {
            return AccountReplies.CREATED;
        }
        if (asked instanceof AccountQuestion.Delete) {
            machine.loggedIn(Optional.empty());
            return AccountReplies.DELETED;
        }
        return AccountReplies.PASSWORD_CHANGED;
    }

    @Override
    public Step<AccountQuestion> home(AccountAnswer.Home answer) {
        return machine.say(AccountReply.ok(answer.server()));
    }

    @Override
    public Step<AccountQuestion> challenge(AccountAnswer.Challenge answer) {
        return machine.prompt(Base64.getEncoder().encodeToString(answer.octets()), Continuation.sasl());
    }

    @Override
    public Step<AccountQuestion> loggedIn(AccountAnswer.LoggedIn answer) {
        return answer.outcome().match(this);
    }

    @Override
    public Step<AccountQuestion> notOffered(AccountAnswer.NotOffered answer) {
        return machine.mistake(AccountReplies.NO_SUCH_MECHANISM);
    }

    @Override
    public Step<AccountQuestion> toPeer(AccountAnswer.ToPeer answer) {
        return machine.send(answer.octets());
    }

    @Override
    public Step<AccountQuestion> notHere(AccountAnswer.NotHere answer) {
        return machine.say(AccountReplies.NOT_HERE);
    }

    /** The home has the session from here on. */
    @Override
    public Step<AccountQuestion> joined(AccountAnswer.Joined answer) {
        return Step.of(
                new Output.Reply<>(
                        AccountReply.ok(answer.account() + " logged in").octets()),
                new Output.Splice<>());
    }

    @Override
    public Step<AccountQuestion> granted(AuthOutcome.Granted outcome) {
        machine.loggedIn(Optional.of(outcome.account()));
        return machine.say(AccountReply.ok(outcome.account() + " logged in"));
    }

    @Override
    public Step<AccountQuestion> denied(AuthOutcome.Denied outcome) {
        return machine.mistake(AccountReplies.WRONG_PASSWORD);
    }

    @Override
    public Step<AccountQuestion> tryLater(AuthOutcome.TryLater outcome) {
        return machine.say(AccountReplies.TRY_LATER);
    }
}
