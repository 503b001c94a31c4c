package org.mmsys.client.core;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.mmsys.client.core.model.Draft;

/** A process for {@link KilledClientIT}: saves a draft that grows, and says so each time, until it is killed. */
final class WriteForEver {
    private WriteForEver() {}

    public static void main(String[] arguments) throws InterruptedException {
        MailService service = MailEngine.open(EngineSettings.command(Path.of(arguments[0]), Asks.nobody()))
                .got()
                .orElseThrow();
        PrintWriter out =
                new PrintWriter(new java.io.FileOutputStream(java.io.FileDescriptor.out), true, StandardCharsets.UTF_8);
        Draft draft = service.newDraft("ada");
        StringBuilder text = new StringBuilder();
        for (int line = 1; ; line++) {
            text.append("line ").append(line).append(" of what is written ü\n");
            Draft next = draft.with("grace@example.org", "", "", "Not sent yet", text.toString(), List.of());
            if (service.saveDraft(next).await(Duration.ofSeconds(30)).isPresent()) {
                out.println(line);
            }
        }
    }
}
