package org.mmsys.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.core.config.ConfigLoader.Loaded;

class ConfigLoaderTests {
    private static final Key<Duration> IDLE = Key.duration("smtp.idle-timeout", "5m", "Silence.");
    private static final Key<Integer> LIMIT = Key.count("smtp.recipients-max", 1000, 1, 100_000, "Recipients.");
    private static final Key<String> GREETING = Key.text("smtp.greeting", "hello", "Text.");
    private static final Key<Boolean> OPEN = Key.flag("open", false, "Open.");

    @TempDir
    Path dir;

    private Loaded load(String text, Map<String, String> commandLine) throws IOException {
        Path file = Files.writeString(dir.resolve("mmsys.properties"), text);
        ConfigLoader loader = new ConfigLoader(
                List.of(IDLE, LIMIT, GREETING, OPEN), List.of(Pattern.compile("listener\\.[a-z]+\\.protocol")));
        return loader.load(Optional.of(file), commandLine);
    }

    @Test
    void takesDefaultsThenFileThenCommandLine() throws IOException {
        Settings settings = load(
                        "smtp.idle-timeout = 90s\nsmtp.recipients-max = 7\n", Map.of("smtp.recipients-max", "9"))
                .settings()
                .orElseThrow();
        assertThat(settings.get(IDLE)).isEqualTo(Duration.ofSeconds(90));
        assertThat(settings.get(LIMIT)).isEqualTo(9);
        assertThat(settings.get(GREETING)).isEqualTo("hello");
    }

    @Test
    void takesValuesAsWritten() throws IOException {
        Settings settings = load("smtp.greeting = a, b ${user.home} c\n", Map.of())
                .settings()
                .orElseThrow();
        assertThat(settings.get(GREETING)).isEqualTo("a, b ${user.home} c");
    }

    @Test
    void findsAllMistakesAtOnceWithTheirLines() throws IOException {
        Loaded loaded = load("""
                # a comment
                smtp.idle-timeout = soon

                smtp.recipients-maxx = 5
                open = maybe
                """, Map.of("smtp.recipients-max", "0"));
        assertThat(loaded.settings()).isEmpty();
        assertThat(loaded.mistakes().stream().map(Mistake::toString))
                .hasSize(4)
                .anyMatch(text -> text.contains("mmsys.properties:2:") && text.contains("a duration such as"))
                .anyMatch(text ->
                        text.contains("mmsys.properties:4:") && text.contains("did you mean smtp.recipients-max?"))
                .anyMatch(text -> text.contains("mmsys.properties:5:") && text.contains("yes or no"))
                .anyMatch(text -> text.startsWith("command line:") && text.contains("a number from 1 to 100000"));
    }

    @Test
    void readsIncludedFilesWhichTheIncludingOneOverrides() throws IOException {
        Files.writeString(dir.resolve("base.properties"), "smtp.recipients-max = 3\nopen = yes\n");
        Settings settings = load("include = base.properties\nsmtp.recipients-max = 4\n", Map.of())
                .settings()
                .orElseThrow();
        assertThat(settings.get(LIMIT)).isEqualTo(4);
        assertThat(settings.get(OPEN)).isTrue();
    }

    @Test
    void takesPathsFromTheDirectoryOfTheirFile() throws IOException {
        Key<Optional<Path>> seeds = Key.file("seeds", "Seeds.");
        Path file = Files.writeString(dir.resolve("a.properties"), "seeds = seeds.txt\n");
        ConfigLoader loader = new ConfigLoader(List.of(seeds), List.of());
        assertThat(loader.load(Optional.of(file), Map.of())
                        .settings()
                        .orElseThrow()
                        .get(seeds))
                .contains(dir.resolve("seeds.txt"));
        assertThat(loader.load(Optional.of(file), Map.of("seeds", "other"))
                        .settings()
                        .orElseThrow()
                        .get(seeds))
                .contains(Path.of("other"));
    }

    @Test
    void namesAMissingIncludeAndALoop() throws IOException {
        Loaded loaded = load("include = gone.properties\ninclude = mmsys.properties\n", Map.of());
        assertThat(loaded.mistakes().stream().map(Mistake::toString))
                .anyMatch(text -> text.contains("mmsys.properties:1:") && text.contains("no such file"))
                .anyMatch(text -> text.contains("includes itself"));
    }

    @Test
    void keepsAllValuesOfARepeatableKeyWithTheirLines() throws IOException {
        Key<List<Placed>> node = Key.repeated("node", "NAME=HOST", "Nodes.");
        Files.writeString(dir.resolve("base.properties"), "node = c=3\n");
        Path file = Files.writeString(
                dir.resolve("mmsys.properties"), "include = base.properties\nnode = a=1,x=2\n\nnode = b=2\n");
        List<Placed> written = new ConfigLoader(List.of(node), List.of())
                .load(Optional.of(file), Map.of())
                .settings()
                .orElseThrow()
                .get(node);
        assertThat(written).extracting(Placed::value).containsExactly("a=1,x=2", "b=2");
        assertThat(written).extracting(Placed::where).allMatch(where -> where.matches(".*mmsys\\.properties:[24]"));

        assertThat(new ConfigLoader(List.of(node), List.of())
                        .load(Optional.of(file), Map.of("node", "d=4\ne=5"))
                        .settings()
                        .orElseThrow()
                        .get(node))
                .containsExactly(new Placed("d=4", "command line"), new Placed("e=5", "command line"));
    }

    @Test
    void refusesAKeySetTwiceInOneFile() throws IOException {
        Loaded loaded = load("open = yes\nopen = no\n", Map.of());
        assertThat(loaded.mistakes())
                .singleElement()
                .satisfies(mistake -> assertThat(mistake.toString())
                        .contains("mmsys.properties:2:")
                        .contains("set already at"));
    }

    @Test
    void keepsFamiliesApart() throws IOException {
        Loaded loaded = load("listener.finger.protocol = finger\n", Map.of());
        assertThat(loaded.mistakes()).isEmpty();
        assertThat(loaded.families()).containsEntry("listener.finger.protocol", "finger");
    }
}
