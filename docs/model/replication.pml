/* ====================================================================
 * replication.pml - MMSys pair replication, explicit-state model (SPIN)
 *
 * What is modelled
 *   two replicas (0,1), each with a durable operation log and a durable
 *   promised epoch; lossy, delaying links; a configuration register
 *   (epoch, version, primary, in-sync set) changed only by compare-and-set:
 *   that register is what the witnesses / Ratis / ZooKeeper provide, a CAS
 *   being one linearizable step of theirs. A CAS for a new epoch is sent
 *   (promise durable first), applied or refused at any later time, and acted
 *   on later still: "applied, answer lost, died", "refused after the promise"
 *   and "applied when the node had given up" are covered.
 *   Rule 28: a primary that meets a higher promise and is still the recorded
 *   primary takes an epoch above it by CAS (RAISE) and goes on.
 *   Suspicion needs no reason: ANY node may suspect its peer at ANY time.
 *   Hence partitions, long pauses, wild clocks and late heartbeats are all
 *   included, and what is proved holds WITHOUT any timing assumption.
 *   Client: deliver X (op 1), deliver Y (op 2), delete X (op 3); an
 *   operation is retried on any primary until acknowledged.
 *
 * What is checked (assertions)
 *   A1 durability   : an op acknowledged is in the log of every in-sync node
 *   A2 takeover     : a node that starts to serve has every acknowledged op
 *   A3 no split brain: never two nodes that may acknowledge alone
 *   A4 exactly once : no op twice in a serving log
 *   A5 no resurrection: no "deliver X" after "delete X" in a serving log
 *
 * The correct protocol:      no flag               -> expect 0 errors
 * Mutants (each must FAIL, so the model has teeth):
 *   -DNAIVE       no register: heartbeat loss alone decides   (A3/A1)
 *   -DASYNC       250 before the backup has it on disk        (A1)
 *   -DNOFENCE     backup takes appends of older epochs        (A1)
 *   -DNOPERSIST -DNOREAD  promised epoch not fsynced, and the record not
 *                 read after a restart                        (A1/A2)
 *   -DUNSAFE_JOIN backup counted in-sync before it caught up  (A2)
 *   -DSOLO_FIRST  go solo first, tell the register later      (A1/A2/A3)
 *   -DNODEDUP     a retried message is stored again           (A4)
 *   -DMERGE_TAIL  rejoin merges the unacknowledged tail naively (A4/A5)
 * Either of the two suffices (variants, no mutants: expect 0 errors):
 *   -DNOPERSIST   what was read after the restart takes the promise's place
 *   -DNOREAD      the promise takes the place of what would be read
 * Liveness: -DLIVE with pan -a -f: some time the faults stop (no
 *   crash, no loss; suspicion only of who is silent; everybody comes back, or
 *   one node stays dead if the other is in sync); from then on an operation
 *   begun afterwards is acknowledged (LTL "back", weak fairness).
 * -DREACH: must FAIL too: everything acknowledged after takeover, rejoin and
 *   in-sync again is reachable, so the 0 errors above are not vacuous.
 * -DLATE: the CAS that goes solo or takes the partner in is under way for any
 *   time, too, and its answer may be lost (variant: expect 0 errors); with
 *   -DHASTY a primary commits alone by the record read while its own CAS that
 *   takes the partner in is undecided: must FAIL.
 * -DPROMISEFIRST: the order that was not built: promise durable, then the CAS;
 *   a primary that meets a higher promise and is still the recorded primary
 *   takes an epoch above it by CAS (RAISE). Expect 0 errors, LIVE too;
 *   with -DOLDRULE, where the higher promise itself fences, LIVE must FAIL;
 *   -DREACH28 must FAIL: refused takeover, raise, in sync again, all acknowledged.
 * pan exits 0 even when it finds errors: read its "errors:" line.
 * Lease arithmetic (second model in this file): -DLEASE, with
 *   -DL=.. -DG=.. -DDRIFT=..  : safe iff G >= L + DRIFT (ticks; use > in code)
 *
 * Correspondence: event of replication.csp <-> step here <-> what the code does (PairMachine and its parts)
 *   submit    append of req                      | Appended
 *   repl      receives REPL, i == cnt            | WriteEntries, LogSynced at the follower
 *   rack      receives RACK                      | Replication.ack
 *   ok        COMMITTED(n)                       | Office.commit, then PairAction.Commit
 *   lose      loss on the link                   | the connection breaks
 *   suspect   pv = cfgV + 1 as BACKUP or INIT    | Following.considerCandidacy: reads, then CANDIDATE
 *   takeover  its CAS applied, cfgP = n          | Wish TAKEOVER, seen applied
 *   raise     its CAS applied, cfgP was n        | Wish RAISE (or FOUND), seen applied
 *   promise   WON: epoch = cfgE                  | MakePromiseDurable, PromiseDurable; Office.begin
 *   gosolo    backup suspected: cfgIn = 1<<n     | Wish SOLO, seen applied
 *   join      cfgIn = 3                          | Office.considerJoining, Wish JOIN, seen applied
 *   match     resynchronisation in one step      | Welcome, Probe, Match, Truncate, Ack of the round
 *   names, seen  START: known = cfgE             | RegistryDesk: the first ReadRecord is answered
 *   refused   stepDown: the record names other   | FENCED, or CANDIDATE not elected
 *   crash, restart  DOWN, START                  | the process ends, Started
 * Not in the CSP model: a CAS applied late or its answer lost (pv, LATE), deletion, retries, liveness.
 *
 * Run: ./check.sh does it all. One by hand:
 *   spin -a replication.pml && cc -O2 -DSAFETY -DCOLLAPSE -o pan pan.c && ./pan -m400000 -w22 -n
 *   spin -a -DLIVE -DMAXV=3 -DMAXCRASH=1 replication.pml && cc -O2 -DCOLLAPSE -o pan pan.c && ./pan -a -f -m400000 -w22 -n
 *   trail of a mutant: spin -t -p -DNAIVE replication.pml
 * ==================================================================== */
#ifndef LEASE
#ifndef MAXV
#define MAXV 4            /* bound: configuration changes            */
#endif
#ifndef MAXCRASH
#define MAXCRASH 2        /* bound: crashes (unbounded restarts)     */
#endif
#ifndef MAXTRY
#define MAXTRY 2          /* bound: submissions of one op            */
#endif
#ifndef NOPS
#define NOPS 3
#endif
#define MAXLOG 4

#define DOWN 0
#define INIT 1            /* up, serves nobody, knows nothing        */
#define BACKUP 2
#define WON 3             /* CAS applied, not yet acting on it       */
#define PRIMARY 4
#define RAISE 5           /* primary (or its restart): new epoch asked for, holds its replies */
#define FENCED 6          /* only -DOLDRULE gets here                */
#define START 7           /* restarted, has not read the record yet  */

#ifdef LIVE
#define VOK (cfgV < MAXV || calm)
#define UP(n) (role[n] == PRIMARY || role[n] == WON || role[n] == RAISE)
#define SUSPECT(n) (!calm || !UP(n))             /* a backup may suspect primary n */
#define MISSED(n) (!calm || role[n] == DOWN)     /* a primary may suspect backup n */
#define PEEROK(n) (!calm || (role[n] == BACKUP && synced[n] && epoch[n] == epoch[1-(n)]))
#else
#define VOK (cfgV < MAXV)
#define calm 0
#define SUSPECT(n) true
#define MISSED(n) true
#define PEEROK(n) true
#endif
#define MAX2(a,b) (a > b -> a : b)

#ifdef UNSAFE_JOIN
#define CAUGHT_UP(n) true
#else
#define CAUGHT_UP(n) (!solo[n] && pk[n] == lg[n].cnt)
#endif

#ifdef HASTY
#define DECIDED(n) true
#else
#define DECIDED(n) (gj[n] == 0 || gj[n] != cfgV + 1)
#endif

mtype = { REPL, RACK };
typedef Log { byte e[MAXLOG]; byte cnt };

Log  lg[2];               /* durable: operation log                  */
byte epoch[2] = 1;        /* durable: promised epoch                 */
byte role[2];
bool solo[2];             /* primary may acknowledge alone           */
bool psync[2];            /* primary: peer synced in my epoch        */
bool synced[2];           /* backup: synced with primary of epoch[]  */
byte pk[2];               /* primary: entries the peer has on disk   */
bool wsolo[2];
byte req[2];              /* client request pending at the node      */
bool rnew[2];

byte cfgE = 1, cfgV = 0, cfgP = 0, cfgIn = 3;   /* the register      */
byte known[2];            /* the record's epoch as read after the restart; volatile */
bool late[2];             /* the CAS under way was sent before a crash: not known to be its own */
byte pv[2], pe[2];        /* CAS under way: version expected + 1 (0 none), epoch proposed */
#ifdef LATE
byte gs[2], gj[2];        /* CAS under way: go solo, take the partner in: version expected + 1 (0 none) */
#endif
byte acked = 0, crashes = 0, tries = 0;
#ifdef REACH28
bool refused, raised;
#endif
#ifdef LIVE
bool calm = 0;            /* from here on: no crash, no loss, suspicion only of who is silent */
byte dead = 2;            /* ... and this one, down, never comes back (2: nobody)    */
#endif

chan link[2] = [1] of { mtype, byte, byte, byte };

#ifdef ASYNC
#define AT(n,i) (lg[n].cnt > i && lg[n].e[i] == req[n])
#else
#define AT(n,i) (lg[n].cnt > i && lg[n].e[i] == req[n] && (solo[n] || (psync[n] && pk[n] > i)))
#endif
#define COMMITTED(n) (AT(n,0) || AT(n,1) || AT(n,2) || AT(n,3))
#ifndef PROMISEFIRST
#define PROMISE(n) skip
#else
#define PROMISE(n) epoch[n] = pe[n]; synced[n] = 0          /* durable before the CAS is sent */
#endif

inline has(n, op, res) {
  res = 0; k = 0;
  do :: k < lg[n].cnt -> if :: lg[n].e[k] == op -> res = 1; pos = k; break :: else fi; k++
     :: else -> break od; k = 0 }

inline checkAll(n) {       /* n holds every acknowledged op           */
  o = 1;
  do :: o <= NOPS -> if :: (acked & (1<<o)) -> has(n, o, r); assert(r) :: else fi; o++
     :: else -> break od; o = 0; r = 0; pos = 0 }

inline checkShape(n) {     /* A4, A5                                   */
  o = 0;
  do :: o < lg[n].cnt -> k = o + 1;
        do :: k < lg[n].cnt -> assert(lg[n].e[o] != lg[n].e[k]);
              assert(!(lg[n].e[o] == 3 && lg[n].e[k] == 1)); k++
           :: else -> break od; o++
     :: else -> break od; o = 0; k = 0 }

inline append(n, op) { assert(lg[n].cnt < MAXLOG); lg[n].e[lg[n].cnt] = op; lg[n].cnt++ }

inline stepDown(n) { role[n] = INIT; solo[n] = 0; psync[n] = 0; pk[n] = 0; synced[n] = 0; req[n] = 0; rnew[n] = 0 }

inline copyLog(from, to) {
  k = 0;
  do :: k < MAXLOG -> lg[to].e[k] = lg[from].e[k]; k++ :: else -> break od;
  lg[to].cnt = lg[from].cnt; k = 0 }

inline mergeTail(old, prim) {   /* MUTANT: union of the rejoiner's tail */
  o = 0;
  do :: o < lg[old].cnt -> x = lg[old].e[o]; has(prim, x, r);
        if :: (o >= lg[prim].cnt || lg[prim].e[o] != x) && lg[prim].cnt < MAXLOG -> append(prim, x) :: else fi; o++
     :: else -> break od; o = 0; r = 0; x = 0; pos = 0 }

proctype Node(byte n) {
  byte k, o, x, e, i; byte r, pos; byte m;
end:
  do
  /* ---- faults ---------------------------------------------------- */
  :: d_step { !calm && role[n] != DOWN && crashes < MAXCRASH -> crashes++;
       stepDown(n); role[n] = DOWN; known[n] = 0; late[n] = (pv[n] != 0);   /* a CAS under way may still be applied */
#ifdef NOPERSIST
       epoch[n] = 0;
#endif
       if :: nempty(link[n]) -> link[n]?_,_,_,_ :: empty(link[n]) -> skip fi }
#ifdef LIVE
  :: d_step { role[n] == DOWN && dead != n -> role[n] = START }
#else
  :: d_step { role[n] == DOWN -> role[n] = START }
#endif
#ifdef NOREAD
  :: d_step { role[n] == START -> role[n] = INIT }
#else
  :: d_step { role[n] == START -> role[n] = INIT; known[n] = cfgE }    /* reads the record */
#endif
#ifdef REACH      /* not vacuous: must be reported as violated           */
  :: d_step { acked == 14 && cfgE >= 2 && cfgIn == 3 && cfgP == 1 && role[1] == PRIMARY &&
              role[0] == BACKUP && synced[0] && crashes == 2 -> assert(false) }
#endif
#ifdef REACH28    /* the same for rule 28: refused, raised, in sync again, everything acknowledged */
  :: d_step { refused && raised && acked == 14 && cfgIn == 3 && cfgP == 0 && role[0] == PRIMARY &&
              role[1] == BACKUP && synced[1] && epoch[1] == epoch[0] && crashes == 0 -> assert(false) }
#endif
  :: d_step { !calm && nempty(link[n]) -> link[n]?_,_,_,_ }        /* loss */

  /* ---- role changes through the register -------------------------- */
  /* restart of the primary: epoch above its own promise and the record's, in-sync set unchanged */
  :: d_step { cfgP == n && pv[n] == 0 && VOK && (role[n] == INIT
#ifndef PROMISEFIRST
              || role[n] == BACKUP
#endif
              ) -> stepDown(n); role[n] = RAISE; pv[n] = cfgV + 1; pe[n] = MAX2(epoch[n], cfgE) + 1; PROMISE(n) }
#ifdef NAIVE
  :: d_step { role[n] == BACKUP && cfgV < MAXV -> cfgV++; epoch[n]++; wsolo[n] = 1; cfgP = n; role[n] = WON }
  :: d_step { role[n] == PRIMARY && !solo[n] -> solo[n] = 1;
       assert(!(role[1-n] == PRIMARY && solo[1-n])) }
#else
  /* takeover: read the record, persist the promise, send the CAS ...  */
  :: d_step { (role[n] == BACKUP || role[n] == INIT) && cfgP != n && (cfgIn & (1<<n)) && pv[n] == 0 && VOK && SUSPECT(1-n) ->
       pv[n] = cfgV + 1; pe[n] = MAX2(epoch[n], cfgE) + 1; PROMISE(n) }
  /* ... which is applied or refused at any later time, also when the node
   * has given up waiting, has died or follows the old primary again     */
  :: d_step { pv[n] != 0 ->
       if :: pv[n] == cfgV + 1 -> cfgV++; cfgE = pe[n];
             if :: cfgP == n -> wsolo[n] = (cfgIn == (1<<n)) :: else -> cfgP = n; cfgIn = 1<<n; wsolo[n] = 1 fi;
             if :: role[n] != DOWN && !late[n] -> role[n] = WON :: else wsolo[n] = 0 fi
          :: else ->
#ifdef REACH28
             refused = 1;
#endif
             if :: role[n] == RAISE -> stepDown(n) :: else fi fi;
       pv[n] = 0; pe[n] = 0; late[n] = 0 }
  /* a higher promise met on the link (HELLO, REFUSE, NACK): read the record again */
  :: d_step { role[n] == PRIMARY && (role[1-n] == BACKUP || role[1-n] == INIT) && epoch[1-n] > epoch[n] &&
              cfgP == n && cfgE == epoch[n] && pv[n] == 0 && VOK ->
#ifdef OLDRULE
       stepDown(n); role[n] = FENCED
#else
#ifndef PROMISEFIRST
       assert(false);                                    /* cannot be met in this order */
#endif
#ifdef REACH28
       raised = 1;
#endif
       role[n] = RAISE; pv[n] = cfgV + 1; pe[n] = epoch[1-n] + 1; PROMISE(n)
#endif
     }
  /* the record names the other, or a later epoch: fenced               */
  :: d_step { role[n] == PRIMARY && (cfgP != n || cfgE != epoch[n]) -> stepDown(n) }
#ifdef SOLO_FIRST
  :: d_step { role[n] == PRIMARY && !solo[n] -> solo[n] = 1; assert(!(role[1-n] == PRIMARY && solo[1-n])) }
#endif
#ifdef LATE
  /* go solo: sent, applied or refused at any later time; the answer may be lost */
  :: d_step { role[n] == PRIMARY && !solo[n] && gs[n] == 0 && VOK && MISSED(1-n) && cfgP == n && cfgE == epoch[n] &&
              (cfgIn == 3 || gj[n] != 0) -> gs[n] = cfgV + 1 }
  :: d_step { gs[n] != 0 && gs[n] != cfgV + 1 -> gs[n] = 0 }
  :: d_step { gs[n] != 0 && gs[n] == cfgV + 1 -> cfgV++; cfgIn = 1<<n; gs[n] = 0;
       if :: role[n] == PRIMARY && cfgE == epoch[n] -> solo[n] = 1;
             assert(!(role[1-n] == PRIMARY && solo[1-n]))               /* A3 */
          :: else fi }
  :: d_step { !calm && gs[n] != 0 && gs[n] == cfgV + 1 -> cfgV++; cfgIn = 1<<n; gs[n] = 0 }       /* answer lost */
  /* the record is read: it says alone, and nothing undecided can take the partner in */
  :: d_step { role[n] == PRIMARY && !solo[n] && cfgP == n && cfgE == epoch[n] && cfgIn == (1<<n) &&
              DECIDED(n) && (!calm || !psync[n] || !PEEROK(1-n)) -> solo[n] = 1; assert(!(role[1-n] == PRIMARY && solo[1-n])) }            /* A3 */
#else
  :: d_step { role[n] == PRIMARY && !solo[n] && VOK && MISSED(1-n) ->   /* backup suspected: go solo */
       if :: cfgE == epoch[n] && cfgP == n -> cfgV++; cfgIn = 1<<n; solo[n] = 1;
             assert(!(role[1-n] == PRIMARY && solo[1-n]))           /* A3 */
          :: else -> stepDown(n) fi }                               /* CAS refused: fenced */
#endif
#endif
  :: d_step { role[n] == WON ->
       role[n] = PRIMARY; solo[n] = wsolo[n]; wsolo[n] = 0; pk[n] = 0; psync[n] = 0; synced[n] = 0;
#ifndef PROMISEFIRST
       if :: cfgP == n -> epoch[n] = cfgE :: else fi;    /* durable before it acts */
#endif
       if :: cfgE == epoch[n] && cfgP == n -> checkAll(n); checkShape(n) :: else fi;   /* A2 A4 A5 */
       if :: solo[n] -> assert(!(role[1-n] == PRIMARY && solo[1-n])) :: else fi }      /* A3 */

  /* ---- (re)synchronisation: handshake, divergence point, tail replay - */
  :: d_step { role[n] == PRIMARY && (role[1-n] == BACKUP || role[1-n] == INIT) &&
              epoch[1-n] <= epoch[n] && known[1-n] <= epoch[n] && !(synced[1-n] && epoch[1-n] == epoch[n]) ->
       m = 1 - n;
#ifdef MERGE_TAIL
       mergeTail(m, n);
#endif
       stepDown(m); epoch[m] = epoch[n]; copyLog(n, m);  /* m's own tail goes to quarantine */
       role[m] = BACKUP; synced[m] = 1; pk[n] = lg[n].cnt; psync[n] = 1; m = 0 }

  /* primary solo -> duo: stop acknowledging alone, catch up, then CAS  */
  :: d_step { role[n] == PRIMARY && solo[n] && psync[n] && PEEROK(1-n) -> solo[n] = 0 }
#ifdef LATE
  :: d_step { role[n] == PRIMARY && psync[n] && cfgIn == (1<<n) && cfgP == n && cfgE == epoch[n] && VOK && PEEROK(1-n) &&
              CAUGHT_UP(n) && gj[n] == 0 -> gj[n] = cfgV + 1 }
  :: d_step { gj[n] != 0 -> if :: gj[n] == cfgV + 1 -> cfgV++; cfgIn = 3 :: else fi; gj[n] = 0 }
#else
  :: d_step { role[n] == PRIMARY && psync[n] && cfgIn == (1<<n) && cfgP == n && cfgE == epoch[n] && VOK && PEEROK(1-n) &&
              CAUGHT_UP(n) -> cfgV++; cfgIn = 3; solo[n] = 0 }
#endif

  /* ---- data path --------------------------------------------------- */
  :: d_step { role[n] == PRIMARY && req[n] != 0 && rnew[n] ->       /* append (local fsync) */
       rnew[n] = 0; has(n, req[n], r);
#ifdef NODEDUP
       r = 0;
#endif
       if :: !r && lg[n].cnt < MAXLOG -> append(n, req[n]) :: else fi; r = 0; pos = 0 }
  :: d_step { role[n] == PRIMARY && psync[n] && pk[n] < lg[n].cnt && PEEROK(1-n) && nfull(link[1-n]) ->
       link[1-n]!REPL, epoch[n], pk[n], lg[n].e[pk[n]] }
#ifdef NOFENCE
  :: d_step { role[n] != DOWN && link[n]?[REPL,_,_,_] && nfull(link[1-n]) ->
       link[n]?REPL, e, i, x;
       if :: i == lg[n].cnt && i < MAXLOG -> append(n, x) :: else fi;
       if :: i < lg[n].cnt -> link[1-n]!RACK, e, i+1, 0 :: else fi;
       e = 0; i = 0; x = 0 }
#else
  :: d_step { role[n] == BACKUP && synced[n] && link[n]?[REPL,_,_,_] && nfull(link[1-n]) ->
       link[n]?REPL, e, i, x;
       if :: e == epoch[n] ->
             if :: i == lg[n].cnt && i < MAXLOG -> append(n, x) :: else fi;   /* fsync before RACK */
             if :: i < lg[n].cnt -> link[1-n]!RACK, e, i+1, 0 :: else fi
          :: else fi;
       e = 0; i = 0; x = 0 }
  :: d_step { role[n] != DOWN && !(role[n] == BACKUP && synced[n]) && link[n]?[REPL,_,_,_] -> link[n]?REPL,_,_,_ }
#endif
  :: d_step { link[n]?[RACK,_,_,_] ->
       link[n]?RACK, e, i, x;
       if :: role[n] == PRIMARY && e == epoch[n] && psync[n] && i > pk[n] && i <= lg[n].cnt -> pk[n] = i :: else fi;
       e = 0; i = 0; x = 0 }
  :: d_step { role[n] == PRIMARY && req[n] != 0 && !rnew[n] && COMMITTED(n) ->   /* answer 250 when committed */
       acked = acked | (1<<req[n]);
       x = req[n]; req[n] = 0; i = 0;
       do :: i < 2 -> if :: (cfgIn & (1<<i)) -> has(i, x, r); assert(r) :: else fi; i++  /* A1 */
          :: else -> break od;
       checkShape(n); r = 0; pos = 0; x = 0; i = 0 }
  od
}

#ifdef LIVE
#define TRY (calm -> !(acked & (1<<op)) : tries < MAXTRY)
#define TRIED tries = (calm -> 0 : tries + 1)
#else
#define TRY (tries < MAXTRY)
#define TRIED tries++
#endif
proctype Client() {
  byte op = 1;
endc:
  do
#ifdef LIVE
  :: op < NOPS || (op == NOPS && calm) ->                 /* the last one only after the faults */
#else
  :: op <= NOPS ->
#endif
endw:
     do
     :: d_step { TRY && role[0] == PRIMARY && req[0] == 0 -> req[0] = op; rnew[0] = 1; TRIED }
     :: d_step { TRY && role[1] == PRIMARY && req[1] == 0 -> req[1] = op; rnew[1] = 1; TRIED }
     :: d_step { (acked & (1<<op)) -> tries = 0 } ; break
     od; op++
#ifdef LIVE
  :: op > NOPS -> break
#else
  :: else -> break
#endif
  od
}

#ifdef LATE
#define FORGET(n) gs[n] = 0; gj[n] = 0
#else
#define FORGET(n) skip
#endif
#ifdef LIVE
proctype Fate() {         /* at some time the faults stop             */
endf:
  atomic { if :: dead = 2
              :: role[0] == DOWN && (cfgIn & 2) -> dead = 0; pv[0] = 0; pe[0] = 0; late[0] = 0; FORGET(0)
              :: role[1] == DOWN && (cfgIn & 1) -> dead = 1; pv[1] = 0; pe[1] = 0; late[1] = 0; FORGET(1) fi;
           calm = 1; tries = 0 } }
ltl back { [] (calm -> <> (acked & (1<<NOPS))) }
#endif

init { atomic { role[0] = PRIMARY; psync[0] = 1; role[1] = BACKUP; synced[1] = 1;
                run Node(0); run Node(1); run Client();
#ifdef LIVE
                run Fate()
#endif
         } }

#else  /* ================= lease arithmetic ========================== */
/* One clock tick per step. The primary's lease runs from the moment it SENT
 * the heartbeat that was echoed; the backup's grace runs from the moment it
 * ECHOED it. Both clocks may run unevenly: their readings may differ by at
 * most DRIFT over one lease. Safe iff G >= L + DRIFT whatever the delays.  */
#ifndef L
#define L 4
#endif
#ifndef G
#define G 6
#endif
#ifndef DRIFT
#define DRIFT 1
#endif
#define CAP 12
byte left = L;      /* ticks left of the primary's lease (its clock)    */
byte grace = G;     /* ticks left of the backup's grace (its clock)     */
bool hbf, echof;    /* heartbeat / echo in flight                       */
byte age;           /* primary-clock ticks since that heartbeat was sent */
byte skew = 0;      /* how far the backup's clock has run ahead         */
bool taken = 0;
active proctype World() {
  do
  :: d_step { !hbf && !echof && left > 0 -> hbf = 1; age = 0 }          /* send heartbeat */
  :: d_step { hbf && !taken -> hbf = 0; echof = 1; grace = G; skew = 0 }/* backup echoes  */
  :: d_step { hbf -> hbf = 0 }  :: d_step { echof -> echof = 0 }         /* loss           */
  :: d_step { echof -> echof = 0; if :: L > age && L - age > left -> left = L - age :: else fi; age = 0 }
  :: d_step { if :: left > 0 -> left-- :: else fi;                       /* both clocks tick */
              if :: grace > 0 -> grace-- :: else fi;
              if :: (hbf || echof) && age < CAP -> age++ :: else fi }
  :: d_step { skew < DRIFT && grace > 0 -> grace--; skew++ }             /* backup's clock fast */
  :: d_step { grace == 0 && !taken -> taken = 1; assert(left == 0) }     /* takeover */
  od
}
#endif
