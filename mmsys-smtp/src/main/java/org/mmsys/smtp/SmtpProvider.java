package org.mmsys.smtp;

import java.util.List;
import org.mmsys.core.config.Key;
import org.mmsys.core.protocol.HouseContext;
import org.mmsys.core.protocol.ListenerSpec;
import org.mmsys.core.protocol.Protocol;
import org.mmsys.core.protocol.ProtocolProvider;

/** Brings SMTP into the house. Called on the main thread at start. */
public final class SmtpProvider implements ProtocolProvider {
    @Override
    public String id() {
        return "smtp";
    }

    @Override
    public List<Key<?>> keys() {
        return SmtpKeys.all();
    }

    /** {@link IllegalArgumentException} when the settings would let anybody on the network use our names. */
    @Override
    public Protocol<?, ?> create(HouseContext house, ListenerSpec listener) {
        return new SmtpProtocol(house, SmtpPolicy.of(house, listener));
    }
}
