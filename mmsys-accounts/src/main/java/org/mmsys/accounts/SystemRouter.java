package org.mmsys.accounts;

import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.mmsys.core.route.Directory;
import org.mmsys.core.route.Directory.Home;
import org.mmsys.core.route.Route;
import org.mmsys.core.route.Router;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.address.EmailAddress;

/**
 * Routes by the accounts of the system: an account here or on another server, a role that goes to the postmaster, or another
 * system.
 *
 * <p>An account of the role's own name comes before the postmaster. Address literals are nobody's home here, and
 * {@code name+detail} is not taken for {@code name}.
 */
final class SystemRouter implements Router {
    /** RFC 5321 §4.5.1 wants postmaster, RFC 2142 the rest. */
    private static final Set<String> ROLES = Set.of("postmaster", "abuse", "hostmaster", "mailer-daemon");

    private final Set<String> domains;
    private final Optional<AccountName> postmaster;
    private final Directory directory;

    SystemRouter(AccountSettings settings, Directory directory) {
        this.domains = Set.copyOf(settings.domains());
        this.postmaster = settings.postmaster();
        this.directory = directory;
    }

    @Override
    public Route route(EmailAddress address) {
        if (!domains.contains(address.domain())) {
            return address.domain().startsWith("[") ? new Route.Unknown() : new Route.External(address.domain());
        }
        Optional<AccountName> name = AccountName.of(address.local(), address.domain());
        if (name.isEmpty()) {
            return new Route.Unknown();
        }
        Route route = route(name.get(), directory.find(name.get()));
        return led(route) || !ROLES.contains(name.get().local())
                ? route
                : roleRoute().orElse(route);
    }

    private static boolean led(Route route) {
        return route instanceof Route.Local || route instanceof Route.Peer;
    }

    /** Where mail for a role goes that has no account of its own name; better there than nowhere while we are unsure. */
    private Optional<Route> roleRoute() {
        return postmaster
                .map(account -> route(account, directory.find(account)))
                .filter(route -> !(route instanceof Route.Unknown));
    }

    private static Route route(AccountName name, Home home) {
        if (home instanceof Home.Here) {
            return new Route.Local(name);
        }
        if (home instanceof Home.There there) {
            return new Route.Peer(there.server(), name);
        }
        return home instanceof Home.Unsure ? new Route.Unsure(name) : new Route.Unknown();
    }

    @Override
    public void resolve(EmailAddress address, Consumer<Route> answer) {
        Route now = route(address);
        if (now instanceof Route.Unsure unsure) {
            directory.resolve(unsure.account(), home -> answer.accept(route(unsure.account(), home)));
        } else {
            answer.accept(now);
        }
    }

    @Override
    public boolean ownDomain(String domain) {
        return EmailAddress.foldDomain(domain).filter(domains::contains).isPresent();
    }
}
