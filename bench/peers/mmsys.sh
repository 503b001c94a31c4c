#!/bin/bash
# mmsys.sh start|stop : one MMSys node from the built distribution, as it is shipped: default password cost, journal, checksums.
# env: PREFIX USERS SMTP_PORT POP3_PORT MMSYS=dist/target/mmsys of this repository (./dist/build makes it) HEAP=256m
#      OPTIONS (more options of mmsys-server)
# Its Maildirs: $PREFIX/data/mail/$DOMAIN/uN/Maildir. The 250 is given when the entry is synced in the journal and the file is in new/.
set -e; . "$(dirname "$0")/common.sh"
: "${SMTP_PORT:=15025}" "${POP3_PORT:=15110}" "${HEAP:=256m}" "${OPTIONS:=}"
MMSYS=${MMSYS:-$(cd "$(dirname "$0")/../.." && pwd)/dist/target/mmsys}
case $1 in
start)
  for i in $(seq "$USERS"); do echo "u$i:pw$i"; done >"$PREFIX/seeds"
  # OPTIONS is split into words on purpose.
  # shellcheck disable=SC2086
  MMSYS_HEAP=$HEAP "$MMSYS/bin/mmsys-server" --server s1 --role primary --data "$PREFIX/data" --domain "$DOMAIN" --hostname "mx.$DOMAIN" \
    --accounts.seed-file "$PREFIX/seeds" --smtp "127.0.0.1:$SMTP_PORT" --pop3 "127.0.0.1:$POP3_PORT" $OPTIONS >"$PREFIX/out.log" 2>&1 </dev/null &
  echo $! >"$PREFIX/pid"
  wait_port "$SMTP_PORT" 120 >&2 || { cat "$PREFIX/out.log" >&2; exit 1; }
  wait_port "$POP3_PORT" 30 >&2
  # More than ten accounts are hashed while the node serves already: wait for the last.
  for _ in $(seq 600); do grep -qs "seeds carried out" "$PREFIX/data/log/server.log" && break; sleep 0.2; done
  echo "PREFIX=$PREFIX SMTP=127.0.0.1:$SMTP_PORT POP3=127.0.0.1:$POP3_PORT MAILROOT=$PREFIX/data/mail/$DOMAIN PID=$(cat "$PREFIX/pid")";;
stop)
  kill "$(cat "$PREFIX/pid")"
  while kill -0 "$(cat "$PREFIX/pid")" 2>/dev/null; do sleep 0.05; done;;
esac
