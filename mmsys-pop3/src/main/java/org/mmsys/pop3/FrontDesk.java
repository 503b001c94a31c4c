package org.mmsys.pop3;

import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.protocol.Attempt;
import org.mmsys.core.protocol.Link;
import org.mmsys.core.protocol.Peers;
import org.mmsys.core.route.Directory;
import org.mmsys.core.route.Directory.Home;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.pop3.Pop3Login;
import org.mmsys.wire.sasl.SaslName;
import org.mmsys.wire.sasl.Secret;
import org.mmsys.wire.session.Input.Client;

/**
 * Leads each login to where it is checked: to our own desk, or to the account's home.
 *
 * <p>Names that nobody has are checked here, so that they take as long as wrong passwords. A peer's client is never led on:
 * it is at home here or sent back (rules 24). Owned by one performer.
 */
final class FrontDesk {
    private final LoginDesk desk;
    private final Directory directory;
    private final Peers peers;
    private final KeptHomes kept;
    /** Who wants in, while an exchange has not yet said whose name it is about. */
    private @Nullable Nameless nameless;

    private @Nullable HomeLogin home;
    private @Nullable Link link;
    /** What our own desk is to go on with, once it is clear that it is the right one. */
    private @Nullable Pop3Question putOff;

    /** An exchange whose first message is still to come. */
    private record Nameless(String mechanism, Client client, boolean utf8) {}

    FrontDesk(LoginDesk desk, Directory directory, Peers peers, KeptHomes kept) {
        this.desk = desk;
        this.directory = directory;
        this.peers = peers;
        this.kept = kept;
    }

    Attempt<Pop3Answer> login(Pop3Question.Login question, Consumer<Pop3Answer> later) {
        forget();
        Lead lead = lead(question.login(), question.client());
        if (lead.where() == Where.LOCAL || question.password().isEmpty()) {
            return desk.tryPassword(question); // no password is wrong everywhere
        }
        Pop3Login login = new Pop3Login.Password(question.login(), Secret.of(question.password()));
        return away(lead, question.client(), question.utf8(), login, question, later);
    }

    Attempt<Pop3Answer> begin(Pop3Question.SaslBegin question, Consumer<Pop3Answer> later) {
        forget();
        Nameless exchange = new Nameless(question.mechanism(), question.client(), question.utf8());
        if (question.initial().filter(octets -> octets.length > 0).isEmpty()) {
            nameless = exchange;
            return desk.tryBegin(question);
        }
        Lead lead = lead(exchange, question.initial().get());
        return lead.where() == Where.LOCAL
                ? desk.tryBegin(question)
                : away(lead, exchange, question.initial().get(), question, later);
    }

    Attempt<Pop3Answer> respond(Pop3Question.SaslRespond question, Consumer<Pop3Answer> later) {
        HomeLogin abroad = home;
        if (abroad != null) {
            return abroad.respond(question.response(), later);
        }
        Nameless exchange = nameless;
        nameless = null;
        if (exchange == null) {
            return desk.tryRespond(question.response());
        }
        Lead lead = lead(exchange, question.response());
        return lead.where() == Where.LOCAL
                ? desk.tryRespond(question.response())
                : away(lead, exchange, question.response(), question, later);
    }

    /** What was put off is to be checked here. */
    Attempt<Pop3Answer> goOn() {
        drop();
        Pop3Question question = putOff;
        if (question instanceof Pop3Question.Login login) {
            return desk.tryPassword(login);
        }
        if (question instanceof Pop3Question.SaslBegin begin) {
            return desk.tryBegin(begin);
        }
        if (question instanceof Pop3Question.SaslRespond respond) {
            return desk.tryRespond(respond.response());
        }
        throw new IllegalStateException("nothing was put off");
    }

    /** The same on a worker. */
    Pop3Answer goOnWorking() throws InterruptedException {
        Pop3Question question = putOff;
        if (question instanceof Pop3Question.Login login) {
            return desk.password(login);
        }
        if (question instanceof Pop3Question.SaslBegin begin) {
            return desk.respond(begin.initial().orElse(new byte[0]));
        }
        if (question instanceof Pop3Question.SaslRespond respond) {
            return desk.respond(respond.response());
        }
        throw new IllegalStateException("nothing was put off");
    }

    /** The client has broken off its exchange. */
    void breakOff() {
        forget();
    }

    /** The connection to the home; secrets are forgotten. */
    Link link() {
        HomeLogin abroad = home;
        if (abroad == null) {
            throw new IllegalStateException("nobody was called");
        }
        Link open = abroad.link();
        link = open;
        home = null;
        putOff = null;
        return open;
    }

    /** The session is over: connections that were not spliced are closed. */
    void closed() {
        drop();
        Link open = link;
        if (open != null) {
            open.close();
        }
    }

    private void forget() {
        drop();
        nameless = null;
        putOff = null;
    }

    private void drop() {
        HomeLogin abroad = home;
        home = null;
        if (abroad != null) {
            abroad.drop();
        }
    }

    private Attempt<Pop3Answer> away(
            Lead lead, Nameless exchange, byte[] first, Pop3Question question, Consumer<Pop3Answer> later) {
        Pop3Login login = new Pop3Login.Sasl(exchange.mechanism(), Optional.of(first));
        return away(lead, exchange.client(), exchange.utf8(), login, question, later);
    }

    private Attempt<Pop3Answer> away(
            Lead lead,
            Client client,
            boolean utf8,
            Pop3Login login,
            Pop3Question question,
            Consumer<Pop3Answer> later) {
        if (lead.where() == Where.NOWHERE || lead.account().isEmpty()) {
            return Attempt.now(new Pop3Answer.NotHere());
        }
        putOff = question;
        HomeLogin abroad = new HomeLogin(peers, kept, directory, lead.account().get(), client, utf8, login);
        home = abroad;
        return abroad.start(lead.home(), later);
    }

    private Lead lead(Nameless exchange, byte[] first) {
        // what names nobody is refused by our own desk, as a wrong password
        return SaslName.of(exchange.mechanism(), first)
                .map(name -> lead(name, exchange.client()))
                .orElse(Lead.LOCAL);
    }

    private Lead lead(String login, Client client) {
        Optional<AccountName> account = directory.account(login);
        Home known = account.map(directory::find).orElse(new Home.Nobody());
        if (client.via().isPresent()) {
            return known instanceof Home.Here ? Lead.LOCAL : new Lead(Where.NOWHERE, account, known);
        }
        boolean abroad = known instanceof Home.There || known instanceof Home.Unsure;
        return abroad ? new Lead(Where.ABROAD, account, known) : Lead.LOCAL;
    }

    private enum Where {
        LOCAL,
        ABROAD,
        NOWHERE
    }

    private record Lead(Where where, Optional<AccountName> account, Home home) {
        static final Lead LOCAL = new Lead(Where.LOCAL, Optional.empty(), new Home.Here());
    }
}
