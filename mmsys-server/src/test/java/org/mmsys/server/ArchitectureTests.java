package org.mmsys.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;
import static com.tngtech.archunit.library.GeneralCodingRules.USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.net.IDN;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManager;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmsys.server.ctl.Mmsysctl;

/** The rules of the house (docs/architecture.md, "Who may know whom"), on the classes that ship. */
final class ArchitectureTests {
    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.mmsys");

    /** Floors: an empty scan would make every other rule hold. */
    @ParameterizedTest
    @CsvSource({
        "org.mmsys.wire., 20",
        "org.mmsys.core., 60",
        "org.mmsys.accounts, 10",
        "org.mmsys.smtp, 10",
        "org.mmsys.pop3, 10",
        "org.mmsys.replica, 5",
        "org.mmsys.server, 10"
    })
    void seesTheWholeHouse(String prefix, int atLeast) {
        assertThat(HOUSE.stream()
                        .filter(type -> type.getName().startsWith(prefix))
                        .count())
                .isGreaterThanOrEqualTo(atLeast);
    }

    @Test
    void wireStandsOnTheJdkAlone() {
        classes()
                .that()
                .resideInAPackage("org.mmsys.wire..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("org.mmsys.wire..", "org.jspecify..", "java..", "javax.."))
                .check(HOUSE);
    }

    @Test
    void wireHasNoThreadsSocketsFilesClocksOrLoggers() {
        DescribedPredicate<JavaClass> world = resideInAnyPackage(
                        "java.nio.file..",
                        "java.nio.channels..",
                        "java.util.concurrent..",
                        "java.util.logging..",
                        "java.net..")
                .and(DescribedPredicate.not(type(IDN.class)))
                .or(DescribedPredicate.describe(
                        "touch the machine",
                        it -> Set.of(
                                        "java.lang.Thread",
                                        "java.lang.Process",
                                        "java.lang.ProcessBuilder",
                                        "java.io.File",
                                        "java.io.FileInputStream",
                                        "java.io.FileOutputStream",
                                        "java.io.RandomAccessFile",
                                        "java.time.Clock",
                                        "java.time.InstantSource",
                                        "java.util.Timer")
                                .contains(it.getName())));
        noClasses()
                .that()
                .resideInAPackage("org.mmsys.wire..")
                .should()
                .dependOnClassesThat(world)
                .check(HOUSE);
        noClasses()
                .that()
                .resideInAPackage("org.mmsys.wire..")
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .check(HOUSE);
    }

    @ParameterizedTest
    @CsvSource({
        "org.apache.mina.., org.mmsys.core.net..",
        "org.apache.commons.configuration2.., org.mmsys.core.config..",
        "org.apache.ratis.., org.mmsys.replica.registry.ratis..",
        "picocli.., org.mmsys.server..",
        "com.fasterxml.jackson.., org.mmsys.server.json..",
        "io.micrometer.., org.mmsys.server..",
        "org.apache.logging.log4j.., org.mmsys.server..",
        "com.ongres.., org.mmsys.accounts.."
    })
    void keepsEachLibraryInItsRoom(String library, String room) {
        noClasses()
                .that()
                .resideOutsideOfPackage(room)
                .should()
                .dependOnClassesThat(resideInAPackage(library))
                .check(HOUSE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"accounts", "smtp", "pop3", "replica"})
    void protocolsNeverImportOneAnother(String protocol) {
        classes()
                .that()
                .resideInAPackage("org.mmsys." + protocol + "..")
                .should()
                .onlyDependOnClassesThat(DescribedPredicate.not(resideInAPackage("org.mmsys.."))
                        .or(resideInAnyPackage("org.mmsys." + protocol + "..", "org.mmsys.core..", "org.mmsys.wire..")))
                .check(HOUSE);
    }

    @Test
    void coreImportsWireAndNothingElseOfTheHouse() {
        classes()
                .that()
                .resideInAPackage("org.mmsys.core..")
                .should()
                .onlyDependOnClassesThat(DescribedPredicate.not(resideInAPackage("org.mmsys.."))
                        .or(resideInAnyPackage("org.mmsys.core..", "org.mmsys.wire..")))
                .check(HOUSE);
    }

    @Test
    void nothingImportsTheServerOrTheTestkit() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.mmsys.server..")
                .should()
                .dependOnClassesThat(resideInAPackage("org.mmsys.server.."))
                .check(HOUSE);
        noClasses()
                .that()
                .resideOutsideOfPackage("org.mmsys.testkit..")
                .should()
                .dependOnClassesThat(resideInAPackage("org.mmsys.testkit.."))
                .check(HOUSE);
    }

    /** net → protocol → {store, route} → journal; config, observe and life may be used by all and use none. */
    @Test
    void roomsOfCoreLookInOneDirection() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .withOptionalLayers(true)
                .layer("net")
                .definedBy("org.mmsys.core.net..")
                .layer("protocol")
                .definedBy("org.mmsys.core.protocol..")
                .layer("queue")
                .definedBy("org.mmsys.core.queue..")
                .layer("store")
                .definedBy("org.mmsys.core.store..")
                .layer("route")
                .definedBy("org.mmsys.core.route..")
                .layer("journal")
                .definedBy("org.mmsys.core.journal..")
                .layer("used by all")
                .definedBy("org.mmsys.core.config..", "org.mmsys.core.observe..", "org.mmsys.core.life..")
                .whereLayer("net")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("protocol")
                .mayOnlyBeAccessedByLayers("net")
                .whereLayer("queue")
                .mayOnlyBeAccessedByLayers("net", "protocol")
                .whereLayer("store")
                .mayOnlyBeAccessedByLayers("net", "protocol", "queue")
                .whereLayer("route")
                .mayOnlyBeAccessedByLayers("net", "protocol", "queue")
                .whereLayer("journal")
                .mayOnlyBeAccessedByLayers("net", "protocol", "queue", "store", "route")
                .whereLayer("used by all")
                .mayNotAccessAnyLayer()
                .check(HOUSE);
    }

    @Test
    void everyClassOfCoreIsInARoomOfThePlan() {
        classes()
                .that()
                .resideInAPackage("org.mmsys.core..")
                .should()
                .resideInAnyPackage(
                        "org.mmsys.core.net..",
                        "org.mmsys.core.protocol..",
                        "org.mmsys.core.queue..",
                        "org.mmsys.core.store..",
                        "org.mmsys.core.route..",
                        "org.mmsys.core.journal..",
                        "org.mmsys.core.config..",
                        "org.mmsys.core.observe..",
                        "org.mmsys.core.life..")
                .check(HOUSE);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("org.mmsys.(**)").should().beFreeOfCycles().check(HOUSE);
    }

    @Test
    void onlyTheCommandLineWritesToStandardStreams() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(MmsysMain.class.getName())
                .and()
                .doNotHaveFullyQualifiedName(Mmsysctl.class.getName())
                .should(ACCESS_STANDARD_STREAMS)
                .check(HOUSE);
        noClasses().should().callMethod(Throwable.class, "printStackTrace").check(HOUSE);
    }

    @Test
    void throwsNothingGenericAndLogsThroughSlf4j() {
        NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS.check(HOUSE);
        noClasses()
                .that()
                .doNotHaveSimpleName("TamedEngine") // silences a library that does
                .should(USE_JAVA_UTIL_LOGGING)
                .check(HOUSE);
    }

    @Test
    void namesSayWhatThingsAre() {
        noClasses()
                .that()
                .areNotAssignableTo(KeyManager.class) // the JDK's word
                .should()
                .haveNameMatching(".*(Manager|Helper|Utils?|Impl)")
                .orShould()
                .haveNameMatching(".*\\.Abstract[^.]*")
                .check(HOUSE);
    }

    @Test
    void everyPackageIsNullMarked() {
        Set<String> unmarked = HOUSE.stream()
                .map(JavaClass::getPackageName)
                .distinct()
                .filter(name -> !isNullMarked(name))
                .collect(Collectors.toSet());

        assertThat(unmarked).isEmpty();
    }

    private static boolean isNullMarked(String packageName) {
        try {
            return Class.forName(packageName + ".package-info").isAnnotationPresent(NullMarked.class);
        } catch (ClassNotFoundException missing) {
            return false;
        }
    }
}
