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
 * <p>A front that wants to use the connection again adds {@code end=MARKER}, 32 hexadecimal digits that nobody else knows. A
 * home that does so too says them in a line of their own behind the last words to this client, and then hears nothing but the
 * next introduction, which begins with {@code after=MARKER}: octets of the former client cannot pass for one.
 *
 * @param hop 1 from front to home, 2 inside a pair behind that
 * @param address of the original client; empty when the node speaks for itself
 * @param tls of the original client's connection
 * @param sessionId of the session at the front
 * @param end the marker that will end the session and not the connection
 */
public record Introduction(
        int hop, Optional<String> address, Optional<Tls> tls, String sessionId, Optional<String> end) {
    public static final String VERB = "XPEER";
    public static final int HOPS_MAX = 2;
    private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F:.%a-z]{2,64}");
    private static final Pattern MARKER = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern WORD = Pattern.compile("[\\x21-\\x7e]{1,128}");

    public Introduction {
        end.ifPresent(Introduction::check);
    }

    /** The introduction of a client, or of the node itself. */
    public static Introduction of(Optional<Client> client, String ownSessionId) {
        return client.map(c -> new Introduction(
                        c.via().map(Via::hop).orElse(0) + 1,
                        Optional.of(c.address()),
                        c.tls(),
                        c.sessionId(),
                        Optional.empty()))
                .orElseGet(
                        () -> new Introduction(1, Optional.empty(), Optional.empty(), ownSessionId, Optional.empty()));
    }

    /** The same on a connection that may be used again, marked by these 32 hexadecimal digits. */
    public Introduction ending(String marker) {
        return new Introduction(hop, address, tls, sessionId, Optional.of(marker));
    }

    /** The beginning of the line that introduces the next client on a connection whose former session ended so. */
    public static String after(String marker) {
        check(marker);
        return VERB + " after=" + marker + " ";
    }

    /** The line, complete with CRLF. */
    public String line() {
        return VERB + " " + words();
    }

    /** The line on a connection whose former session ended with the marker. */
    public String line(String after) {
        return after(after) + words();
    }

    private String words() {
        return "v=1 hop=" + hop
                + " client=" + address.orElse("-")
                + " tls=" + tls.map(t -> t.protocol() + ":" + t.cipher()).orElse("-")
                + " sid=" + (sessionId.isEmpty() ? "-" : sessionId)
                + " binding="
                + tls.map(Tls::serverEndPoint).filter(b -> !b.isEmpty()).orElse("-")
                + end.map(marker -> " end=" + marker).orElse("")
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
        Optional<String> end = Optional.ofNullable(words.get("end"));
        boolean valid = hop.matches("[1-9]")
                && Integer.parseInt(hop) <= HOPS_MAX
                && (client.equals("-") || ADDRESS.matcher(client).matches())
                && WORD.matcher(sid).matches()
                && WORD.matcher(tls).matches()
                && WORD.matcher(binding).matches()
                && end.filter(marker -> !MARKER.matcher(marker).matches()).isEmpty();
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
                sid.equals("-") ? "" : sid,
                end));
    }

    private static void check(String marker) {
        if (!MARKER.matcher(marker).matches()) {
            throw new IllegalArgumentException("no marker: " + marker);
        }
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
