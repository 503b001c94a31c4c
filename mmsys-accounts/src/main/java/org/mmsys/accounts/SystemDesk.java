package org.mmsys.accounts;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.mmsys.core.protocol.Peers;
import org.mmsys.core.route.Directory;
import org.mmsys.core.route.Directory.Home;
import org.mmsys.core.route.NodeName;
import org.mmsys.core.route.NodeName.Half;
import org.mmsys.wire.accounts.ClientMove;
import org.mmsys.wire.accounts.PeerCommand;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.session.Input.Client;

/** The registration desk of one server among several: what the desk itself cannot know it asks the others. */
final class SystemDesk implements SystemRegistry {
    private final RegistrationDesk desk;
    private final Neighbours neighbours;
    private final Arbiter arbiter;
    private final PeerDesk peerDesk;
    private final SystemGate gate;
    private final Directory directory;
    private final Map<String, PeerCaller> callers;

    SystemDesk(
            RegistrationDesk desk,
            Neighbours neighbours,
            Arbiter arbiter,
            PeerDesk peerDesk,
            SystemGate gate,
            Directory directory,
            Map<String, PeerCaller> callers) {
        this.desk = desk;
        this.neighbours = neighbours;
        this.arbiter = arbiter;
        this.peerDesk = peerDesk;
        this.gate = gate;
        this.directory = directory;
        this.callers = callers;
    }

    @Override
    public void available(String name, Client client, Consumer<Result> answer) {
        Result here = desk.available(name, client);
        Optional<AccountName> account = directory.account(name);
        if (here != Result.OK || account.isEmpty()) {
            answer.accept(here);
            return;
        }
        String server = arbiter.of(account.get());
        PeerCaller caller = callers.get(server);
        if (caller == null) {
            answer.accept(
                    switch (arbiter.look(account.get())) {
                        case GRANTED -> Result.OK;
                        case TAKEN -> Result.TAKEN;
                        case LATER, NOT_ARBITER -> Result.TRY_LATER;
                    });
            return;
        }
        CompletableFuture<?> unused = caller.ask(new PeerCommand.Avail(account.get()), SystemGate.PATIENCE)
                .thenAccept(said -> answer.accept(said.map(SystemGate::result).orElse(Result.TRY_LATER)));
    }

    @Override
    public Result available(String name, Client client) {
        return desk.available(name, client);
    }

    /** A request repeated at another server is answered as by the one that carried it out. */
    @Override
    public Result create(String name, String password, String requestId, Client client) throws InterruptedException {
        Result result = desk.create(name, password, requestId, client);
        Optional<AccountName> account = directory.account(name);
        if (result != Result.TAKEN
                || account.isEmpty()
                || !(directory.find(account.get()) instanceof Home.There there)) {
            return result;
        }
        PeerCaller caller = callers.get(there.server());
        if (caller == null) {
            return result;
        }
        String proof = Base64.getEncoder().encodeToString(password.getBytes(StandardCharsets.UTF_8));
        ClientMove.Say question =
                new ClientMove.Say(new PeerCommand.Asked(account.get(), requestId).line(), false, List.of(proof));
        boolean same = gate.waitFor(there.server(), () -> caller.ask(question, SystemGate.PATIENCE))
                .map(answer -> answer.status().ok())
                .orElse(false);
        return same ? Result.OK : Result.TAKEN;
    }

    @Override
    public Result changePassword(AccountName account, String present, String next, Client client)
            throws InterruptedException {
        return desk.changePassword(account, present, next, client);
    }

    @Override
    public Result delete(AccountName account, String present, Client client) throws InterruptedException {
        return desk.delete(account, present, client);
    }

    @Override
    public String home(AccountName account) {
        return directory.find(account) instanceof Home.There there ? there.server() : neighbours.self();
    }

    @Override
    public NodeName self() {
        return neighbours.members().self();
    }

    @Override
    public Optional<String> peer(String node) {
        return NodeName.parse(node)
                .filter(name -> name.half() != Half.WITNESS)
                .map(NodeName::server)
                .filter(neighbours.others()::contains);
    }

    @Override
    public CompletableFuture<PeerAnswer> answer(PeerCommand command, String server) {
        return peerDesk.answer(command, server);
    }

    @Override
    public Result asked(AccountName account, String requestId, String password) throws InterruptedException {
        return desk.asked(account, requestId, password);
    }

    @Override
    public Directory directory() {
        return directory;
    }

    @Override
    public Home resolve(AccountName account) throws InterruptedException {
        Home now = directory.find(account);
        if (!(now instanceof Home.Unsure)) {
            return now;
        }
        CompletableFuture<Home> found = new CompletableFuture<>();
        directory.resolve(account, found::complete);
        return gate.search(found).orElseGet(Home.Unsure::new);
    }

    @Override
    public Peers peers() {
        return neighbours.peers();
    }

    @Override
    public <T> Optional<T> waitFor(String server, Waiting<T> question) throws InterruptedException {
        return gate.waitFor(server, question::ask);
    }
}
