package org.mmsys.pop3;

import org.mmsys.wire.session.Step;

/** Leads each answer to the part of the machine that asked. */
final class AnswerDispatch implements Pop3Answer.Cases<Step<Pop3Question>> {
    private final Pop3ServerMachine machine;

    AnswerDispatch(Pop3ServerMachine machine) {
        this.machine = machine;
    }

    @Override
    public Step<Pop3Question> loggedIn(Pop3Answer.LoggedIn answer) {
        return machine.loggedIn(answer);
    }

    @Override
    public Step<Pop3Question> denied(Pop3Answer.Denied answer) {
        return machine.authorization().denied();
    }

    @Override
    public Step<Pop3Question> tryLater(Pop3Answer.TryLater answer) {
        return machine.tryLater();
    }

    @Override
    public Step<Pop3Question> inUse(Pop3Answer.InUse answer) {
        return machine.authorization().inUse();
    }

    @Override
    public Step<Pop3Question> elsewhere(Pop3Answer.Elsewhere answer) {
        return machine.elsewhere(answer);
    }

    @Override
    public Step<Pop3Question> notHere(Pop3Answer.NotHere answer) {
        return machine.authorization().notHere();
    }

    @Override
    public Step<Pop3Question> located(Pop3Answer.Located answer) {
        return Step.ask(new Pop3Question.GoOn());
    }

    @Override
    public Step<Pop3Question> brokenOff(Pop3Answer.BrokenOff answer) {
        return machine.brokenOff();
    }

    @Override
    public Step<Pop3Question> notOffered(Pop3Answer.NotOffered answer) {
        return machine.authorization().notOffered();
    }

    @Override
    public Step<Pop3Question> challenge(Pop3Answer.Challenge answer) {
        return machine.authorization().challenge(answer);
    }

    @Override
    public Step<Pop3Question> ready(Pop3Answer.Ready answer) {
        return machine.mail().ready();
    }

    @Override
    public Step<Pop3Question> unreadable(Pop3Answer.Unreadable answer) {
        return machine.mail().unreadable();
    }

    @Override
    public Step<Pop3Question> needsUtf8(Pop3Answer.NeedsUtf8 answer) {
        return machine.mail().needsUtf8();
    }

    @Override
    public Step<Pop3Question> done(Pop3Answer.Done answer) {
        return machine.folders().running() ? machine.folders().done() : machine.committed();
    }

    @Override
    public Step<Pop3Question> refused(Pop3Answer.Refused answer) {
        return machine.folders().running()
                ? machine.folders().refused(answer.why())
                : machine.mail().refused(answer.why());
    }

    @Override
    public Step<Pop3Question> folders(Pop3Answer.Folders answer) {
        return machine.folders().listed(answer);
    }

    @Override
    public Step<Pop3Question> found(Pop3Answer.Found answer) {
        return machine.folders().found(answer);
    }

    @Override
    public Step<Pop3Question> folderOpened(Pop3Answer.FolderOpened answer) {
        return machine.folders().opened(answer);
    }

    @Override
    public Step<Pop3Question> forbidden(Pop3Answer.Forbidden answer) {
        return machine.folders().forbidden(answer.why());
    }

    @Override
    public Step<Pop3Question> appended(Pop3Answer.Appended answer) {
        return machine.folders().appended(answer);
    }
}
