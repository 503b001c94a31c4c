package org.mmsys.pop3;

import java.util.List;
import org.mmsys.core.config.Key;
import org.mmsys.core.protocol.HouseContext;
import org.mmsys.core.protocol.ListenerSpec;
import org.mmsys.core.protocol.Protocol;
import org.mmsys.core.protocol.ProtocolProvider;

/** Brings POP3 into the house; found by {@link java.util.ServiceLoader}. */
public final class Pop3Provider implements ProtocolProvider {
    @Override
    public String id() {
        return "pop3";
    }

    @Override
    public List<Key<?>> keys() {
        return Pop3Keys.ALL;
    }

    @Override
    public Protocol<?, ?> create(HouseContext house, ListenerSpec listener) {
        return new Pop3Protocol(house, Pop3Settings.of(house.settings()));
    }
}
