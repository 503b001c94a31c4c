package org.mmsys.replica.registry.ratis;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftPeer;
import org.mmsys.core.route.NodeName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A voter with an empty disk and no ticket asks the others to take it in, in place of what it was (rules 29).
 *
 * <p>It cannot vote before they have agreed, by a majority of which its former self is no part, and it has the whole log. One
 * at a time: the leader refuses a second change while one is under way. Called on one thread, waits for the network.
 */
final class Newcomer {
    private static final Logger log = LoggerFactory.getLogger(Newcomer.class);

    private final RatisSettings settings;
    private final PeerNames names;
    private final Voter voter;
    private final VoterCalls calls;
    private String said = "";

    Newcomer(RatisSettings settings, PeerNames names, Voter voter, VoterCalls calls) {
        this.settings = settings;
        this.names = names;
        this.voter = voter;
        this.calls = calls;
    }

    /** Asks once; nothing happens when it is a member already. */
    void ask() {
        if (voter.isMember()) {
            return;
        }
        for (NodeName other : settings.voters()) {
            if (!other.equals(settings.self()) && ask(other)) {
                return;
            }
        }
    }

    /** Whether there is no need to ask another one now. */
    private boolean ask(NodeName other) {
        try {
            List<RaftPeer> present = calls.members(other);
            Optional<RaftPeer> former = present.stream()
                    .filter(peer -> PeerNames.ofId(peer.getId().toString()).equals(Optional.of(settings.self())))
                    .findFirst();
            if (former.isEmpty()) {
                say("this node is none of the registry's members: it asks them, but does not vote");
                return !present.isEmpty();
            }
            if (former.get().getId().equals(voter.id())) {
                return true; // taken in; the log is on its way
            }
            say("this voter's disk is new and it has no ticket: it asks to be taken in as a new member");
            List<RaftPeer> wanted = present.stream()
                    .map(peer -> peer.equals(former.get()) ? names.peer(settings.self(), voter.id()) : peer)
                    .toList();
            RaftClientReply reply = calls.setMembers(other, present, wanted);
            if (reply.isSuccess()) {
                log.atInfo().addKeyValue("member", voter.id()).log("registry has taken this voter in");
            }
            return reply.isSuccess();
        } catch (IOException unreachable) {
            log.atDebug()
                    .addKeyValue("voter", other)
                    .addKeyValue("cause", unreachable.toString())
                    .log("registry voter did not take this one in");
            return false;
        }
    }

    private void say(String what) {
        if (!said.equals(what)) {
            said = what;
            log.atWarn().addKeyValue("member", voter.id()).log(what);
        }
    }
}
