package org.mmsys.core.protocol;

import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.mmsys.core.config.Settings;
import org.mmsys.core.queue.SuccessReports;
import org.mmsys.core.route.AccountRegistry;
import org.mmsys.core.route.Authenticator;
import org.mmsys.core.route.Directory;
import org.mmsys.core.route.NodeName;
import org.mmsys.core.route.RemoteLogin;
import org.mmsys.core.route.Router;
import org.mmsys.core.store.MailStore;

/**
 * What the house offers to a protocol.
 *
 * @param hostname how this node calls itself in greetings and trace headers
 * @param domain the domain of unqualified names
 * @param random must be secure: nonces are drawn from it
 * @param node what this node is called by the other ones; its answer to XPEER
 * @param remoteLogin has logins of accounts of other servers checked there
 * @param successReports hears of deliveries that their senders want reported
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
        Peers peers,
        NodeName node,
        RemoteLogin remoteLogin,
        SuccessReports successReports) {

    /** A house that is the whole system. */
    public HouseContext(
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
            Peers peers) {
        this(
                settings,
                hostname,
                domain,
                clock,
                random,
                store,
                router,
                authenticator,
                accounts,
                directory,
                peers,
                new NodeName("s1", NodeName.Half.PRIMARY),
                RemoteLogin.nowhere(),
                SuccessReports.none());
    }
}
