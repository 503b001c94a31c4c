package org.mmsys.smtp;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Reads the header of a message as it streams by (RFC 5322 §2.2, §3.6): drops Return-Path fields, counts Received ones,
 * and lets fields be added at its end.
 *
 * <p>The header ends at the first empty line, or before the first line that is no field; then an empty line is put in.
 * Octets may come cut at any place; the body only passes through. Only CRLF ends a line. Not thread-safe.
 */
final class HeaderFilter {
    private static final int NAME_MAX = 128;
    private static final byte[] EMPTY_LINE = {'\r', '\n'};

    private final Target target;
    private final Additions additions;
    private final byte[] held = new byte[NAME_MAX]; // the beginning of a line that is not understood yet
    private int heldLength;
    private Place place = Place.LINE_START;
    private boolean dropping;
    private boolean lastWasCr;
    private boolean anyField;
    private int received;
    private boolean date;
    private boolean messageId;

    HeaderFilter(Target target, Additions additions) {
        this.target = target;
        this.additions = additions;
    }

    /** Takes what passes. */
    interface Target {
        /** Takes all of the buffer. */
        void write(ByteBuffer octets) throws IOException;
    }

    /** What is to stand at the end of the header: whole lines, or nothing. */
    interface Additions {
        byte[] at(boolean dateSeen, boolean messageIdSeen);
    }

    private enum Place {
        LINE_START,
        /** In a line that is kept, up to its end. */
        KEPT,
        /** In a line that is dropped, up to its end. */
        DROPPED,
        BODY
    }

    private enum Verdict {
        /** More octets of the line are needed. */
        OPEN,
        KEEP,
        DROP,
        /** The empty line that ends the header. */
        EMPTY,
        /** No line of a header. */
        BODY
    }

    /** Received fields so far. */
    int received() {
        return received;
    }

    boolean messageIdSeen() {
        return messageId;
    }

    /** Takes all of the buffer. */
    void accept(ByteBuffer octets) throws IOException {
        int run = octets.position(); // octets from here to i are kept and not yet passed on
        int end = octets.limit();
        int i = run;
        while (i < end && place != Place.BODY) {
            if (place == Place.LINE_START) {
                int line = i;
                Verdict verdict = Verdict.OPEN;
                while (i < end && verdict == Verdict.OPEN) {
                    verdict = judge(octets.get(i++));
                }
                run = decide(verdict, octets, run, line, i);
            } else {
                boolean dropped = place == Place.DROPPED;
                i = restOfLine(octets, i, end);
                run = dropped ? i : run;
            }
        }
        pass(octets, run, end);
        octets.position(end);
    }

    /** Nothing more follows. */
    void finish() throws IOException {
        if (place == Place.BODY) {
            return;
        }
        endHeader(heldLength == 0);
        write(held, heldLength);
        place = Place.BODY;
    }

    private void endHeader(boolean inOrder) throws IOException {
        byte[] added = additions.at(date, messageId);
        write(added, added.length);
        if (!inOrder) {
            write(EMPTY_LINE, EMPTY_LINE.length);
        }
    }

    /**
     * Acts on what the octets of a line from {@code line} to {@code at}, and those held before, have turned out to be.
     *
     * @return where the octets begin that are kept and not yet passed on
     */
    private int decide(Verdict verdict, ByteBuffer octets, int run, int line, int at) throws IOException {
        int before = heldLength - (at - line); // octets of this line that came in earlier buffers
        switch (verdict) {
            case OPEN -> {
                pass(octets, run, line);
                return at;
            }
            case KEEP -> {
                write(held, before);
                place = Place.KEPT;
            }
            case DROP -> {
                pass(octets, run, line);
                place = Place.DROPPED;
            }
            case EMPTY, BODY -> {
                pass(octets, run, line);
                endHeader(verdict == Verdict.EMPTY);
                write(held, before);
                place = Place.BODY;
            }
        }
        heldLength = 0;
        lastWasCr = false;
        return switch (verdict) {
            case KEEP -> run;
            case DROP -> at;
            case OPEN, EMPTY, BODY -> line;
        };
    }

    /** Takes one more octet of the beginning of a line. */
    private Verdict judge(byte b) {
        held[heldLength++] = b;
        boolean space = b == ' ' || b == '\t';
        if (heldLength == 1) {
            if (space && anyField) {
                return dropping ? Verdict.DROP : Verdict.KEEP; // a folded line shares the fate of its field
            }
            return b == '\r' || nameOctet(b) ? Verdict.OPEN : Verdict.BODY;
        }
        if (held[0] == '\r') {
            return b == '\n' ? Verdict.EMPTY : Verdict.BODY;
        }
        if (b == ':') {
            return field();
        }
        byte beforeIt = held[heldLength - 2];
        boolean afterName = beforeIt == ' ' || beforeIt == '\t';
        boolean readable = space || nameOctet(b) && !afterName; // spaces before the colon: RFC 5322 §4.5
        return readable && heldLength < NAME_MAX ? Verdict.OPEN : Verdict.BODY;
    }

    /** {@code field-name = 1*ftext}, {@code ftext = %d33-57 / %d59-126} */
    private static boolean nameOctet(byte b) {
        return b > ' ' && b < 127 && b != ':';
    }

    /** A field's name and colon are held. */
    private Verdict field() {
        int length = heldLength - 1;
        while (held[length - 1] == ' ' || held[length - 1] == '\t') {
            length--;
        }
        anyField = true;
        dropping = false;
        switch (length) {
            case 4 -> date |= named("date", length);
            case 8 -> received += named("received", length) ? 1 : 0;
            case 10 -> messageId |= named("message-id", length);
            case 11 -> dropping = named("return-path", length);
            default -> {}
        }
        return dropping ? Verdict.DROP : Verdict.KEEP;
    }

    private boolean named(String lowerCase, int length) {
        for (int i = 0; i < length; i++) {
            int c = held[i] >= 'A' && held[i] <= 'Z' ? held[i] + 32 : held[i];
            if (c != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The index behind the line's CRLF, or the end of the buffer. */
    private int restOfLine(ByteBuffer octets, int from, int end) {
        for (int i = from; i < end; i++) {
            byte b = octets.get(i);
            if (b == '\n' && lastWasCr) {
                place = Place.LINE_START;
                return i + 1;
            }
            lastWasCr = b == '\r';
        }
        return end;
    }

    private void pass(ByteBuffer octets, int from, int to) throws IOException {
        if (to > from) {
            target.write(octets.slice(from, to - from));
        }
    }

    private void write(byte[] octets, int length) throws IOException {
        if (length > 0) {
            target.write(ByteBuffer.wrap(octets, 0, length));
        }
    }
}
