package org.mmsys.smtp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.mmsys.core.route.RemoteLogin;
import org.mmsys.wire.session.Input.Client;

/** Other servers that say what they were told to say, and remember what they were asked. */
final class FakeRemoteLogin implements RemoteLogin {
    final Deque<Step> steps = new ArrayDeque<>();
    final List<String> asked = new ArrayList<>();
    final List<Client> clients = new ArrayList<>();
    int abandoned;

    void says(Step... next) {
        steps.addAll(List.of(next));
    }

    static Step challenge(String text) {
        return new Step.Challenge(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Exchange start(
            String server, Client client, String mechanism, Optional<byte[]> initial, Consumer<Step> answer) {
        asked.add(server + " " + mechanism + " "
                + initial.map(FakeRemoteLogin::text).orElse("-"));
        clients.add(client);
        answer.accept(steps.remove());
        return new Running();
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.UTF_8).replace('\0', '|');
    }

    private final class Running implements Exchange {
        @Override
        public void respond(byte[] response, Consumer<Step> answer) {
            asked.add(text(response));
            answer.accept(steps.remove());
        }

        @Override
        public void abandon() {
            abandoned++;
        }
    }
}
