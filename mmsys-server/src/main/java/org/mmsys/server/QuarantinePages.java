package org.mmsys.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mmsys.core.journal.Guid;
import org.mmsys.server.AdminHttp.Page;
import org.mmsys.server.QuarantineShelf.Item;
import org.mmsys.server.json.JsonObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /quarantine/…}: mail that was on this node alone, and that nobody was told was accepted. */
final class QuarantinePages {
    private static final Logger log = LoggerFactory.getLogger(QuarantinePages.class);
    private static final int HEADER_MAX = 16 << 10;

    private final QuarantineShelf shelf;
    private final MailDoor door;
    private final InstantSource clock;

    /** The door through which mail comes back to its accounts. */
    interface MailDoor {
        /** @throws IOException when the message was not accepted for all; the text says why */
        void deliver(Item item) throws IOException;
    }

    QuarantinePages(QuarantineShelf shelf, MailDoor door, InstantSource clock) {
        this.shelf = shelf;
        this.door = door;
        this.clock = clock;
    }

    List<AdminVerb> all() {
        List<String> id = List.of("id");
        return List.of(
                new AdminVerb("/quarantine/list", List.of(), arguments -> list()),
                new AdminVerb("/quarantine/show", id, this::show),
                new AdminVerb("/quarantine/deliver", id, this::deliver),
                new AdminVerb("/quarantine/purge", List.of("id", "days"), this::purge));
    }

    private Page list() throws IOException {
        List<Map<String, Object>> messages = new ArrayList<>();
        for (Item item : shelf.list()) {
            messages.add(json(item));
        }
        return Page.done(Map.of("messages", messages));
    }

    private Page show(JsonObject arguments) throws IOException {
        Optional<Item> item = find(arguments);
        if (item.isEmpty()) {
            return none();
        }
        Map<String, Object> json = json(item.get());
        json.put("header", header(item.get()));
        return Page.done(json);
    }

    private Page deliver(JsonObject arguments) throws IOException {
        Optional<Item> item = find(arguments);
        if (item.isEmpty()) {
            return none();
        }
        try {
            door.deliver(item.get());
        } catch (IOException refused) {
            return Page.refused(409, "not delivered: " + refused.getMessage());
        }
        shelf.purge(item.get());
        log.atInfo()
                .addKeyValue("guid", item.get().id())
                .addKeyValue("rcpts", item.get().recipients().size())
                .log("message out of quarantine delivered");
        return Page.done(Map.of("id", item.get().id(), "result", "ok"));
    }

    private Page purge(JsonObject arguments) throws IOException {
        Optional<Long> days = arguments.number("days");
        if (days.isPresent()) {
            if (days.get() < 0) {
                throw new IOException("days must not be negative");
            }
            return Page.done(Map.of("purged", shelf.purgeOlder(Duration.ofDays(days.get()), clock.instant())));
        }
        Optional<Item> item = find(arguments);
        if (item.isEmpty()) {
            return none();
        }
        shelf.purge(item.get());
        return Page.done(Map.of("purged", 1));
    }

    private Optional<Item> find(JsonObject arguments) throws IOException {
        String id = arguments.text("id").orElseThrow(() -> new IOException("id is missing"));
        if (!Guid.valid(id)) {
            throw new IOException("id must be a whole id, as quarantine list shows it");
        }
        return shelf.find(id);
    }

    private static Page none() {
        return Page.refused(404, "no such message in quarantine");
    }

    private static Map<String, Object> json(Item item) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", item.id());
        json.put("epoch", item.epoch());
        json.put("since", item.at());
        json.put("size", item.size());
        json.put("recipients", item.recipients());
        return json;
    }

    /** Lines of the header, at most 16 KiB; of the body nothing is shown. */
    private static List<String> header(Item item) throws IOException {
        if (!Files.exists(item.message())) {
            return List.of();
        }
        try (InputStream in = Files.newInputStream(item.message())) {
            String text = new String(in.readNBytes(HEADER_MAX), StandardCharsets.ISO_8859_1);
            int end = text.indexOf("\r\n\r\n");
            return List.of((end < 0 ? text : text.substring(0, end)).split("\r\n", -1));
        }
    }
}
