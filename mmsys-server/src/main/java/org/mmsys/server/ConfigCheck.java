package org.mmsys.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.mmsys.core.config.ConfigLoader;
import org.mmsys.core.config.Key;
import org.mmsys.core.config.Mistake;
import org.mmsys.core.net.NetKeys;
import org.mmsys.core.protocol.ProtocolProvider;
import org.mmsys.core.queue.QueueKeys;
import org.mmsys.smtp.transport.RelayKeys;

/** Reads a configuration as a node does at its start, and makes nothing. */
public final class ConfigCheck {
    private final List<ProtocolProvider> providers;

    ConfigCheck(List<ProtocolProvider> providers) {
        this.providers = List.copyOf(providers);
    }

    /** With the protocols that are installed. */
    public static ConfigCheck installed() {
        return new ConfigCheck(ServiceLoader.load(ProtocolProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList());
    }

    /** Every key there is, in the order of the documentation. */
    static List<Key<?>> keys(List<ProtocolProvider> providers) {
        List<Key<?>> keys = new ArrayList<>(ServerKeys.all());
        keys.addAll(NetKeys.all());
        keys.addAll(QueueKeys.all());
        keys.addAll(RelayKeys.all());
        providers.forEach(provider -> keys.addAll(provider.keys()));
        return keys;
    }

    /** What is wrong with a file and these options, one text a mistake; nothing when a node could start with them. */
    public List<String> mistakes(Optional<Path> file, List<String> options) {
        ServerOptions.Parsed parsed = new ServerOptions(keys(providers)).parse(options.toArray(String[]::new));
        List<String> mistakes = new ArrayList<>(parsed.errors());
        Optional<ServerPlan> plan = plan(file.or(parsed::config), parsed.keys(), mistakes);
        if (mistakes.isEmpty() && plan.isPresent()) {
            plan.get().clusterDirectory().ifPresent(directory -> {
                try {
                    var unused = ClusterDirectory.identity(directory, plan.get().self());
                } catch (StartFailure failure) {
                    mistakes.add(String.valueOf(failure.getMessage()));
                }
            });
        }
        return mistakes;
    }

    /** The plan of a node, or nothing when mistakes were added to the list. */
    Optional<ServerPlan> plan(Optional<Path> file, Map<String, String> commandLine, List<String> mistakes) {
        ConfigLoader loader = new ConfigLoader(keys(providers), List.of(ServerKeys.LISTENER_FAMILY));
        ConfigLoader.Loaded loaded = loader.load(file, commandLine);
        List<Mistake> found = new ArrayList<>(loaded.mistakes());
        List<String> protocols =
                providers.stream().map(ProtocolProvider::id).sorted().toList();
        Optional<ServerPlan> plan =
                loaded.settings().flatMap(settings -> ServerPlan.of(settings, loaded.families(), protocols, found));
        found.forEach(mistake -> mistakes.add(mistake.toString()));
        return plan;
    }
}
