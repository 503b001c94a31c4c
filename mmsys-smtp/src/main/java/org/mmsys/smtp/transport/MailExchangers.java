package org.mmsys.smtp.transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.mmsys.core.queue.Verdict;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Cache;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.lookup.LookupSession;
import org.xbill.DNS.lookup.NoSuchDomainException;
import org.xbill.DNS.lookup.NoSuchRRSetException;

/**
 * Finds the hosts that take mail for a domain (RFC 5321 §5.1, RFC 7505), by dnsjava, which remembers answers for their time to
 * live. Thread-safe; never waits.
 */
final class MailExchangers {
    static final int ADDRESSES_MAX = 8;
    private static final int CACHE_ENTRIES = 20_000;
    private static final int CACHE_SECONDS_MAX = 3600;
    private static final Duration QUERY_TIME = Duration.ofSeconds(5);

    private final LookupSession session;
    private final Duration time;
    private final String ownName;
    private final OutsideAddresses addresses;
    private final Random shuffle;

    /**
     * Asks the given DNS server, or those of the operating system.
     *
     * @param ownName an exchanger of this name is ourselves
     * @param time for everything that one domain needs
     */
    MailExchangers(
            Optional<InetSocketAddress> server,
            Duration time,
            String ownName,
            OutsideAddresses addresses,
            RandomGenerator random) {
        Cache cache = new Cache(DClass.IN);
        cache.setMaxEntries(CACHE_ENTRIES);
        cache.setMaxCache(CACHE_SECONDS_MAX);
        cache.setMaxNCache(CACHE_SECONDS_MAX);
        this.session = LookupSession.builder()
                .resolver(resolver(server))
                .cache(cache)
                .defaultHostsFileParser()
                .build();
        this.time = time;
        this.ownName = ownName.toLowerCase(Locale.ROOT);
        this.addresses = addresses;
        this.shuffle = new Random(random.nextLong());
    }

    private static Resolver resolver(Optional<InetSocketAddress> server) {
        Resolver resolver;
        if (server.isPresent()) {
            resolver = new SimpleResolver(server.get());
        } else {
            resolver = new ExtendedResolver();
        }
        resolver.setTimeout(QUERY_TIME);
        return resolver;
    }

    /** A host that trouble with DNS could not be told from is not lost, only late. */
    private record Answer(List<Record> records, boolean exists, boolean failed) {
        static final Answer FAILED = new Answer(List.of(), false, true);
    }

    private record Exchanger(String name, int preference) {}

    /** The hosts for a domain or address literal. */
    CompletableFuture<MailHosts> forDomain(String domain) {
        if (domain.startsWith("[")) {
            return CompletableFuture.completedFuture(literal(domain));
        }
        return limited(ask(domain, Type.MX).thenCompose(answer -> byMx(domain, answer)));
    }

    /** The addresses of one host, whatever MX records it has. */
    CompletableFuture<MailHosts> forHost(String host) {
        Optional<InetAddress> literal = AllowedNetworks.literal(host);
        if (literal.isPresent()) {
            return CompletableFuture.completedFuture(usable(List.of(new MailHosts.Host(host, literal.get())), host));
        }
        return limited(resolve(List.of(new Exchanger(host, 0)), host));
    }

    private CompletableFuture<MailHosts> limited(CompletableFuture<MailHosts> work) {
        return work.completeOnTimeout(later("DNS did not answer in time"), time.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(
                        failure -> later("DNS failed: " + failure.getClass().getSimpleName()));
    }

    /** RFC 5321 §4.1.3: {@code [192.0.2.1]}, {@code [IPv6:2001:db8::1]}. */
    private MailHosts literal(String domain) {
        String inner = domain.substring(1, domain.length() - 1);
        boolean six = inner.toLowerCase(Locale.ROOT).startsWith("ipv6:");
        Optional<InetAddress> address = AllowedNetworks.literal(six ? inner.substring(5) : inner);
        return address.map(found -> usable(List.of(new MailHosts.Host(domain, found)), domain))
                .orElseGet(() -> never("5.1.2", domain + " is no address"));
    }

    private CompletableFuture<MailHosts> byMx(String domain, Answer answer) {
        if (answer.failed()) {
            return CompletableFuture.completedFuture(later("DNS gave no answer about " + domain));
        }
        if (!answer.exists()) {
            return CompletableFuture.completedFuture(never("5.1.2", "there is no domain " + domain));
        }
        List<Exchanger> exchangers = exchangers(answer.records());
        if (exchangers.isEmpty()) {
            return resolve(List.of(new Exchanger(domain, 0)), domain); // RFC 5321 §5.1: the implicit MX
        }
        if (exchangers.size() == 1 && exchangers.get(0).name().isEmpty()) {
            return CompletableFuture.completedFuture(never("5.1.10", domain + " takes no mail"));
        }
        List<Exchanger> better = betterThanOurselves(exchangers);
        return better.isEmpty()
                ? CompletableFuture.completedFuture(never("5.4.6", "mail for " + domain + " would come back to us"))
                : resolve(better, domain);
    }

    /** By preference, equal ones in random order. */
    private List<Exchanger> exchangers(List<Record> records) {
        List<Exchanger> all = new ArrayList<>();
        for (Record record : records) {
            if (record instanceof MXRecord mx) {
                String target = mx.getTarget().toString(true).toLowerCase(Locale.ROOT);
                all.add(new Exchanger(target.equals(".") || target.equals("@") ? "" : target, mx.getPriority()));
            }
        }
        synchronized (shuffle) {
            Collections.shuffle(all, shuffle);
        }
        all.sort(Comparator.comparingInt(Exchanger::preference));
        return all;
    }

    /** RFC 5321 §5.1: those that are as far as ourselves, and ourselves, would only send it back. */
    private List<Exchanger> betterThanOurselves(List<Exchanger> all) {
        Optional<Exchanger> self =
                all.stream().filter(each -> each.name().equals(ownName)).findFirst();
        return all.stream()
                .filter(each -> !each.name().isEmpty())
                .filter(each -> self.isEmpty() || each.preference() < self.get().preference())
                .toList();
    }

    private CompletableFuture<MailHosts> resolve(List<Exchanger> exchangers, String domain) {
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        List<Exchanger> asked = exchangers.subList(0, Math.min(exchangers.size(), ADDRESSES_MAX));
        for (Exchanger exchanger : asked) {
            answers.add(ask(exchanger.name(), Type.A));
            answers.add(ask(exchanger.name(), Type.AAAA));
        }
        return CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
                .thenApply(all -> {
                    List<MailHosts.Host> hosts = new ArrayList<>();
                    boolean failed = false;
                    for (int i = 0; i < answers.size(); i++) {
                        Answer answer = answers.get(i).join();
                        failed |= answer.failed();
                        hosts.addAll(hosts(asked.get(i / 2).name(), answer.records()));
                    }
                    if (hosts.isEmpty()) {
                        return failed
                                ? later("DNS gave no answer about the hosts of " + domain)
                                : never("5.4.4", "no host of " + domain + " has an address");
                    }
                    return usable(hosts, domain);
                });
    }

    private static List<MailHosts.Host> hosts(String name, List<Record> records) {
        List<MailHosts.Host> hosts = new ArrayList<>();
        for (Record record : records) {
            if (record instanceof ARecord a) {
                hosts.add(new MailHosts.Host(name, a.getAddress()));
            } else if (record instanceof AAAARecord aaaa) {
                hosts.add(new MailHosts.Host(name, aaaa.getAddress()));
            }
        }
        return hosts;
    }

    private MailHosts usable(List<MailHosts.Host> hosts, String domain) {
        List<MailHosts.Host> usable = hosts.stream()
                .filter(host -> addresses.allows(host.address()))
                .limit(ADDRESSES_MAX)
                .toList();
        return usable.isEmpty()
                ? never(
                        "5.4.4",
                        "the hosts of " + domain + " have only addresses that relay.allow-private does not list")
                : new MailHosts.Found(usable);
    }

    private CompletableFuture<Answer> ask(String name, int type) {
        Name absolute;
        try {
            absolute = Name.fromString(name, Name.root);
        } catch (TextParseException noName) {
            return CompletableFuture.completedFuture(new Answer(List.of(), false, false));
        }
        return session.lookupAsync(absolute, type)
                .thenApply(result -> new Answer(result.getRecords(), true, false))
                .exceptionally(MailExchangers::trouble)
                .toCompletableFuture();
    }

    private static Answer trouble(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof NoSuchDomainException) {
            return new Answer(List.of(), false, false);
        }
        return cause instanceof NoSuchRRSetException ? new Answer(List.of(), true, false) : Answer.FAILED;
    }

    private static MailHosts never(String status, String text) {
        return new MailHosts.None(new Verdict.Refused(status, text, Optional.empty()));
    }

    private static MailHosts later(String text) {
        return new MailHosts.None(new Verdict.Deferred("4.4.3", text, Optional.empty(), true));
    }

    /** The address under the name it was found by, so that nobody looks it up again. */
    static InetSocketAddress socketAddress(MailHosts.Host host, int port) {
        try {
            return new InetSocketAddress(
                    InetAddress.getByAddress(host.name(), host.address().getAddress()), port);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
