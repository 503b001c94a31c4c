#!/bin/bash
# three.sh start|stop : three MMSys servers on loopback as one system; all users live on s2, so that s1 is a foreign server to them.
# env: PREFIX (made; must not exist) PORT=23200 (SMTP at PORT+1..3, POP3 at PORT+11..13) USERS=8 BIG=4 (more users b1 … for large mail)
#      MMSYS=dist/target/mmsys of this repository (./dist/build makes it)
set -e
: "${PORT:=23200}" "${USERS:=8}" "${BIG:=4}"
MMSYS=${MMSYS:-$(cd "$(dirname "$0")/../.." && pwd)/dist/target/mmsys}
case $1 in
start)
  mkdir "$PREFIX"
  for i in $(seq "$USERS"); do echo "u$i:pw$i:s2"; done >"$PREFIX/seeds"
  for i in $(seq "$BIG"); do echo "b$i:pw$i:s2"; done >>"$PREFIX/seeds"
  "$MMSYS/bin/mmsysctl" cluster init --node=s1/primary --node=s2/primary --node=s3/primary "$PREFIX/cluster" >&2
  nodes=()
  for n in 1 2 3; do
    nodes+=(--node "s$n/primary=127.0.0.1,smtp=$((PORT + n)),pop3=$((PORT + 10 + n)),accounts=$((PORT + 20 + n))")
  done
  for n in 1 2 3; do
    "$MMSYS/bin/mmsys-server" --server "s$n" --role primary --data "$PREFIX/s$n" --domain bench.test --hostname "mx$n.bench.test" \
      --cluster.dir "$PREFIX/cluster/s$n-primary" --accounts.seed-file "$PREFIX/seeds" --smtp.sender-check username \
      --smtp "127.0.0.1:$((PORT + n))" --pop3 "127.0.0.1:$((PORT + 10 + n))" --accounts "127.0.0.1:$((PORT + 20 + n))" \
      "${nodes[@]}" >"$PREFIX/s$n.log" 2>&1 </dev/null &
    echo $! >>"$PREFIX/pids"
  done
  for _ in $(seq 300); do
    [ "$(cat "$PREFIX"/s?.log | grep -c '^ready ')" = 3 ] && grep -qs "seeds carried out" "$PREFIX/s2/log/server.log" && break
    sleep 0.2
  done
  echo "home: smtp $((PORT + 2)) pop3 $((PORT + 12)); foreign: smtp $((PORT + 1)) pop3 $((PORT + 11))";;
stop)
  xargs kill <"$PREFIX/pids";;
esac
