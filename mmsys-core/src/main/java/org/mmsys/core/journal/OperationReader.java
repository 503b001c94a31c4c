package org.mmsys.core.journal;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.address.EmailAddress;

/** Reads operations as {@link OperationWriter} wrote them. One thread. */
final class OperationReader {
    /** Guid, two short texts of the account, folder and flags, each with its length. */
    private static final int COPY_MIN = Guid.LENGTH + 6;

    /** Two parts of an address, two short texts, each with its length. */
    private static final int QUEUED_MIN = 6;

    private final FieldReader fields;
    private final ByteBuffer bodies;
    private Optional<Body> before = Optional.empty();

    OperationReader(FieldReader fields, ByteBuffer bodies) {
        this.fields = fields;
        this.bodies = bodies;
    }

    Operation next() throws CorruptEntryException {
        int type = fields.octet();
        return switch (type) {
            case OperationWriter.EPOCH ->
                new Operation.Epoch(small(Integer.MAX_VALUE), fields.text(), fields.fixedInt());
            case OperationWriter.DELIVER -> deliver();
            case OperationWriter.ADOPT -> adopt();
            case OperationWriter.EXPUNGE -> new Operation.Expunge(fields.account(), fields.text(), fields.guids());
            case OperationWriter.MOVE ->
                new Operation.Move(fields.account(), fields.text(), fields.text(), fields.guids());
            case OperationWriter.FLAG ->
                new Operation.Flag(fields.account(), fields.text(), fields.guids(), fields.text(), fields.text());
            case OperationWriter.MAKE_FOLDER -> new Operation.MakeFolder(fields.account(), fields.text());
            case OperationWriter.RENAME_FOLDER ->
                new Operation.RenameFolder(fields.account(), fields.text(), fields.text());
            case OperationWriter.DROP_FOLDER -> new Operation.DropFolder(fields.account(), fields.text());
            case OperationWriter.CREATE_ACCOUNT ->
                new Operation.CreateAccount(fields.time(), fields.account(), fields.text(), fields.text());
            case OperationWriter.CHANGE_PASSWORD ->
                new Operation.ChangePassword(fields.time(), fields.account(), fields.text());
            case OperationWriter.DELETE_ACCOUNT ->
                new Operation.DeleteAccount(fields.time(), fields.account(), fields.text());
            case OperationWriter.SEEDED -> new Operation.Seeded(fields.digest());
            case OperationWriter.CONFIRMED -> new Operation.Confirmed(digests());
            case OperationWriter.ENQUEUE -> enqueue();
            case OperationWriter.CLAIM -> new Operation.Claim(fields.time(), fields.guid(), fields.numbers());
            case OperationWriter.DONE ->
                new Operation.Done(fields.time(), fields.guid(), fields.numbers(), fields.text());
            case OperationWriter.WARNED -> new Operation.Warned(fields.guid());
            case OperationWriter.HOLD -> new Operation.Hold(fields.guid(), fields.flag());
            case OperationWriter.RESERVE ->
                new Operation.Reserve(
                        fields.time(),
                        fields.account(),
                        fields.text(),
                        fields.text(),
                        Duration.ofSeconds(small(Integer.MAX_VALUE)));
            case OperationWriter.CONFIRM -> new Operation.Confirm(fields.account(), fields.text(), fields.flag());
            case OperationWriter.HOMES ->
                new Operation.Homes(fields.text(), fields.nameKeys(), fields.nameKeys(), fields.flag());
            case OperationWriter.SCRUB_MARK -> new Operation.ScrubMark(fields.number());
            default -> throw new CorruptEntryException("operation of type " + type);
        };
    }

    private int small(int max) throws CorruptEntryException {
        long number = fields.number();
        if (number > max) {
            throw new CorruptEntryException("number " + number + " above " + max);
        }
        return (int) number;
    }

    private Operation deliver() throws CorruptEntryException {
        Instant time = fields.time();
        String node = fields.text();
        Body body = body();
        int count = fields.count(COPY_MIN);
        List<Operation.Copy> copies = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            copies.add(new Operation.Copy(fields.guid(), fields.account(), fields.text(), fields.text()));
        }
        Optional<Sha256> submission = submission();
        Optional<Origin> origin =
                fields.flag() ? Optional.of(new Origin(fields.text(), fields.guid())) : Optional.empty();
        return new Operation.Deliver(time, node, body, copies, submission, origin);
    }

    private Optional<Sha256> submission() throws CorruptEntryException {
        return fields.flag() ? Optional.of(fields.digest()) : Optional.empty();
    }

    private Operation enqueue() throws CorruptEntryException {
        Instant time = fields.time();
        Guid id = fields.guid();
        Body body = body();
        Optional<EmailAddress> sender = fields.flag() ? Optional.of(fields.address()) : Optional.empty();
        boolean trusted = fields.flag();
        boolean eightBit = fields.flag();
        boolean smtpUtf8 = fields.flag();
        Operation.DsnWish dsn = new Operation.DsnWish(fields.text(), fields.text());
        Operation.Provenance provenance = new Operation.Provenance(fields.text(), fields.text());
        int count = fields.count(QUEUED_MIN);
        List<Operation.QueuedRecipient> recipients = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            recipients.add(new Operation.QueuedRecipient(fields.address(), fields.text(), fields.text()));
        }
        return new Operation.Enqueue(
                time, id, body, sender, trusted, eightBit, smtpUtf8, dsn, provenance, recipients, submission());
    }

    private Body body() throws CorruptEntryException {
        int kind = fields.octet();
        Body body = kind == OperationWriter.BODY_SAME
                ? before.orElseThrow(() -> new CorruptEntryException("the same body as none"))
                : body(kind);
        before = Optional.of(body);
        return body;
    }

    private Body body(int kind) throws CorruptEntryException {
        return switch (kind) {
            case OperationWriter.BODY_INLINE -> {
                int size = small(bodies.remaining());
                Sha256 sha256 = fields.digest();
                int prefixLength = small(size);
                byte[] octets = new byte[size];
                bodies.get(octets);
                yield new Body.Inline(octets, sha256, prefixLength);
            }
            case OperationWriter.BODY_SPOOLED -> {
                String fileName = fields.text();
                if (!OperationWriter.validFileName(fileName)) {
                    throw new CorruptEntryException("not the name of a body file");
                }
                long size = fields.number();
                Sha256 sha256 = fields.digest();
                int prefixLength = small((int) Math.min(size, Integer.MAX_VALUE));
                yield new Body.Spooled(fileName, size, sha256, prefixLength);
            }
            default -> throw new CorruptEntryException("body of kind " + kind);
        };
    }

    private Operation adopt() throws CorruptEntryException {
        Instant time = fields.time();
        String node = fields.text();
        Guid guid = fields.guid();
        AccountName account = fields.account();
        String folder = fields.text();
        String flags = fields.text();
        long size = fields.number();
        Sha256 sha256 = fields.digest();
        String foreignName = fields.text();
        return new Operation.Adopt(time, node, guid, account, folder, flags, size, sha256, foreignName);
    }

    private List<Sha256> digests() throws CorruptEntryException {
        int count = fields.count(Sha256.LENGTH);
        List<Sha256> digests = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            digests.add(fields.digest());
        }
        return digests;
    }
}
