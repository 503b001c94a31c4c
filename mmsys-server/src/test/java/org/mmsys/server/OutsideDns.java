package org.mmsys.server;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.xbill.DNS.ARecord;
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

/** A DNS server with authority over the world outside, on a UDP socket of loopback. */
final class OutsideDns implements AutoCloseable {
    private static final int TTL = 300;
    private static final int QUERY_MAX = 4096;

    private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private final Map<Name, List<Record>> zone = new ConcurrentHashMap<>();

    OutsideDns() throws IOException {
        Thread thread = new Thread(this::serve, "outside-dns");
        thread.setDaemon(true);
        thread.start();
    }

    /** As {@code relay.dns-server} wants it. */
    String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    /** A domain with one mail exchanger. */
    OutsideDns mx(String domain, String host) {
        return add(new MXRecord(name(domain), DClass.IN, TTL, 10, name(host)));
    }

    OutsideDns a(String host, String address) throws IOException {
        return add(new ARecord(name(host), DClass.IN, TTL, InetAddress.getByName(address)));
    }

    private OutsideDns add(Record record) {
        zone.computeIfAbsent(record.getName(), key -> new CopyOnWriteArrayList<>())
                .add(record);
        return this;
    }

    private static Name name(String text) {
        try {
            return Name.fromString(text, Name.root);
        } catch (TextParseException bad) {
            throw new AssertionError(bad);
        }
    }

    private void serve() {
        byte[] buffer = new byte[QUERY_MAX];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                Message query = new Message(Arrays.copyOf(buffer, packet.getLength()));
                byte[] answer = answer(query).toWire();
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private Message answer(Message query) {
        Record question = query.getQuestion();
        Message answer = new Message(query.getHeader().getID());
        List.of(Flags.QR, Flags.AA, Flags.RA).forEach(flag -> answer.getHeader().setFlag(flag));
        answer.addRecord(question, Section.QUESTION);
        List<Record> known = zone.getOrDefault(question.getName(), List.of());
        List<Record> found = known.stream()
                .filter(record -> record.getType() == question.getType())
                .toList();
        found.forEach(record -> answer.addRecord(record, Section.ANSWER));
        if (known.isEmpty()) {
            answer.getHeader().setRcode(Rcode.NXDOMAIN);
        }
        if (found.isEmpty()) {
            Name root = Name.root; // RFC 2308 §3: how long nothing is nothing
            answer.addRecord(new SOARecord(root, DClass.IN, TTL, root, root, 1, 1, 1, 1, TTL), Section.AUTHORITY);
        }
        return answer;
    }

    @Override
    public void close() {
        socket.close();
    }
}
