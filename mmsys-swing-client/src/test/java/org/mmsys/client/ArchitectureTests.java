package org.mmsys.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The engine and the command line work without a screen. */
final class ArchitectureTests {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.mmsys.client");

    @Test
    void theEngineAndTheCommandLineHaveNoWindow() {
        assertThat(CLASSES.size()).isGreaterThan(100);
        noClasses()
                .that()
                .resideInAnyPackage("org.mmsys.client.core..", "org.mmsys.client.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.awt..", "javax.swing..", "com.formdev..", "net.miginfocom..")
                .check(CLASSES);
    }

    @Test
    void theEngineKnowsNeitherWindowNorCommands() {
        noClasses()
                .that()
                .resideInAPackage("org.mmsys.client.core..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.mmsys.client.ui..", "org.mmsys.client.cli..", "picocli..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("org.mmsys.client.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.mmsys.client.ui..")
                .check(CLASSES);
    }
}
