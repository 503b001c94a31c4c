package org.mmsys.core.net;

import java.io.IOException;
import java.util.concurrent.Executor;
import org.apache.mina.core.service.IoHandler;
import org.apache.mina.core.service.IoProcessor;
import org.apache.mina.transport.socket.SocketSessionConfig;
import org.apache.mina.transport.socket.nio.NioSession;
import org.apache.mina.transport.socket.nio.NioSocketAcceptor;
import org.mmsys.core.protocol.ListenerSpec;

/** One listening socket. */
final class MinaListener {
    private static final int BACKLOG = 1024;

    private final ListenerSpec spec;
    private final NioSocketAcceptor acceptor;

    MinaListener(ListenerSpec spec, Executor threads, IoProcessor<NioSession> processors, IoHandler handler) {
        this.spec = spec;
        this.acceptor = new NioSocketAcceptor(threads, processors);
        acceptor.setBacklog(BACKLOG);
        acceptor.setReuseAddress(true);
        acceptor.setCloseOnDeactivation(false);
        acceptor.setHandler(handler);
        SocketSessionConfig config = acceptor.getSessionConfig();
        config.setTcpNoDelay(true);
        config.setReuseAddress(true);
        config.setMaxReadBufferSize(64 * 1024);
        config.setReadBufferSize(2 * 1024);
        config.setMinReadBufferSize(1024);
    }

    /** Binds; returns the port, which may have been chosen by the system. */
    int bind() throws IOException {
        acceptor.bind(spec.address());
        return acceptor.getLocalAddress().getPort();
    }

    /** Accepts no more connections; those open stay. */
    void unbind() {
        acceptor.unbind();
    }

    void dispose() {
        acceptor.dispose();
    }
}
