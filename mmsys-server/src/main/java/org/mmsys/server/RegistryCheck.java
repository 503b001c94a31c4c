package org.mmsys.server;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mmsys.core.config.Key;
import org.mmsys.core.config.Mistake;
import org.mmsys.core.config.Settings;
import org.mmsys.core.route.Members;
import org.mmsys.core.route.NodeName;
import org.mmsys.core.route.Service;
import org.mmsys.replica.registry.ratis.Voters;

/** Checks who decides for the pairs of a system, and that all is there which that takes. */
record RegistryCheck(Settings settings, Members members, List<Mistake> mistakes) {
    static final String CONSISTENT = "consistent";
    static final String AVAILABLE = "available";
    private static final int VOTERS_MAX = 7;
    /** Rules 31: a sentence for each mode, and what it costs. */
    private static final String CHOOSE =
            "must be chosen for a pair without a witness: consistent loses and doubles no mail and lets the backup take"
                    + " over by itself, but when the backup dies new mail waits until it is back or an administrator says"
                    + " mmsysctl force-solo. available lets both halves go on when they lose"
                    + " each other and unites them afterwards, but for that time each lacks the mail of the other, shows what"
                    + " was deleted there, and changes no accounts;"
                    + " a witness, mmsys-server --witness on a third machine, spares the choice";

    void run() {
        List<NodeName> named = named();
        boolean witness = settings.get(ServerKeys.WITNESS);
        Optional<InetSocketAddress> address = settings.get(ServerKeys.REGISTRY);
        if (witness && address.isEmpty()) {
            wrong(ServerKeys.REGISTRY, "", "a witness needs an address for it: HOST:PORT");
        }
        address.filter(InetSocketAddress::isUnresolved)
                .ifPresent(
                        unknown -> wrong(ServerKeys.REGISTRY, unknown.toString(), "the host name cannot be resolved"));
        ownPort(address);
        if (!named.isEmpty() && (named.size() % 2 == 0 || named.size() < Voters.MIN || named.size() > VOTERS_MAX)) {
            wrong(ServerKeys.REGISTRY_VOTERS, named.toString(), "must be three, five or seven nodes");
        }
        for (NodeName voter : named) {
            if (able(settings, members).find(voter).isEmpty()) {
                wrong(ServerKeys.REGISTRY_VOTERS, voter.toString(), "has no registry=PORT in its node line");
            }
        }
        if (witness && mistakes.isEmpty() && !voters(settings, members).contains(members.self())) {
            wrong(
                    ServerKeys.WITNESS,
                    "yes",
                    "is none of the voters " + voters(settings, members)
                            + ": a registry has three at least, each with registry=PORT in its node line");
        }
        mode();
    }

    /** The voters of the configuration, or those that follow from it. */
    static List<NodeName> voters(Settings settings, Members members) {
        List<NodeName> named = settings.get(ServerKeys.REGISTRY_VOTERS).stream()
                .map(NodeName::parse)
                .flatMap(Optional::stream)
                .toList();
        return named.isEmpty() ? Voters.of(able(settings, members)) : named;
    }

    /** All nodes that can vote; this one too where its own line is left out. */
    static Members able(Settings settings, Members members) {
        Optional<InetSocketAddress> own = settings.get(ServerKeys.REGISTRY);
        List<Members.Member> able = new ArrayList<>(members.all().stream()
                .filter(member -> member.ports().containsKey(Service.REGISTRY))
                .toList());
        if (own.isPresent() && members.find(members.self()).isEmpty()) {
            able.add(new Members.Member(
                    members.self(),
                    own.get().getHostString(),
                    Map.of(Service.REGISTRY, own.get().getPort())));
        }
        return new Members(members.self(), able);
    }

    private List<NodeName> named() {
        List<NodeName> named = new ArrayList<>();
        for (String text : settings.get(ServerKeys.REGISTRY_VOTERS)) {
            NodeName.parse(text)
                    .filter(name -> !named.contains(name))
                    .ifPresentOrElse(
                            named::add,
                            () -> wrong(
                                    ServerKeys.REGISTRY_VOTERS,
                                    text,
                                    "must be names of nodes such as s1/backup or w1/witness, each once"));
        }
        return named;
    }

    private void ownPort(Optional<InetSocketAddress> address) {
        Optional<Integer> told = members.find(members.self())
                .flatMap(member -> Optional.ofNullable(member.ports().get(Service.REGISTRY)));
        if (told.isPresent() && !told.equals(address.map(InetSocketAddress::getPort))) {
            wrong(
                    ServerKeys.REGISTRY,
                    address.map(InetSocketAddress::toString).orElse(""),
                    "the node line of this node says registry=" + told.get());
        }
    }

    private void mode() {
        Optional<String> mode = settings.get(ServerKeys.PAIR_MODE);
        mode.filter(word -> !Set.of(CONSISTENT, AVAILABLE).contains(word))
                .ifPresent(word -> wrong(ServerKeys.PAIR_MODE, word, "must be consistent or available"));
        if (lonePair(settings, members) && mode.isEmpty()) {
            wrong(ServerKeys.PAIR_MODE, "", CHOOSE);
        }
    }

    /** Whether both halves of this server keep the store and nobody else can vote. */
    static boolean lonePair(Settings settings, Members members) {
        NodeName self = members.self();
        boolean half = self.half() != NodeName.Half.WITNESS;
        boolean partner = members.of(self.server()).stream()
                .anyMatch(other -> !other.name().equals(self) && other.ports().containsKey(Service.REPLICA));
        return half
                && partner
                && settings.get(ServerKeys.REPLICA).isPresent()
                && voters(settings, members).isEmpty();
    }

    private void wrong(Key<?> key, String value, String wanted) {
        mistakes.add(new Mistake("configuration", key.name(), value, wanted));
    }
}
