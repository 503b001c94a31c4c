package org.mmsys.accounts;

import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.mmsys.core.route.Route;
import org.mmsys.core.route.Router;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.address.EmailAddress;

/**
 * Routes by the accounts of this server: an account, a role that goes to the postmaster, or another system.
 *
 * <p>An account of the role's own name comes before the postmaster. Address literals are nobody's home here, and
 * {@code name+detail} is not taken for {@code name}.
 */
final class SystemRouter implements Router {
    /** RFC 5321 §4.5.1 wants postmaster, RFC 2142 the rest. */
    private static final Set<String> ROLES = Set.of("postmaster", "abuse", "hostmaster", "mailer-daemon");

    private final Set<String> domains;
    private final Optional<AccountName> postmaster;
    private final AccountStore store;

    SystemRouter(AccountSettings settings, AccountStore store) {
        this.domains = Set.copyOf(settings.domains());
        this.postmaster = settings.postmaster();
        this.store = store;
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
        if (store.exists(name.get())) {
            return new Route.Local(name.get());
        }
        return ROLES.contains(name.get().local())
                ? postmaster.filter(store::exists).<Route>map(Route.Local::new).orElseGet(Route.Unknown::new)
                : new Route.Unknown();
    }

    @Override
    public void resolve(EmailAddress address, Consumer<Route> answer) {
        answer.accept(route(address));
    }

    @Override
    public boolean ownDomain(String domain) {
        return EmailAddress.foldDomain(domain).filter(domains::contains).isPresent();
    }
}
