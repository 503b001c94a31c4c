package org.mmsys.client.core.net;

import java.io.IOException;
import org.mmsys.client.core.model.Endpoint;

/** The cheapest question to a server: does it greet? */
public final class Greeter {
    private Greeter() {}

    /** Connects, reads the greeting, says QUIT. With TLS from the start only the connection is tried. Blocks. */
    public static boolean greets(Endpoint server, Line line) {
        try (Wire wire = Wire.connect(server, line.trust(), line.watch(), line.abort(), line.patience())) {
            if (line.tlsFor(server) == Line.Tls.FROM_THE_START) {
                return true;
            }
            String greeting = wire.line().octets();
            wire.say("QUIT\r\n");
            wire.flush();
            return greeting.startsWith("+OK") || greeting.startsWith("220");
        } catch (IOException silent) {
            return false;
        }
    }
}
