package org.mmsys.core.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Writes operations as a type and their fields; collects the bodies that follow. One thread. */
final class OperationWriter implements Operation.Cases<OperationWriter> {
    static final int EPOCH = 1;
    static final int DELIVER = 2;
    static final int ADOPT = 3;
    static final int EXPUNGE = 4;
    static final int MOVE = 5;
    static final int FLAG = 6;
    static final int MAKE_FOLDER = 7;
    static final int RENAME_FOLDER = 8;
    static final int DROP_FOLDER = 9;
    static final int CREATE_ACCOUNT = 10;
    static final int CHANGE_PASSWORD = 11;
    static final int DELETE_ACCOUNT = 12;
    static final int SEEDED = 13;
    static final int CONFIRMED = 14;
    static final int ENQUEUE = 15;
    static final int CLAIM = 16;
    static final int DONE = 17;
    static final int WARNED = 18;
    static final int HOLD = 19;
    static final int RESERVE = 20;
    static final int CONFIRM = 21;
    static final int HOMES = 22;
    static final int SCRUB_MARK = 23;
    static final int BODY_INLINE = 0;
    static final int BODY_SPOOLED = 1;
    /** The same as that of the operation before. */
    static final int BODY_SAME = 2;

    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,199}");

    private final FieldWriter fields;
    private List<byte[]> bodies = List.of();
    private List<String> spooled = List.of();
    private Optional<Body> before = Optional.empty();

    OperationWriter(FieldWriter fields) {
        this.fields = fields;
    }

    List<byte[]> bodies() {
        return bodies;
    }

    List<String> spooled() {
        return spooled;
    }

    /** Whether a body file may be called so: nothing that leads out of its directory. */
    static boolean validFileName(String name) {
        return FILE_NAME.matcher(name).matches();
    }

    @Override
    public OperationWriter epoch(Operation.Epoch op) {
        fields.octet(EPOCH);
        fields.number(op.epoch());
        fields.text(op.node());
        fields.fixedInt(op.incarnation());
        return this;
    }

    @Override
    public OperationWriter deliver(Operation.Deliver op) {
        fields.octet(DELIVER);
        fields.time(op.time());
        fields.text(op.node());
        body(op.body());
        fields.number(op.copies().size());
        for (Operation.Copy copy : op.copies()) {
            fields.guid(copy.guid());
            fields.account(copy.account());
            fields.text(copy.folder());
            fields.text(copy.flags());
        }
        submission(op.submission());
        fields.flag(op.origin().isPresent());
        op.origin().ifPresent(origin -> {
            fields.text(origin.server());
            fields.guid(origin.queueId());
        });
        return this;
    }

    private void submission(Optional<Sha256> submission) {
        fields.flag(submission.isPresent());
        submission.ifPresent(fields::digest);
    }

    private void body(Body body) {
        if (before.isPresent() && before.get() == body) {
            fields.octet(BODY_SAME);
            return;
        }
        before = Optional.of(body);
        if (body instanceof Body.Inline inline) {
            fields.octet(BODY_INLINE);
            bodies = plus(bodies, inline.octets());
        } else if (body instanceof Body.Spooled file) {
            if (!validFileName(file.fileName())) {
                throw new IllegalArgumentException("body file " + file.fileName());
            }
            fields.octet(BODY_SPOOLED);
            fields.text(file.fileName());
            spooled = plus(spooled, file.fileName());
        }
        if (body.prefixLength() > body.size()) {
            throw new IllegalArgumentException("prefix of " + body.prefixLength() + " in " + body.size() + " octets");
        }
        fields.number(body.size());
        fields.digest(body.sha256());
        fields.number(body.prefixLength());
    }

    /** Most entries have one body: no list is grown for it. */
    private static <T> List<T> plus(List<T> some, T another) {
        if (some.isEmpty()) {
            return List.of(another);
        }
        List<T> more = new ArrayList<>(some);
        more.add(another);
        return more;
    }

    @Override
    public OperationWriter adopt(Operation.Adopt op) {
        fields.octet(ADOPT);
        fields.time(op.time());
        fields.text(op.node());
        fields.guid(op.guid());
        fields.account(op.account());
        fields.text(op.folder());
        fields.text(op.flags());
        fields.number(op.size());
        fields.digest(op.sha256());
        fields.text(op.foreignName());
        return this;
    }

    @Override
    public OperationWriter expunge(Operation.Expunge op) {
        fields.octet(EXPUNGE);
        fields.account(op.account());
        fields.text(op.folder());
        fields.guids(op.guids());
        return this;
    }

    @Override
    public OperationWriter move(Operation.Move op) {
        fields.octet(MOVE);
        fields.account(op.account());
        fields.text(op.from());
        fields.text(op.to());
        fields.guids(op.guids());
        return this;
    }

    @Override
    public OperationWriter flag(Operation.Flag op) {
        fields.octet(FLAG);
        fields.account(op.account());
        fields.text(op.folder());
        fields.guids(op.guids());
        fields.text(op.set());
        fields.text(op.clear());
        return this;
    }

    @Override
    public OperationWriter makeFolder(Operation.MakeFolder op) {
        fields.octet(MAKE_FOLDER);
        fields.account(op.account());
        fields.text(op.folder());
        return this;
    }

    @Override
    public OperationWriter renameFolder(Operation.RenameFolder op) {
        fields.octet(RENAME_FOLDER);
        fields.account(op.account());
        fields.text(op.from());
        fields.text(op.to());
        return this;
    }

    @Override
    public OperationWriter dropFolder(Operation.DropFolder op) {
        fields.octet(DROP_FOLDER);
        fields.account(op.account());
        fields.text(op.folder());
        return this;
    }

    @Override
    public OperationWriter createAccount(Operation.CreateAccount op) {
        fields.octet(CREATE_ACCOUNT);
        fields.time(op.time());
        fields.account(op.account());
        fields.text(op.verifier());
        fields.text(op.requestId());
        return this;
    }

    @Override
    public OperationWriter changePassword(Operation.ChangePassword op) {
        fields.octet(CHANGE_PASSWORD);
        fields.time(op.time());
        fields.account(op.account());
        fields.text(op.verifier());
        return this;
    }

    @Override
    public OperationWriter deleteAccount(Operation.DeleteAccount op) {
        fields.octet(DELETE_ACCOUNT);
        fields.time(op.time());
        fields.account(op.account());
        fields.text(op.graveName());
        return this;
    }

    @Override
    public OperationWriter seeded(Operation.Seeded op) {
        fields.octet(SEEDED);
        fields.digest(op.line());
        return this;
    }

    @Override
    public OperationWriter confirmed(Operation.Confirmed op) {
        fields.octet(CONFIRMED);
        fields.number(op.submissions().size());
        op.submissions().forEach(fields::digest);
        return this;
    }

    @Override
    public OperationWriter enqueue(Operation.Enqueue op) {
        fields.octet(ENQUEUE);
        fields.time(op.time());
        fields.guid(op.id());
        body(op.body());
        fields.flag(op.sender().isPresent());
        op.sender().ifPresent(fields::address);
        fields.flag(op.trusted());
        fields.flag(op.eightBit());
        fields.flag(op.smtpUtf8());
        fields.text(op.dsn().ret());
        fields.text(op.dsn().envelopeId());
        fields.text(op.provenance().clientAddress());
        fields.text(op.provenance().sessionId());
        fields.number(op.recipients().size());
        for (Operation.QueuedRecipient recipient : op.recipients()) {
            fields.address(recipient.address());
            fields.text(recipient.notifyWhen());
            fields.text(recipient.originalRecipient());
        }
        submission(op.submission());
        return this;
    }

    @Override
    public OperationWriter claim(Operation.Claim op) {
        fields.octet(CLAIM);
        fields.time(op.time());
        fields.guid(op.id());
        fields.numbers(op.recipients());
        return this;
    }

    @Override
    public OperationWriter done(Operation.Done op) {
        fields.octet(DONE);
        fields.time(op.time());
        fields.guid(op.id());
        fields.numbers(op.recipients());
        fields.text(op.outcome());
        return this;
    }

    @Override
    public OperationWriter warned(Operation.Warned op) {
        fields.octet(WARNED);
        fields.guid(op.id());
        return this;
    }

    @Override
    public OperationWriter hold(Operation.Hold op) {
        fields.octet(HOLD);
        fields.guid(op.id());
        fields.flag(op.held());
        return this;
    }

    @Override
    public OperationWriter reserve(Operation.Reserve op) {
        fields.octet(RESERVE);
        fields.time(op.time());
        fields.account(op.account());
        fields.text(op.server());
        fields.text(op.requestId());
        fields.number(op.length().toSeconds());
        return this;
    }

    @Override
    public OperationWriter confirm(Operation.Confirm op) {
        fields.octet(CONFIRM);
        fields.account(op.account());
        fields.text(op.server());
        fields.flag(op.made());
        return this;
    }

    @Override
    public OperationWriter homes(Operation.Homes op) {
        fields.octet(HOMES);
        fields.text(op.server());
        fields.nameKeys(op.added());
        fields.nameKeys(op.removed());
        fields.flag(op.complete());
        return this;
    }

    @Override
    public OperationWriter scrubMark(Operation.ScrubMark op) {
        fields.octet(SCRUB_MARK);
        fields.number(op.number());
        return this;
    }
}
