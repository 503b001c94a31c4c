package org.mmsys.replica.registry.ratis;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mmsys.core.route.NodeName;

/**
 * How the registry looks from this node, for status pages and {@code explain}.
 *
 * @param voters who votes, as configured
 * @param heard how many of them this node has a connection to, itself included
 * @param votes whether this node is one of them and counted by the others
 * @param leader who leads, as far as is known here
 * @param members the members by their ids, where this node votes
 * @param term number of the present reign among the voters; 0 where this node does not vote
 * @param applied how much of the log is applied here; -1 where this node does not vote
 * @param records how many records there are; 0 where this node does not vote
 * @param ticket whether the bootstrap ticket is still there
 */
public record RegistryState(
        List<NodeName> voters,
        int heard,
        boolean votes,
        Optional<NodeName> leader,
        List<String> members,
        long term,
        long applied,
        int records,
        boolean ticket) {
    public RegistryState {
        voters = List.copyOf(voters);
        members = List.copyOf(members);
    }

    /** In sentences. */
    public List<String> explain() {
        String who = leader.map(name -> name + " leads the registry").orElse("no leader of the registry is known here");
        String own = votes
                ? "this node votes (term " + term + ", applied " + applied + ", " + records + " records)"
                : "this node does not vote";
        return List.of(
                who + "; voters are " + voters + ".", own + (ticket ? "; its bootstrap ticket is unused." : "."));
    }

    /** For pages in JSON. */
    public Map<String, Object> asMap() {
        return Map.of(
                "voters", voters.stream().map(NodeName::toString).toList(),
                "heard", heard,
                "votes", votes,
                "leader", leader.map(NodeName::toString).orElse(""),
                "members", members,
                "term", term,
                "applied", applied,
                "records", records,
                "ticket", ticket);
    }
}
