/*
 * The vote of a pair without a witness, and its handover in two durable steps (ADR 24): all interleavings of founding, changing,
 * giving, taking, crashes, empty disks, and of messages that are lost, late, repeated or out of order.
 *
 *   file of a half        VoteFile: ver (0: nothing), heir (0: this half has the vote), disk (its identity)
 *   show                  any VoteRequest or VoteReply: what is in the file of its sender
 *   meet                  VoteBook.meet
 *   change, give          VoteBook.change, without and with an heir; a change that the other half asks for is one of these, too
 *   wiped                 an empty disk: another identity. A crash alone changes nothing, all state is in the file
 *
 * Holds: at most one half has the vote, and each version is made once, of the one before it.
 * Mutants, each of which must fail: -DKEEP the gift is shown before it is on the giver's disk; -DANYDISK an empty disk inherits, too;
 * -DAGAIN an old gift is taken again; -DTICKET the ticket outlives the founding. -DREACH is reachable: to B, back, and to B again.
 */
#ifndef MAXV
#define MAXV 5
#endif
#ifndef MAXWIPE
#define MAXWIPE 2
#endif

byte ver[2];
byte heir[2];
byte disk[2];
byte met[2];            /* the disk of the other half, as last heard; memory */
byte made = 0;          /* the newest version there is */
byte disks = 2;
byte wipes = 0;
bool ticket = true;     /* in cluster.dir of A: not on the disk that may be lost */
bool lied[2];           /* KEEP: what was shown is not written */
chan net[2] = [2] of { byte, byte, byte };

#define HOLDS(i) (ver[i] > 0 && heir[i] == 0)

inline make(i, h) {
    assert(ver[i] == made);
    made++;
    ver[i] = made;
    heir[i] = h;
}

#ifdef ANYDISK
#define MINE(h, i) (h != 0)
#else
#define MINE(h, i) (h == disk[i])
#endif
#ifdef AGAIN
#define NEWER(v, i) (v > 0)
#else
#define NEWER(v, i) (v > ver[i])
#endif

proctype half(byte i) {
    byte v, h, d;
    do
    /* a message: lost at once, or sent */
    :: atomic { nfull(net[1 - i]) -> net[1 - i]!ver[i], heir[i], disk[i] }
    :: atomic { net[i]??[v, h, d] -> net[i]??v, h, d; v = 0; h = 0; d = 0 }   /* lost; any, in any order */
    :: atomic { net[i]?v, h, d ->
            if
            :: nfull(net[i]) -> net[i]!v, h, d      /* it will come again */
            :: true
            fi;
            met[i] = d;
            if
            :: NEWER(v, i) && MINE(h, i) -> ver[i] = v; heir[i] = 0
            :: NEWER(v, i) && !(MINE(h, i)) && HOLDS(i) -> assert(false)    /* a newer one than mine, while I hold */
            /* the founder hears that the other half has nothing; the answer belongs to its own question */
            :: i == 0 && ticket && v == 0 && ver[0] == 0 && d == disk[1] && ver[1] == 0 ->
#ifdef TICKET
                made = 0;
#else
                ticket = false;
#endif
                make(0, 0)
            :: else
            fi;
            v = 0; h = 0; d = 0
        }
    :: atomic { HOLDS(i) && made < MAXV -> make(i, 0) }
#ifdef KEEP
    :: atomic { HOLDS(i) && made < MAXV && met[i] != 0 && nfull(net[1 - i]) -> net[1 - i]!ver[i] + 1, met[i], disk[i]; lied[i] = true }
    :: atomic { lied[i] -> lied[i] = false; if :: HOLDS(i) && ver[i] == made -> make(i, met[i]) :: else fi }
    :: atomic { lied[i] -> lied[i] = false }        /* died before it wrote */
#else
    :: atomic { HOLDS(i) && made < MAXV && met[i] != 0 -> make(i, met[i]) }
#endif
    :: atomic { wipes < MAXWIPE && disk[i] != 0 ->
            wipes++; disks++; disk[i] = disks; ver[i] = 0; heir[i] = 0; met[i] = 0; lied[i] = false }
    od
}

active proctype one_vote() {
    atomic { HOLDS(0) && HOLDS(1) -> assert(false) }
}

#ifdef REACH
active proctype reach() {
    atomic { HOLDS(1) && ver[1] >= 4 && disk[1] == 2 && disk[0] == 1 -> assert(false) }
}
#endif

init {
    atomic {
        disk[0] = 1;
        disk[1] = 2;
        run half(0);
        run half(1)
    }
}
