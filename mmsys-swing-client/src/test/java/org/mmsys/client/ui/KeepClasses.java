package org.mmsys.client.ui;

import java.util.concurrent.Executors;

/** A process for {@link ClassArchiveTests}: loads some classes and ends; its archive is written at the end, or not. */
final class KeepClasses {
    private KeepClasses() {}

    public static void main(String[] arguments) {
        ClassArchive.keepAtExit();
        Executors.newSingleThreadExecutor().shutdown();
    }
}
