package org.mmsys.core.protocol;

import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.mmsys.core.config.Settings;
import org.mmsys.core.route.AccountRegistry;
import org.mmsys.core.route.Authenticator;
import org.mmsys.core.route.Directory;
import org.mmsys.core.route.Router;
import org.mmsys.core.store.MailStore;

/**
 * What the house offers to a protocol.
 *
 * @param hostname how this node calls itself in greetings and trace headers
 * @param domain the domain of unqualified names
 * @param random must be secure: nonces are drawn from it
 */
public record HouseContext(
        Settings settings,
        String hostname,
        String domain,
        InstantSource clock,
        RandomGenerator random,
        MailStore store,
        Router router,
        Authenticator authenticator,
        AccountRegistry accounts,
        Directory directory,
        Peers peers) {}
