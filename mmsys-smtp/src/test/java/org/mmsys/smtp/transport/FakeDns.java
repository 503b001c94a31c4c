package org.mmsys.smtp.transport;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;

/** A DNS server with authority over everything, on a UDP socket of loopback. */
final class FakeDns implements AutoCloseable {
    private static final int TTL = 300;
    private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private final Map<Name, List<Record>> zone = new ConcurrentHashMap<>();
    private final Set<Name> broken = ConcurrentHashMap.newKeySet();
    private final Set<Name> silent = ConcurrentHashMap.newKeySet();
    private final AtomicInteger queries = new AtomicInteger();

    FakeDns() throws IOException {
        Thread thread = new Thread(this::serve, "fake-dns");
        thread.setDaemon(true);
        thread.start();
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
    }

    int queries() {
        return queries.get();
    }

    static Name name(String text) {
        try {
            return Name.fromString(text, Name.root);
        } catch (TextParseException e) {
            throw new AssertionError(e);
        }
    }

    FakeDns mx(String domain, int preference, String target) {
        return add(new MXRecord(name(domain), DClass.IN, TTL, preference, name(target)));
    }

    FakeDns a(String host, String address) {
        return add(new ARecord(
                name(host), DClass.IN, TTL, AllowedNetworks.literal(address).orElseThrow()));
    }

    FakeDns aaaa(String host, String address) {
        return add(new AAAARecord(
                name(host), DClass.IN, TTL, AllowedNetworks.literal(address).orElseThrow()));
    }

    FakeDns cname(String alias, String target) {
        return add(new CNAMERecord(name(alias), DClass.IN, TTL, name(target)));
    }

    /** A name that exists and has nothing. */
    FakeDns empty(String name) {
        zone.computeIfAbsent(name(name), key -> new ArrayList<>());
        return this;
    }

    FakeDns serverFails(String name) {
        broken.add(name(name));
        return this;
    }

    FakeDns saysNothingAbout(String name) {
        silent.add(name(name));
        return this;
    }

    private FakeDns add(Record record) {
        zone.computeIfAbsent(record.getName(), key -> new ArrayList<>()).add(record);
        return this;
    }

    private void serve() {
        byte[] buffer = new byte[4096];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                queries.incrementAndGet();
                Message query = new Message(java.util.Arrays.copyOf(buffer, packet.getLength()));
                if (!silent.contains(query.getQuestion().getName())) {
                    byte[] answer = answer(query).toWire();
                    socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            } catch (IOException closed) {
                return;
            }
        }
    }

    private Message answer(Message query) {
        Record question = query.getQuestion();
        Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.AA);
        answer.getHeader().setFlag(Flags.RA);
        answer.addRecord(question, Section.QUESTION);
        Name name = question.getName();
        if (broken.contains(name)) {
            answer.getHeader().setRcode(Rcode.SERVFAIL);
            return answer;
        }
        if (!zone.containsKey(name)) {
            answer.getHeader().setRcode(Rcode.NXDOMAIN);
            return authority(answer);
        }
        List<Record> found = new ArrayList<>();
        for (Record record : zone.getOrDefault(name, List.of())) {
            if (record.getType() == question.getType()) {
                found.add(record);
            } else if (record instanceof CNAMERecord alias) {
                found.add(record);
                zone.getOrDefault(alias.getTarget(), List.of()).stream()
                        .filter(each -> each.getType() == question.getType())
                        .forEach(found::add);
            }
        }
        found.forEach(record -> answer.addRecord(record, Section.ANSWER));
        return found.isEmpty() ? authority(answer) : answer;
    }

    /** RFC 2308: without it nobody remembers that there is nothing. */
    private static Message authority(Message answer) {
        Name root = Name.root;
        answer.addRecord(new SOARecord(root, DClass.IN, TTL, root, root, 1, 1, 1, 1, TTL), Section.AUTHORITY);
        return answer;
    }

    @Override
    public void close() {
        socket.close();
    }
}
