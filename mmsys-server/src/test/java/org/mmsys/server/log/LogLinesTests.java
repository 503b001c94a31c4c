package org.mmsys.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.slf4j.Log4jLogger;
import org.apache.logging.slf4j.Log4jMarkerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/** The log file as {@code etc/log4j2.xml} makes it out of slf4j's fluent calls. */
final class LogLinesTests {
    private static final Path CONFIGURATION = Path.of("..", "etc", "log4j2.xml");

    @TempDir
    Path dir;

    @Test
    void writesKeysAndValuesBehindTheEvent() throws IOException {
        List<String> lines = linesOf(log -> log.atInfo()
                .addKeyValue("sid", "s1.42")
                .addKeyValue("qid", "ABC")
                .addKeyValue("rcpts", 3)
                .log("mail accepted"));

        assertThat(lines)
                .singleElement()
                .asString()
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\S+ INFO  "
                        + "mail accepted qid=ABC rcpts=3 sid=s1\\.42 logger=LogLinesTests");
    }

    @Test
    void quotesAndEscapesWhatWouldBreakALine() throws IOException {
        List<String> lines = linesOf(log -> log.atInfo()
                .addKeyValue("a", "two words")
                .addKeyValue("b", "say \"hi\"")
                .addKeyValue("c", "x\r\n2026-01-01 ERROR forged")
                .addKeyValue("d", "")
                .addKeyValue("e", "k=v")
                .addKeyValue("f", "gr\u00fc\u00dfe\u202e\u0000")
                .log("hostile"));

        assertThat(lines)
                .singleElement()
                .asString()
                .contains(" hostile a=\"two words\" b=\"say \\\"hi\\\"\"")
                .contains(" c=\"x\\u000d\\u000a2026-01-01 ERROR forged\"")
                .contains(" d=\"\" e=\"k=v\" f=\"gr\\u00fc\\u00dfe\\u202e\\u0000\" ");
    }

    @Test
    void cutsLongValues() throws IOException {
        List<String> lines =
                linesOf(log -> log.atInfo().addKeyValue("a", "x".repeat(10_000)).log("long"));

        assertThat(lines)
                .singleElement()
                .asString()
                .contains("a=\"" + "x".repeat(256) + "...\"")
                .hasSizeLessThan(400);
    }

    @Test
    void keepsForeignMessagesAndExceptionsOnOneLine() throws IOException {
        List<String> lines = linesOf(log -> log.atWarn()
                .setCause(new IllegalStateException("one\r\ntwo"))
                .log("a library said {}", "three\r\nfour"));

        assertThat(lines).singleElement().asString().contains("three\\r\\nfour").contains("IllegalStateException");
    }

    @Test
    void goesOnWhenTheFileCannotBeWritten() throws IOException {
        Path blocked = Files.writeString(dir.resolve("file-in-the-way"), "", StandardCharsets.US_ASCII);
        LoggerContext context = start(blocked);
        Logger log = logger(context);
        for (int i = 0; i < 20_000; i++) {
            log.atInfo().addKeyValue("i", i).log("nowhere to go");
        }
        context.stop();

        assertThat(blocked).isEmptyFile();
    }

    private List<String> linesOf(Consumer<Logger> events) throws IOException {
        LoggerContext context = start(dir);
        events.accept(logger(context));
        context.stop();
        return Files.readAllLines(dir.resolve("server.log"), StandardCharsets.US_ASCII);
    }

    private static LoggerContext start(Path logDir) {
        System.setProperty("mmsys.log.dir", logDir.toString());
        LoggerContext context = new LoggerContext("test", null, CONFIGURATION.toUri());
        context.start();
        System.clearProperty("mmsys.log.dir");
        return context;
    }

    private static Logger logger(LoggerContext context) {
        String name = LogLinesTests.class.getName();
        return new Log4jLogger(new Log4jMarkerFactory(), context.getLogger(name), name);
    }
}
