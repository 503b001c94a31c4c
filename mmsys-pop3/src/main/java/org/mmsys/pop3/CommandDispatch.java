package org.mmsys.pop3;

import org.mmsys.wire.pop3.Pop3Command;
import org.mmsys.wire.session.Step;

/** Leads each command to the part of the machine that knows what to do. Its state was checked before. */
final class CommandDispatch implements Pop3Command.Cases<Step<Pop3Question>> {
    private final Pop3ServerMachine machine;

    CommandDispatch(Pop3ServerMachine machine) {
        this.machine = machine;
    }

    @Override
    public Step<Pop3Question> user(Pop3Command.User command) {
        return machine.authorization().user(command);
    }

    @Override
    public Step<Pop3Question> pass(Pop3Command.Pass command) {
        return machine.authorization().pass(command);
    }

    @Override
    public Step<Pop3Question> auth(Pop3Command.Auth command) {
        return machine.authorization().auth(command);
    }

    @Override
    public Step<Pop3Question> authList(Pop3Command.AuthList command) {
        return machine.authorization().authList();
    }

    @Override
    public Step<Pop3Question> stls(Pop3Command.Stls command) {
        return machine.authorization().stls();
    }

    @Override
    public Step<Pop3Question> utf8(Pop3Command.Utf8 command) {
        return machine.authorization().utf8Wanted();
    }

    @Override
    public Step<Pop3Question> xPeer(Pop3Command.XPeer command) {
        return machine.authorization().introduce(command);
    }

    @Override
    public Step<Pop3Question> capa(Pop3Command.Capa command) {
        return machine.authorization().capa(machine.state());
    }

    @Override
    public Step<Pop3Question> quit(Pop3Command.Quit command) {
        return machine.quit(command);
    }

    @Override
    public Step<Pop3Question> stat(Pop3Command.Stat command) {
        return machine.mail().stat();
    }

    @Override
    public Step<Pop3Question> sizes(Pop3Command.Sizes command) {
        return machine.mail().sizes(command);
    }

    @Override
    public Step<Pop3Question> uidl(Pop3Command.Uidl command) {
        return machine.mail().uidl(command);
    }

    @Override
    public Step<Pop3Question> retr(Pop3Command.Retr command) {
        return machine.mail().retr(command);
    }

    @Override
    public Step<Pop3Question> top(Pop3Command.Top command) {
        return machine.mail().top(command);
    }

    @Override
    public Step<Pop3Question> dele(Pop3Command.Dele command) {
        return machine.mail().dele(command);
    }

    @Override
    public Step<Pop3Question> rset(Pop3Command.Rset command) {
        return machine.mail().rset();
    }

    @Override
    public Step<Pop3Question> noop(Pop3Command.Noop command) {
        return machine.mail().noop();
    }

    @Override
    public Step<Pop3Question> xfList(Pop3Command.XfList command) {
        return machine.folders().xfList(command);
    }

    @Override
    public Step<Pop3Question> xfMake(Pop3Command.XfMake command) {
        return machine.folders().xfMake(command);
    }

    @Override
    public Step<Pop3Question> xfRename(Pop3Command.XfRename command) {
        return machine.folders().xfRename(command);
    }

    @Override
    public Step<Pop3Question> xfDrop(Pop3Command.XfDrop command) {
        return machine.folders().xfDrop(command);
    }

    @Override
    public Step<Pop3Question> xfOpen(Pop3Command.XfOpen command) {
        return machine.folders().xfOpen(command);
    }

    @Override
    public Step<Pop3Question> xMove(Pop3Command.XMove command) {
        return machine.folders().xMove(command);
    }

    @Override
    public Step<Pop3Question> xFlag(Pop3Command.XFlag command) {
        return machine.folders().xFlag(command);
    }

    @Override
    public Step<Pop3Question> xCommit(Pop3Command.XCommit command) {
        return machine.mail().xCommit(command);
    }

    @Override
    public Step<Pop3Question> xAppend(Pop3Command.XAppend command) {
        return machine.folders().xAppend(command);
    }

    @Override
    public Step<Pop3Question> malformed(Pop3Command.Malformed command) {
        return machine.malformed(command);
    }

    @Override
    public Step<Pop3Question> unknown(Pop3Command.Unknown command) {
        return machine.unknown();
    }
}
