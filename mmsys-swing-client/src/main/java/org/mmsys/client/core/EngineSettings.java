package org.mmsys.client.core;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/**
 * How an engine is to work.
 *
 * @param profile its directory; made if it is not there
 * @param checkEvery how often mail is looked for by itself; zero for never
 * @param sendByItself whether the outbox is worked without being told
 * @param keyring whether the system's keyring may be used
 */
public record EngineSettings(
        Path profile, InstantSource clock, Asks asks, Duration checkEvery, boolean sendByItself, boolean keyring) {
    /** A window's: checks every five minutes. */
    public static EngineSettings window(Path profile, Asks asks) {
        return new EngineSettings(profile, InstantSource.system(), asks, Duration.ofMinutes(5), true, true);
    }

    /** A command's: nothing happens by itself. */
    public static EngineSettings command(Path profile, Asks asks) {
        return new EngineSettings(profile, InstantSource.system(), asks, Duration.ZERO, false, true);
    }

    /** Where profiles are when nobody says otherwise: below XDG_DATA_HOME, or the home directory. */
    public static Path usualProfile() {
        String base = System.getenv("XDG_DATA_HOME");
        Path home = Path.of(System.getProperty("user.home"));
        return (base == null || base.isBlank() ? home.resolve(".local/share") : Path.of(base)).resolve("mmsys-mail");
    }
}
