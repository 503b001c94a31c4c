package org.mmsys.server.ctl;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.mmsys.server.json.Json;
import org.mmsys.server.json.JsonObject;

/** Speaks to the admin port of a node. */
final class AdminClient {
    private static final int CONNECT_MS = 3_000;
    /** A verb may wait for other servers and the journal. */
    private static final int ANSWER_MS = 60_000;

    private static final int ANSWER_MAX = 64 << 20;

    private final String address;
    private final String token;

    /**
     * For a node.
     *
     * @param address {@code HOST:PORT}
     */
    AdminClient(String address, String token) {
        this.address = address;
        this.token = token;
    }

    /** An answer; its text is JSON unless the node did not get as far as the verb. */
    record Answer(int status, String text) {
        boolean ok() {
            return status == 200;
        }

        JsonObject json() throws IOException {
            return JsonObject.read(text);
        }

        /** Why the node did not do it. */
        String error() {
            try {
                return json().text("error").orElse(text.strip());
            } catch (IOException plain) {
                return text.strip();
            }
        }
    }

    /** Reads a page. */
    Answer get(String path) throws IOException {
        return exchange(path, Optional.empty());
    }

    /** Says a verb. */
    Answer post(String path, Map<String, ?> arguments) throws IOException {
        return exchange(path, Optional.of(Json.write(arguments)));
    }

    private Answer exchange(String path, Optional<String> body) throws IOException {
        HttpURLConnection http = (HttpURLConnection) url(path).openConnection(java.net.Proxy.NO_PROXY);
        http.setConnectTimeout(CONNECT_MS);
        http.setReadTimeout(ANSWER_MS);
        http.setInstanceFollowRedirects(false);
        http.setRequestProperty("Authorization", "Bearer " + token);
        if (body.isPresent()) {
            http.setRequestMethod("POST");
            http.setRequestProperty("Content-Type", "application/json");
            http.setDoOutput(true);
            try (OutputStream out = http.getOutputStream()) {
                out.write(body.get().getBytes(StandardCharsets.UTF_8));
            }
        }
        int status = http.getResponseCode();
        try (InputStream in = status < 400 ? http.getInputStream() : http.getErrorStream()) {
            String text = in == null ? "" : new String(in.readNBytes(ANSWER_MAX), StandardCharsets.UTF_8);
            return new Answer(status, text);
        } finally {
            http.disconnect();
        }
    }

    private URL url(String path) throws IOException {
        try {
            return new URL("http://" + address + path);
        } catch (MalformedURLException wrong) {
            throw new IOException(address + " is not HOST:PORT", wrong);
        }
    }
}
