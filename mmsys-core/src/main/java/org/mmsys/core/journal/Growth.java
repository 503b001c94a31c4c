package org.mmsys.core.journal;

/** Whether an operation makes the store grow: such entries are refused when space is short. */
final class Growth implements Operation.Cases<Boolean> {
    private static final Growth CASES = new Growth();

    private Growth() {}

    /** Whether any operation of the entry makes the store grow. */
    static boolean of(JournalEntry entry) {
        for (Operation operation : entry.operations()) {
            if (operation.match(CASES)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Boolean epoch(Operation.Epoch op) {
        return false;
    }

    @Override
    public Boolean deliver(Operation.Deliver op) {
        return true;
    }

    @Override
    public Boolean adopt(Operation.Adopt op) {
        return true; // the file is rewritten under our name
    }

    @Override
    public Boolean expunge(Operation.Expunge op) {
        return false;
    }

    @Override
    public Boolean move(Operation.Move op) {
        return false;
    }

    @Override
    public Boolean flag(Operation.Flag op) {
        return false;
    }

    @Override
    public Boolean makeFolder(Operation.MakeFolder op) {
        return true;
    }

    @Override
    public Boolean renameFolder(Operation.RenameFolder op) {
        return false;
    }

    @Override
    public Boolean dropFolder(Operation.DropFolder op) {
        return false;
    }

    @Override
    public Boolean createAccount(Operation.CreateAccount op) {
        return true;
    }

    @Override
    public Boolean changePassword(Operation.ChangePassword op) {
        return false; // someone may be locking out a thief
    }

    @Override
    public Boolean deleteAccount(Operation.DeleteAccount op) {
        return false;
    }

    @Override
    public Boolean seeded(Operation.Seeded op) {
        return false;
    }

    @Override
    public Boolean confirmed(Operation.Confirmed op) {
        return false;
    }

    @Override
    public Boolean enqueue(Operation.Enqueue op) {
        return true;
    }

    @Override
    public Boolean claim(Operation.Claim op) {
        return false;
    }

    @Override
    public Boolean done(Operation.Done op) {
        return false;
    }

    @Override
    public Boolean warned(Operation.Warned op) {
        return false;
    }

    @Override
    public Boolean hold(Operation.Hold op) {
        return false;
    }

    @Override
    public Boolean reserve(Operation.Reserve op) {
        return true;
    }

    @Override
    public Boolean confirm(Operation.Confirm op) {
        return false;
    }

    @Override
    public Boolean homes(Operation.Homes op) {
        return false;
    }

    @Override
    public Boolean scrubMark(Operation.ScrubMark op) {
        return false;
    }
}
