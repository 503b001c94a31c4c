package org.mmsys.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mmsys.core.protocol.HouseContext;
import org.mmsys.core.protocol.ListenerSpec;
import org.mmsys.core.protocol.Protocol;
import org.mmsys.core.protocol.Protocol.TurnedAway;
import org.mmsys.core.protocol.ProtocolProvider;

final class SmtpProviderTests {
    private final SmallHouse house = new SmallHouse();

    @Test
    void isFoundByTheServiceLoader() {
        assertThat(ServiceLoader.load(ProtocolProvider.class))
                .anyMatch(provider -> provider.id().equals("smtp"));
    }

    @Test
    void onlyTheListenersThatAreSaidToBeSoTakeMailOfStrangers() {
        HouseContext context = house.context();
        assertThat(SmtpPolicy.of(context, listener("smtp", "127.0.0.1")).submission())
                .isFalse();
        assertThat(SmtpPolicy.of(context, listener("submission", "127.0.0.1")).submission())
                .isTrue();
        assertThat(SmtpPolicy.of(context, listener("smtps", "127.0.0.1")).submission())
                .isTrue();
        HouseContext more = house.context("smtp.mta-listeners", "smtp, mx2");
        assertThat(SmtpPolicy.of(more, listener("mx2", "127.0.0.1")).submission())
                .isFalse();
    }

    @Test
    void takesTheLimitsFromTheSettings() {
        SmtpPolicy policy = SmtpPolicy.of(
                house.context("message.size-limit", "1MB", "smtp.recipients-max", "2000"),
                listener("smtp", "127.0.0.1"));
        assertThat(policy.sizeLimit()).isEqualTo(1 << 20);
        assertThat(policy.recipientsMax()).isEqualTo(2000);
        assertThat(policy.idle().toMinutes()).isEqualTo(5);
    }

    @Test
    void doesNotLetTheWorldUseOurNames() {
        HouseContext context = house.context("smtp.sender-check", "username");
        assertThat(SmtpPolicy.of(context, listener("smtp", "127.0.0.1")).senderCheck())
                .isEqualTo(SenderCheck.USERNAME);
        assertThat(SmtpPolicy.of(context, listener("submission", "0.0.0.0")).submission())
                .isTrue();
        assertThatThrownBy(() -> SmtpPolicy.of(context, listener("smtp", "0.0.0.0")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("smtp.sender-check.allow-public");
        HouseContext allowed = house.context("smtp.sender-check", "username", "smtp.sender-check.allow-public", "yes");
        assertThat(SmtpPolicy.of(allowed, listener("smtp", "0.0.0.0")).submission())
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void turnsAwayWithOneLine(TurnedAway why) {
        Protocol<?, ?> protocol = new SmtpProvider().create(house.context(), listener("smtp", "127.0.0.1"));
        assertThat(protocol.turnedAway(why)).matches("421 4\\.[37]\\.[02] [^\r\n]+\r\n");
        assertThat(protocol.lineLimit()).isEqualTo(12_288);
    }

    private static ListenerSpec listener(String name, String host) {
        return new ListenerSpec(name, "smtp", new InetSocketAddress(host, 0), name.equals("smtps"));
    }
}
