package org.mmsys.core.net;

import java.util.concurrent.ScheduledExecutorService;

/**
 * What all sessions of a node share.
 *
 * @param timer runs only short tasks that hand over to an I/O thread
 */
record SessionHouse(
        NetSettings settings, TlsContext tls, WorkerPool workers, HeldOctets held, ScheduledExecutorService timer) {}
