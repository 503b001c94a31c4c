package org.mmsys.core.config;

import java.util.Map;
import java.util.Objects;

/** All settings, checked: every known key has a value of its type. Immutable; any thread. */
public final class Settings {
    private final Map<String, Object> values;

    /** Values by key name, as {@link ConfigLoader} parsed them. */
    Settings(Map<String, Object> values) {
        this.values = Map.copyOf(values);
    }

    /** The value of a key that was declared when the settings were loaded. */
    @SuppressWarnings("unchecked") // the loader stored what this key's parser returned
    public <T> T get(Key<T> key) {
        return (T) Objects.requireNonNull(values.get(key.name()), () -> "key " + key.name() + " was not declared");
    }
}
