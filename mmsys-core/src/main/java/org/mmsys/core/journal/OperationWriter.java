package org.mmsys.core.journal;

import java.util.ArrayList;
import java.util.List;
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
    static final int BODY_INLINE = 0;
    static final int BODY_SPOOLED = 1;
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,199}");

    private final FieldWriter fields;
    private List<byte[]> bodies = List.of();
    private List<String> spooled = List.of();

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
        fields.octet(op.submission().isPresent() ? 1 : 0);
        op.submission().ifPresent(fields::digest);
        return this;
    }

    private void body(Body body) {
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
}
