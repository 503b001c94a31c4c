package org.mmsys.wire.peer;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.StringTokenizer;
import java.util.regex.Pattern;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Input.Tls;
import org.mmsys.wire.session.Input.Via;

/**
 * The command by which a node, over TLS with its certificate, tells for whom it speaks:
 *
 * <pre>XPEER v=1 hop=N client=ADDR tls=PROTOCOL:CIPHER sid=SID binding=BASE64</pre>
 *
 * <p>{@code client}, {@code tls} and {@code binding} are {@code -} where there is none: without a client the node speaks for
 * itself. Unknown words are passed over, so that later versions may say more.
 *
 * @param hop 1 from front to home, 2 inside a pair behind that
 * @param address of the original client; empty when the node speaks for itself
 * @param tls of the original client's connection
 * @param sessionId of the session at the front
 */
public record Introduction(int hop, Optional<String> address, Optional<Tls> tls, String sessionId) {
    public static final String VERB = "XPEER";
    public static final int HOPS_MAX = 2;
    private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F:.%a-z]{2,64}");
    private static final Pattern WORD = Pattern.compile("[\\x21-\\x7e]{1,128}");

    /** The introduction of a client, or of the node itself. */
    public static Introduction of(Optional<Client> client, String ownSessionId) {
        return client.map(c -> new Introduction(
                        c.via().map(Via::hop).orElse(0) + 1, Optional.of(c.address()), c.tls(), c.sessionId()))
                .orElseGet(() -> new Introduction(1, Optional.empty(), Optional.empty(), ownSessionId));
    }

    /** The line, complete with CRLF. */
    public String line() {
        return VERB + " v=1 hop=" + hop
                + " client=" + address.orElse("-")
                + " tls=" + tls.map(t -> t.protocol() + ":" + t.cipher()).orElse("-")
                + " sid=" + (sessionId.isEmpty() ? "-" : sessionId)
                + " binding="
                + tls.map(Tls::serverEndPoint).filter(b -> !b.isEmpty()).orElse("-")
                + "\r\n";
    }

    /** Reads what follows the verb; empty when it is none, or of a version that is not 1, or has come too many hops. */
    public static Optional<Introduction> parse(String arguments) {
        Map<String, String> words = new HashMap<>();
        StringTokenizer tokens = new StringTokenizer(arguments, " ");
        while (tokens.hasMoreTokens()) {
            String word = tokens.nextToken();
            int equals = word.indexOf('=');
            if (equals <= 0 || words.put(word.substring(0, equals), word.substring(equals + 1)) != null) {
                return Optional.empty();
            }
        }
        if (!"1".equals(words.get("v"))) {
            return Optional.empty();
        }
        String hop = words.getOrDefault("hop", "");
        String client = words.getOrDefault("client", "-");
        String tls = words.getOrDefault("tls", "-");
        String sid = words.getOrDefault("sid", "-");
        String binding = words.getOrDefault("binding", "-");
        boolean valid = hop.matches("[1-9]")
                && Integer.parseInt(hop) <= HOPS_MAX
                && (client.equals("-") || ADDRESS.matcher(client).matches())
                && WORD.matcher(sid).matches()
                && WORD.matcher(tls).matches()
                && WORD.matcher(binding).matches();
        if (!valid) {
            return Optional.empty();
        }
        int colon = tls.indexOf(':');
        Optional<Tls> state = tls.equals("-")
                ? Optional.empty()
                : Optional.of(new Tls(
                        colon < 0 ? tls : tls.substring(0, colon),
                        colon < 0 ? "" : tls.substring(colon + 1),
                        binding.equals("-") ? "" : binding));
        return Optional.of(new Introduction(
                Integer.parseInt(hop),
                client.equals("-") ? Optional.empty() : Optional.of(client),
                state,
                sid.equals("-") ? "" : sid));
    }

    /**
     * The client as the session sees it from now on; for a node that speaks for itself the node's own address without a way
     * through another.
     */
    public Client conveyed(Client connected, String node) {
        Via via = new Via(node, hop, sessionId);
        return new Client(
                connected.sessionId(),
                connected.listener(),
                address.orElse(connected.address()),
                0,
                connected.localAddress(),
                address.isPresent() ? tls : connected.tls(),
                Optional.of(via));
    }
}
