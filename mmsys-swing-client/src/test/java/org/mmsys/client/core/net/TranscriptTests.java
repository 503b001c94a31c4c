package org.mmsys.client.core.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Secrets never stand in the protocol log. */
final class TranscriptTests {
    private final Transcript transcript = new Transcript();

    @Test
    void masksPasswordsAndResponses() {
        transcript.said("USER ada\r\nPASS geheim wort\r\n");
        transcript.said("auth plain AGFkYQBnZWhlaW0=\r\n");
        transcript.said("AUTH LOGIN\r\n");
        transcript.heard("334 VXNlcm5hbWU6");
        transcript.said("YWRh\r\n");
        transcript.heard("+ ");
        transcript.said("Z2VoZWlt\r\n");
        transcript.heard("+OK done");
        transcript.said("STAT\r\n");
        assertThat(transcript.lines().toString())
                .doesNotContain("geheim", "AGFkYQBnZWhlaW0=", "YWRh", "Z2VoZWlt")
                .contains("C: PASS ***", "C: STAT", "C: USER ada");
    }

    @Test
    void keepsTheLastLinesOnly() {
        for (int i = 0; i < Transcript.LINES_MAX + 100; i++) {
            transcript.heard("+OK " + i);
        }
        assertThat(transcript.lines()).hasSize(Transcript.LINES_MAX).last().isEqualTo("S: +OK 2099");
    }
}
