package org.mmsys.core.route;

import java.util.Optional;
import java.util.function.Consumer;
import org.mmsys.wire.session.Input.Client;

/** Nobody to ask about a login. */
final class NoRemoteLogin implements RemoteLogin {
    @Override
    public Exchange start(
            String server, Client client, String mechanism, Optional<byte[]> initial, Consumer<Step> answer) {
        answer.accept(new Step.TryLater("no server " + server + " is configured"));
        return new Over();
    }

    private static final class Over implements Exchange {
        @Override
        public void respond(byte[] response, Consumer<Step> answer) {
            answer.accept(new Step.TryLater("the exchange is over"));
        }

        @Override
        public void abandon() {
            // nothing is under way
        }
    }
}
