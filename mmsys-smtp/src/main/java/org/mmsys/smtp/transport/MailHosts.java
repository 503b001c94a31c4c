package org.mmsys.smtp.transport;

import java.net.InetAddress;
import java.util.List;
import org.mmsys.core.queue.Verdict;

/** What DNS says about where mail for a domain goes. */
sealed interface MailHosts {
    /** These, in this order. */
    record Found(List<Host> hosts) implements MailHosts {
        public Found {
            hosts = List.copyOf(hosts);
        }
    }

    /** Nowhere, or it is not known now. */
    record None(Verdict verdict) implements MailHosts {}

    /** One address of one host. */
    record Host(String name, InetAddress address) {}
}
