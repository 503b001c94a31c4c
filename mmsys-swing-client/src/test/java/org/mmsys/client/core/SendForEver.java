package org.mmsys.client.core;

import java.nio.file.Path;
import java.time.Duration;
import org.mmsys.wire.sasl.Secret;

/** A process for {@link KilledClientIT}: sends what is in the outbox until it is killed. */
final class SendForEver {
    private SendForEver() {}

    public static void main(String[] arguments) throws InterruptedException {
        MailService service = MailEngine.open(EngineSettings.command(Path.of(arguments[0]), Asks.nobody()))
                .got()
                .orElseThrow();
        service.usePassword("ada", Secret.of("secret"));
        while (true) {
            service.flush("ada").await(Duration.ofSeconds(60));
        }
    }
}
