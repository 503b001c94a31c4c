package org.mmsys.server;

import java.util.Optional;

/** The version this was built as. */
final class Version {
    private Version() {}

    static String text() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
