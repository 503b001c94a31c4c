package org.mmsys.server.ctl;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;

/** A line typed to {@code mmsysctl}, for tests of other packages. */
public final class ToolLine {
    private ToolLine() {}

    /** How it ended, and what it printed on both streams. */
    public record Said(int exit, String printed) {
        /** Fails the test with all that was printed unless it ended well. */
        public String orFail() {
            if (exit != 0) {
                throw new AssertionError("exit " + exit + "; printed:\n" + printed);
            }
            return printed;
        }
    }

    /** Runs it in this process. */
    public static Said run(String... arguments) {
        StringWriter printed = new StringWriter();
        PrintWriter both = new PrintWriter(printed, true);
        int exit = Mmsysctl.run(arguments, new ByteArrayInputStream(new byte[0]), both, both);
        return new Said(exit, printed.toString());
    }
}
