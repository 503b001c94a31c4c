package org.mmsys.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.mmsys.core.config.Key;
import org.mmsys.core.protocol.ProtocolProvider;
import org.mmsys.wire.accounts.AccountReply;
import org.mmsys.wire.accounts.AccountVerb;
import org.mmsys.wire.pop3.Pop3Replies;
import org.mmsys.wire.pop3.Pop3Reply;
import org.mmsys.wire.pop3.Pop3Verb;
import org.mmsys.wire.smtp.SmtpReplies;
import org.mmsys.wire.smtp.SmtpVerb;

/** What a compiler cannot see but a reader would trip over. */
final class TidyTests {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Set<String> SKIPPED = Set.of("target", ".git", "run", ".idea");
    private static final int LINES_MAX = 400;
    private static final int TEST_LINES_MAX = 600;

    /** Files that are long for a reason: the order in which a session's inputs and outputs pass must be seen whole. */
    private static final Set<String> LONG = Set.of();

    @Test
    void samplePropertiesAreWhatTheKeysSay() throws IOException {
        Path sample = ROOT.resolve("etc/mmsys.properties");
        String expected = SampleProperties.of(keys());
        if (Boolean.getBoolean("mmsys.samples.write")) {
            Files.writeString(sample, expected, StandardCharsets.UTF_8);
        }

        assertThat(sample).hasContent(expected);
    }

    @Test
    void everyKeyInTheCodeIsDeclared() {
        Set<String> declared = keys().stream().map(Key::name).collect(Collectors.toSet());

        assertThat(keyFields().map(TidyTests::valueOf).map(Key::name))
                .isNotEmpty()
                .allMatch(declared::contains);
    }

    @Test
    void keysHaveOneMeaningADocumentationAndADefaultThatIsAllowed() {
        assertThat(keys()).extracting(Key::name).doesNotHaveDuplicates().allMatch(name -> name.matches("[a-z0-9.-]+"));
        assertThat(keys())
                .allSatisfy(key -> assertThat(key.doc())
                        .as(key.name())
                        .hasSizeGreaterThan(10)
                        .endsWith("."));
        assertThat(keys())
                .allSatisfy(key -> assertThat(key.standard().map(key::parse))
                        .as(key.name())
                        .isNotNull());
    }

    @Test
    void otherSamplesUseKnownKeysWithAllowedValues() throws IOException {
        for (Path sample : files(name -> name.endsWith(".properties"), ROOT.resolve("etc"))) {
            Properties given = new Properties();
            try (var reader = Files.newBufferedReader(sample, StandardCharsets.UTF_8)) {
                given.load(reader);
            }
            Set<String> names = new HashSet<>(given.stringPropertyNames());
            names.remove("include");
            assertThat(names)
                    .allSatisfy(name -> assertThat(keys())
                            .filteredOn(key -> key.name().equals(name))
                            .singleElement()
                            .satisfies(key -> assertThat(key.parse(given.getProperty(name)))
                                    .isNotNull()));
        }
    }

    @Test
    void testsWaitForConditionsNotForTime() throws IOException {
        assertThat(linesWith("Thread\\." + "sleep|TimeUnit\\.\\w+\\." + "sleep", path -> path.contains("src/test/")))
                .isEmpty();
    }

    @Test
    void unfinishedWorkNamesItsIssue() throws IOException {
        assertThat(linesWith("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b(?!\\(#\\d+\\))", path -> true))
                .isEmpty();
    }

    @Test
    void namesNoMachine() throws IOException {
        assertThat(linesWith("(?<![\\w.$/-])/(work|root|home/[a-z]+)/", path -> true))
                .isEmpty();
    }

    @Test
    void filesCanBeReadAtOneSitting() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path file : files(name -> name.endsWith(".java"), ROOT)) {
            String path = ROOT.relativize(file).toString();
            int limit = path.contains("src/test/") ? TEST_LINES_MAX : LINES_MAX;
            if (!path.startsWith("bench")
                    && !LONG.contains(String.valueOf(file.getFileName()))
                    && Files.readAllLines(file).size() > limit) {
                tooLong.add(path);
            }
        }
        assertThat(tooLong).isEmpty();
    }

    @Test
    void caseFoldingAndFormattingNameTheirLocale() throws IOException {
        assertThat(linesWith("\\.to(Lower|Upper)Case\\(\\)", path -> path.contains("src/main/")))
                .isEmpty();
    }

    @Test
    void everyVerbAndReplySaysWhereItIsDefined() throws IllegalAccessException {
        Pattern rfc = Pattern.compile("RFC \\d{4} §\\d.*");
        assertThat(SmtpVerb.values()).extracting(SmtpVerb::section).allMatch(rfc.asMatchPredicate());
        assertThat(SmtpReplies.values()).extracting(SmtpReplies::section).allMatch(rfc.asMatchPredicate());

        Predicate<String> rfcOrOurs = rfc.asMatchPredicate().or("XFOLDERS 1"::equals);
        assertThat(Pop3Verb.values()).extracting(Pop3Verb::reference).allMatch(rfcOrOurs);
        List<String> references = new ArrayList<>();
        for (Field field : Pop3Replies.class.getFields()) {
            references.add(((Pop3Reply) field.get(null)).reference());
        }
        assertThat(references).hasSizeGreaterThan(20).allMatch(rfcOrOurs);
    }

    @Test
    void ourOwnVerbsAndCodesAreDocumented() throws IOException {
        String accounts = Files.readString(ROOT.resolve("docs/protocols/accounts.md"));
        assertThat(AccountVerb.values()).allMatch(verb -> accounts.contains("\n" + verb.name()));
        assertThat(AccountReply.Code.values()).allMatch(code -> accounts.contains("[" + code.wire() + "]"));

        String folders = Files.readString(ROOT.resolve("docs/protocols/xfolders.md"));
        assertThat(Pop3Verb.values())
                .filteredOn(verb -> verb.reference().equals("XFOLDERS 1"))
                .isNotEmpty()
                .allMatch(verb -> folders.contains("`" + verb.name()));
    }

    private static List<Key<?>> keys() {
        return MmsysMain.keys(ServiceLoader.load(ProtocolProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList());
    }

    private static Stream<JavaField> keyFields() {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("org.mmsys").stream()
                        .map(JavaClass::getFields)
                        .flatMap(Set::stream)
                        .filter(field -> field.getRawType().isEquivalentTo(Key.class))
                        .filter(field -> field.getModifiers().contains(JavaModifier.STATIC));
    }

    private static Key<?> valueOf(JavaField declared) {
        try {
            Field field = declared.reflect();
            field.setAccessible(true);
            return (Key<?>) field.get(null);
        } catch (IllegalAccessException hidden) {
            throw new AssertionError(declared.getFullName(), hidden);
        }
    }

    /** Lines of sources, scripts and documents that match, as {@code path:number: line}. */
    private static List<String> linesWith(String pattern, Predicate<String> where) throws IOException {
        Pattern wanted = Pattern.compile(pattern);
        Set<String> endings = Set.of("java", "xml", "sh", "md", "properties", "py", "");
        return files(name -> endings.contains(ending(name)), ROOT).stream()
                .filter(file -> where.test(ROOT.relativize(file).toString()))
                .flatMap(file -> matches(file, wanted))
                .toList();
    }

    private static Stream<String> matches(Path file, Pattern wanted) {
        try {
            List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
            return IntStream.range(0, lines.size())
                    .filter(i -> wanted.matcher(lines.get(i)).find())
                    .mapToObj(i -> ROOT.relativize(file) + ":" + (i + 1) + ": "
                            + lines.get(i).strip());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(file.toString(), unreadable);
        }
    }

    private static String ending(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    private static Set<Path> files(Predicate<String> name, Path below) throws IOException {
        Set<Path> found = new HashSet<>();
        Files.walkFileTree(below, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
                return SKIPPED.contains(String.valueOf(dir.getFileName()))
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile() && name.test(String.valueOf(file.getFileName()))) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }
}
