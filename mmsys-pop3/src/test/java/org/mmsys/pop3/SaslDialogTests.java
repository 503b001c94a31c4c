package org.mmsys.pop3;

import org.junit.jupiter.api.Test;

/** Dialogues with AUTH (RFC 5034). */
final class SaslDialogTests {
    @Test
    void takesASaslExchange() {
        MachineScript.run("""
                C: AUTH riddle
                Q: begin RIDDLE
                A: challenge who?
                S: + d2hvPw==
                C: YW5uOnB3
                Q: respond <ann:pw>
                A: challenge well
                S: + d2VsbA==
                C:
                Q: respond <>
                A: in 5
                S: +OK 1 5
                """);
    }

    @Test
    void takesAnInitialResponseAlsoAnEmptyOne() {
        MachineScript.run("""
                C: AUTH PLAIN AGFubgBwdw==
                Q: begin PLAIN <\0ann\0pw>
                A: denied
                O: pause PT1S
                S: -ERR [AUTH] *
                C: AUTH PLAIN =
                Q: begin PLAIN <>
                A: denied
                O: pause PT1S
                S: -ERR [AUTH] *
                """);
    }

    @Test
    void anExchangeCanBeCancelled() {
        MachineScript.run("""
                C: AUTH PLAIN
                Q: begin PLAIN
                A: challenge
                S: +*
                C: *
                S: -ERR cancelled
                Q: break off
                A: broken-off
                C: CAPA
                S: +OK *
                S: TOP
                S: UIDL
                S: RESP-CODES
                S: AUTH-RESP-CODE
                S: PIPELINING
                S: EXPIRE NEVER
                S: UTF8 USER
                S: XFOLDERS 1
                S: IMPLEMENTATION MMSys
                S: USER
                S: SASL RIDDLE PLAIN
                S: STLS
                S: .
                """.replace("S: +\n", "S: + \n"));
    }

    @Test
    void whatIsNotBase64EndsTheExchange() {
        MachineScript.run("""
                C: AUTH RIDDLE
                Q: begin RIDDLE
                A: challenge who?
                S: + *
                C: ???
                S: -ERR not base64
                Q: break off
                A: broken-off
                C: AUTH PLAIN a
                S: -ERR not base64
                C: AUTH RIDDLE
                Q: begin RIDDLE
                A: challenge who?
                S: + *
                L: NUL YW5uOnB3
                S: -ERR NUL*
                Q: break off
                A: broken-off
                C: YW5uOnB3
                S: -ERR unknown command
                """);
    }

    @Test
    void aLongResponseIsTakenWhereALongCommandIsNot() {
        String response = "QUJD".repeat(3000);
        MachineScript.run("""
                C: AUTH RIDDLE
                Q: begin RIDDLE
                A: challenge who?
                S: + *
                C: %s
                Q: respond <*>
                A: denied
                O: pause PT1S
                S: -ERR [AUTH] *
                C: USER %s
                S: -ERR line too long
                """.formatted(response, response));
    }

    @Test
    void bareAuthListsMechanisms() {
        MachineScript.run("""
                C: AUTH
                S: +OK *
                S: RIDDLE
                S: PLAIN
                S: .
                C: AUTH CRAM-MD5
                S: -ERR mechanism not offered
                """);
    }
}
