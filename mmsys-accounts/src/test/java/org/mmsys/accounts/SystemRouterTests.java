package org.mmsys.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mmsys.core.route.Route;
import org.mmsys.core.route.Router;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.address.EmailAddress;
import org.mmsys.wire.sasl.Secret;

class SystemRouterTests {
    private final AccountsFixture house = new AccountsFixture();
    private final Router router = house.module.router();

    @BeforeEach
    void accounts() throws InterruptedException {
        house.account("boss", "secret");
        house.account("ann", "secret");
        house.module.administration().create("ann@also.test", Secret.of("secret"), false);
    }

    @AfterEach
    void close() {
        house.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "ann;here.test;ann@here.test",
                "ANN;HERE.Test;ann@here.test",
                "ann;also.test;ann@also.test",
                "boss;also.test;''",
                "bob;here.test;''",
                "ann+lists;here.test;''",
                "a b;here.test;''",
                "\u00e4nn;here.test;''",
                "../ann;here.test;''",
                "ann;[127.0.0.1];''",
                "postmaster;here.test;boss@here.test",
                "PostMaster;also.test;boss@here.test",
                "abuse;here.test;boss@here.test",
                "hostmaster;here.test;boss@here.test",
                "mailer-daemon;here.test;boss@here.test",
                "webmaster;here.test;''"
            })
    void routesOwnAddresses(String local, String domain, String account) {
        Route route = router.route(EmailAddress.of(local, domain).orElseThrow());

        assertThat(route.toString()).isEqualTo(account.isEmpty() ? "Unknown[]" : "Local[account=" + account + "]");
    }

    @Test
    void routesOtherDomainsOutwards() {
        assertThat(router.route(EmailAddress.of("ann", "B\u00fccher.example").orElseThrow()))
                .isEqualTo(new Route.External("xn--bcher-kva.example"));
        assertThat(router.ownDomain("HERE.test")).isTrue();
        assertThat(router.ownDomain("sub.here.test")).isFalse();
        assertThat(router.ownDomain("")).isFalse();
    }

    @Test
    void anAccountOfTheRolesOwnNameComesFirst() throws InterruptedException {
        AccountName abuse = house.account("abuse", "secret");

        assertThat(router.route(EmailAddress.of("abuse", "here.test").orElseThrow()))
                .isEqualTo(new Route.Local(abuse));
    }

    @Test
    void withoutThePostmastersAccountTheRolesAreUnknown() throws InterruptedException {
        house.module.administration().delete("boss");

        assertThat(router.route(EmailAddress.of("postmaster", "here.test").orElseThrow()))
                .isEqualTo(new Route.Unknown());
    }
}
