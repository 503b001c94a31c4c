package org.mmsys.client.ui.read;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches the remote pictures of one body after the user has asked for them, and nothing else.
 *
 * <p>No cookies, no referrer, pictures only, at most {@value #PICTURES_MAX} of {@value #OCTETS_MAX} octets each, ten seconds in all. To be
 * called off the event thread. Not fetched is not there: no errors.
 */
final class RemotePictures {
    private static final Logger log = LoggerFactory.getLogger(RemotePictures.class);
    private static final int PICTURES_MAX = 60;
    private static final int OCTETS_MAX = 5 << 20;
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private RemotePictures() {}

    /** The pictures of a body by their addresses. */
    static Map<String, byte[]> fetch(String html) {
        Set<String> addresses = new LinkedHashSet<>();
        for (Element image : Jsoup.parse(html).select("img[src]")) {
            String source = image.attr("src");
            String scheme = source.toLowerCase(Locale.ROOT);
            if (addresses.size() < PICTURES_MAX && (scheme.startsWith("http://") || scheme.startsWith("https://"))) {
                addresses.add(source);
            }
        }
        Map<String, byte[]> fetched = new ConcurrentHashMap<>();
        ExecutorService threads = Executors.newFixedThreadPool(4, task -> {
            Thread thread = new Thread(task, "pictures");
            thread.setDaemon(true);
            return thread;
        });
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(5))
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        addresses.forEach(address ->
                threads.execute(() -> get(client, address).ifPresent(octets -> fetched.put(address, octets))));
        threads.shutdown();
        try {
            if (!threads.awaitTermination(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException stopped) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
        return Map.copyOf(fetched);
    }

    private static Optional<byte[]> get(HttpClient client, String address) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                    .timeout(LIMIT)
                    .header("Accept", "image/*")
                    .GET()
                    .build();
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream in = response.body()) {
                boolean picture = response.headers()
                        .firstValue("Content-Type")
                        .map(type -> type.startsWith("image/"))
                        .orElse(false);
                byte[] octets = in.readNBytes(OCTETS_MAX + 1);
                boolean good = response.statusCode() == 200 && picture && octets.length <= OCTETS_MAX;
                return good ? Optional.of(octets) : Optional.empty();
            }
        } catch (IOException | IllegalArgumentException unreachable) {
            log.atDebug().setCause(unreachable).log("remote picture not fetched");
            return Optional.empty();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
