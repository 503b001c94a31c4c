package org.mmsys.core.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmsys.core.net.TestServer.Client;

@Timeout(60)
class DisconnectTests {
    private static final String DIALOGUE =
            "ECHO a\r\nASK later b\r\nASK worker c\r\nDATA\r\nx\r\n.\r\nBDAT 5 LAST\r\nhello"
                    + "SEND 2000\r\nSEND 2000 worker\r\nLONG 200000\r\nHEARD\r\nPAUSE 5\r\nSTARTTLS\r\n";

    @TempDir
    Path directory;

    /** After each octet of a dialogue, in order or by reset: nothing stays, everyone is told once. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void leavesNothingBehindWhereverTheClientGoes(boolean orderly) throws Exception {
        try (TestServer house = new TestServer(directory)) {
            int sessions = 0;
            for (int octets = 0; octets <= DIALOGUE.length(); octets++) {
                Client client = octets % 3 == 0 ? house.connect() : house.greeted();
                client.send(DIALOGUE.substring(0, octets));
                if (!orderly) {
                    client.socket.setSoLinger(true, 0);
                }
                client.close();
                sessions++;
            }
            try (Client other = house.greeted()) {
                assertThat(other.ask("ECHO fine")).isEqualTo("250 fine");
            }
            int all = sessions + 1;
            ChatProtocol.await(() -> house.server.sessions() == 0, "end of all sessions");
            ChatProtocol.await(
                    () -> house.protocol.performersClosed.get() == house.protocol.performersOpen.get(),
                    "performers closed");
            long ended =
                    house.protocol.events.stream().filter("peer-closed"::equals).count();
            assertThat(ended).isEqualTo(house.protocol.performersOpen.get()).isLessThanOrEqualTo(all);
            assertThat(house.protocol.events).doesNotContain("overlap", "closed wrongly");
            assertThat(house.server.heldOctets()).isZero();
        }
    }

    @Test
    void servesOthersDuringAFloodOfConnections() throws Exception {
        try (TestServer house = new TestServer(directory);
                Client other = house.greeted()) {
            for (int i = 0; i < 2000; i++) {
                Client flood = house.connect();
                flood.socket.setSoLinger(true, 0);
                flood.close();
                if (i % 100 == 0) {
                    assertThat(other.ask("ECHO " + i)).isEqualTo("250 " + i);
                }
            }
            ChatProtocol.await(() -> house.server.sessions() == 1, "end of the flood");
        }
    }
}
