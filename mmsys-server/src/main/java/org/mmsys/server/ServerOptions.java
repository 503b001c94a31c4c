package org.mmsys.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.mmsys.core.config.Key;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The command line of {@code mmsys-server}: every key is an option. */
final class ServerOptions {
    private static final Pattern FAMILY_OPTION = Pattern.compile("--(listener\\.[^=]+)(?:=(.*))?");

    private final CommandLine parser;

    ServerOptions(List<Key<?>> keys) {
        CommandSpec spec = CommandSpec.create().name("mmsys-server");
        spec.usageMessage()
                .description("One node of MMSys: SMTP, POP3 and accounts in one process.")
                .footer("", "Every key of etc/mmsys.properties is an option; the command line wins over the file.");
        spec.addOption(flag("--help", "Shows this and exits."));
        spec.addOption(flag("--version", "Shows the version and exits."));
        spec.addOption(flag("--check", "Checks the configuration and exits."));
        spec.addOption(OptionSpec.builder("--config")
                .paramLabel("FILE")
                .type(String.class)
                .description("Properties file; may include others.")
                .build());
        keys.forEach(key -> spec.addOption(option(key)));
        parser = new CommandLine(spec);
        parser.setUnmatchedArgumentsAllowed(true);
        parser.setOverwrittenOptionsAllowed(false);
    }

    /**
     * What was asked for.
     *
     * @param keys values by key, those of one that may be given several times with line ends between
     */
    record Parsed(
            boolean help,
            boolean version,
            boolean check,
            Optional<Path> config,
            Map<String, String> keys,
            List<String> errors) {}

    Parsed parse(String[] arguments) {
        List<String> errors = new ArrayList<>();
        Map<String, String> keys = new LinkedHashMap<>();
        try {
            ParseResult result = parser.parseArgs(arguments);
            Optional<Path> config = Optional.ofNullable(result.<String>matchedOptionValue("--config", null))
                    .map(Path::of);
            for (OptionSpec option : result.matchedOptions()) {
                String name = option.longestName();
                if (option.userObject() instanceof Key<?> key) {
                    keys.put(
                            name.substring(2),
                            key.repeatable() ? lines(option) : String.valueOf(option.<String>getValue()));
                }
            }
            familyOptions(result.unmatched(), keys, errors);
            return new Parsed(
                    result.hasMatchedOption("--help"),
                    result.hasMatchedOption("--version"),
                    result.hasMatchedOption("--check"),
                    config,
                    keys,
                    errors);
        } catch (ParameterException wrong) {
            errors.add("command line: " + wrong.getMessage());
            return new Parsed(false, false, false, Optional.empty(), keys, errors);
        }
    }

    String usage() {
        return parser.getUsageMessage(CommandLine.Help.Ansi.OFF);
    }

    private static String lines(OptionSpec option) {
        return String.join("\n", option.originalStringValues());
    }

    private static void familyOptions(List<String> unmatched, Map<String, String> keys, List<String> errors) {
        for (int i = 0; i < unmatched.size(); i++) {
            var option = FAMILY_OPTION.matcher(unmatched.get(i));
            if (!option.matches()) {
                errors.add("command line: unknown option " + unmatched.get(i));
            } else if (option.group(2) != null) {
                keys.put(option.group(1), option.group(2));
            } else if (i + 1 < unmatched.size()) {
                keys.put(option.group(1), unmatched.get(++i));
            } else {
                errors.add("command line: " + unmatched.get(i) + " needs a value");
            }
        }
    }

    private static OptionSpec flag(String name, String doc) {
        return OptionSpec.builder(name).type(boolean.class).description(doc).build();
    }

    private static OptionSpec option(Key<?> key) {
        boolean yesNo = key.allowed().equals("yes or no");
        String standard = key.standard()
                .filter(value -> !value.isEmpty())
                .map(value -> " Default: " + value)
                .orElse("");
        return OptionSpec.builder("--" + key.name())
                .paramLabel(yesNo ? "yes|no" : key.repeatable() ? key.allowed() : "VALUE")
                .type(key.repeatable() ? List.class : String.class)
                .auxiliaryTypes(String.class)
                .arity(yesNo ? "0..1" : "1")
                .fallbackValue(yesNo ? "yes" : "")
                .description(key.doc().replace("%", "%%") + standard.replace("%", "%%"))
                .userObject(key)
                .build();
    }
}
