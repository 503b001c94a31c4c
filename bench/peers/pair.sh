#!/bin/bash
# pair.sh start|stop : both halves of one MMSys server and a witness on loopback, as they are shipped; every 250 means two disks.
# env: PREFIX (made; must not exist) USERS=10 SMTP_PORT=15025 POP3_PORT=15110 (the primary's; the backup's are one higher) HEAP=256m
#      DOMAIN=bench.test MMSYS=dist/target/mmsys of this repository (./dist/build makes it) OPTIONS (more options of both halves)
# takeover.py drives what it starts: pair.sh start-node NAME starts one of s1-primary, s1-backup, w1-witness again.
set -e
: "${SMTP_PORT:=15025}" "${POP3_PORT:=15110}" "${USERS:=10}" "${HEAP:=256m}" "${DOMAIN:=bench.test}" "${OPTIONS:=}"
MMSYS=${MMSYS:-$(cd "$(dirname "$0")/../.." && pwd)/dist/target/mmsys}
R=$((SMTP_PORT + 20)) V=$((SMTP_PORT + 30))
nodes=(
  --node "s1/primary=127.0.0.1,smtp=$SMTP_PORT,pop3=$POP3_PORT,replica=$R,registry=$V"
  --node "s1/backup=127.0.0.1,smtp=$((SMTP_PORT + 1)),pop3=$((POP3_PORT + 1)),replica=$((R + 1)),registry=$((V + 1))"
  --node "w1/witness=127.0.0.1,registry=$((V + 2))"
)

start_node() {
  local name=$1 n=0 own=()
  case $name in
  w1-witness) own=(--server w1 --witness yes --registry "127.0.0.1:$((V + 2))");;
  *)
    [ "$name" = s1-primary ] || n=1
    # OPTIONS is split into words on purpose.
    # shellcheck disable=SC2206
    own=(--server s1 --role "${name#s1-}" --domain "$DOMAIN" --hostname "mx.$DOMAIN" --accounts.seed-file "$PREFIX/seeds"
      --smtp.sender-check username --smtp "127.0.0.1:$((SMTP_PORT + n))" --pop3 "127.0.0.1:$((POP3_PORT + n))"
      --replica "127.0.0.1:$((R + n))" --registry "127.0.0.1:$((V + n))" $OPTIONS);;
  esac
  MMSYS_HEAP=$HEAP "$MMSYS/bin/mmsys-server" "${own[@]}" --data "$PREFIX/$name" --cluster.dir "$PREFIX/cluster/$name" \
    --admin 127.0.0.1:0 "${nodes[@]}" >>"$PREFIX/$name.out" 2>&1 </dev/null &
  echo $! >"$PREFIX/$name.pid"
}

case $1 in
start)
  mkdir "$PREFIX"
  for i in $(seq "$USERS"); do echo "u$i:pw$i"; done >"$PREFIX/seeds"
  "$MMSYS/bin/mmsysctl" cluster init --node=s1/primary --node=s1/backup --node=w1/witness "$PREFIX/cluster" >&2
  for name in w1-witness s1-primary s1-backup; do start_node "$name"; done
  for _ in $(seq 300); do
    grep -qs "role=PRIMARY_DUO" "$PREFIX"/s1-*/log/server.log && grep -qs "seeds carried out" "$PREFIX"/s1-*/log/server.log && break
    sleep 0.2
  done
  echo "PREFIX=$PREFIX SMTP=127.0.0.1:$SMTP_PORT,$((SMTP_PORT + 1)) POP3=127.0.0.1:$POP3_PORT,$((POP3_PORT + 1))";;
start-node) start_node "$2";;
stop)
  for file in "$PREFIX"/*.pid; do kill "$(cat "$file")" 2>/dev/null || true; done
  for file in "$PREFIX"/*.pid; do while kill -0 "$(cat "$file")" 2>/dev/null; do sleep 0.1; done; done;;
esac
