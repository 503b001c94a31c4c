package org.mmsys.server.json;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An object of JSON, asked by name; what is missing or of another type is empty. Immutable as long as its map is. */
public final class JsonObject {
    private final Map<?, ?> members;

    /** Over the members as {@link Json#read} returns them. */
    public JsonObject(Map<?, ?> members) {
        this.members = members;
    }

    /** The object of a text; an empty text is an object without members. */
    public static JsonObject read(String text) throws IOException {
        if (text.isBlank()) {
            return new JsonObject(Map.of());
        }
        if (Json.read(text) instanceof Map<?, ?> object) {
            return new JsonObject(object);
        }
        throw new IOException("not an object");
    }

    public Optional<String> text(String name) {
        return of(name, String.class);
    }

    public Optional<Long> number(String name) {
        return of(name, Number.class).map(Number::longValue);
    }

    /** Whether it is {@code true}. */
    public boolean flag(String name) {
        return of(name, Boolean.class).orElse(false);
    }

    public Optional<JsonObject> object(String name) {
        return members.get(name) instanceof Map<?, ?> object ? Optional.of(new JsonObject(object)) : Optional.empty();
    }

    /** The members of an array; none when it is missing. */
    public List<Object> list(String name) {
        return members.get(name) instanceof List<?> array ? List.copyOf(array) : List.of();
    }

    public Set<String> names() {
        return members.keySet().stream().map(String::valueOf).collect(java.util.stream.Collectors.toSet());
    }

    private <T> Optional<T> of(String name, Class<T> type) {
        return Optional.ofNullable(members.get(name)).filter(type::isInstance).map(type::cast);
    }
}
