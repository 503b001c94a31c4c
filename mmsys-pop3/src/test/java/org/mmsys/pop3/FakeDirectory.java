package org.mmsys.pop3;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.mmsys.core.route.Directory;
import org.mmsys.wire.address.AccountName;

/** Knows where some accounts live; everybody else is at home here. What it is asked to find out is set beforehand. */
final class FakeDirectory implements Directory {
    private final Map<AccountName, Home> known = new HashMap<>();
    private final Map<AccountName, List<Home>> resolutions = new HashMap<>();
    final List<String> denials = new ArrayList<>();

    FakeDirectory with(String name, Home home) {
        known.put(account(name).orElseThrow(), home);
        return this;
    }

    /** What {@link #resolve} says of this name, one after the other; the last again and again. */
    FakeDirectory resolving(String name, Home... homes) {
        resolutions.put(account(name).orElseThrow(), new ArrayList<>(List.of(homes)));
        return this;
    }

    @Override
    public Home find(AccountName account) {
        return known.getOrDefault(account, new Home.Here());
    }

    @Override
    public void resolve(AccountName account, Consumer<Home> answer) {
        List<Home> homes = resolutions.getOrDefault(account, new ArrayList<>(List.of(find(account))));
        answer.accept(homes.size() > 1 ? homes.remove(0) : homes.get(0));
    }

    @Override
    public void denied(AccountName account, String server) {
        denials.add(account.local() + " not at " + server);
    }

    @Override
    public Optional<AccountName> account(String login) {
        return AccountName.ofLogin(login, "here.test");
    }
}
