#!/usr/bin/env bash
# Checks replication.pml: what is built must have no error, every mutant must have one. Needs spin and a C compiler.
# check [DIRECTORY]   works in DIRECTORY (a fresh one under /tmp otherwise); exit 0: all as expected, 1: not, 2: tools missing.
# pan exits 0 even when it finds errors, so its "errors:" line is read. Takes about a minute on two idle cores.
set -u
model=$(cd "$(dirname "$0")" && pwd)/replication.pml
work=${1:-$(mktemp -d /tmp/mmsys-model.XXXXXX)}
cc=${CC:-cc}
for tool in spin "$cc"; do
  command -v "$tool" >/dev/null || { echo "check: $tool is not here (Debian: spin, gcc)"; exit 2; }
done
mkdir -p "$work" || exit 2

# one NAME EXPECTED(0|1) KIND(safe|live) FLAGS...: writes its verdict to $work/NAME/verdict
one() {
  local name=$1 expected=$2 kind=$3
  shift 3
  local dir=$work/$name build=-DSAFETY run=
  [ "$kind" = live ] && { build=-DNOCLAIMWARN; run="-a -f"; set -- -DLIVE "$@"; }
  rm -rf "$dir"
  mkdir -p "$dir" && cd "$dir" || return 1
  local begun=$SECONDS found
  # shellcheck disable=SC2086 # the options of pan are words
  if spin -a "$@" "$model" >spin.out 2>&1 && "$cc" -O2 $build -DCOLLAPSE -DMEMLIM=3000 -o pan pan.c >cc.out 2>&1; then
    timeout 170 ./pan $run -m400000 -w22 -n >pan.out 2>&1
  fi
  found=$(sed -n 's/.*errors: \([0-9][0-9]*\).*/\1/p' pan.out 2>/dev/null)
  # a search that was cut short proves nothing
  if [ -z "$found" ] || grep -Eq 'max search depth too small|out of memory|Search not completed.*error in' pan.out; then
    echo "WRONG $name: no result, see $dir"
  elif [ "$expected" = 0 ] && [ "$found" != 0 ]; then
    echo "WRONG $name: $found error(s) in what must hold; trail in $dir"
  elif [ "$expected" = 1 ] && [ "$found" = 0 ]; then
    echo "WRONG $name: must fail and does not: the model has lost its teeth"
  else
    echo "ok    $name: errors $found, $(sed -n 's/^ *\([0-9][0-9]*\) states, stored.*/\1/p' pan.out) states, $((SECONDS - begun)) s"
  fi >verdict
  rm -f pan pan.?
  cat verdict
}

{
  one built 0 safe
  one built-live 0 live -DMAXV=3 -DMAXCRASH=1
  one late 0 safe -DLATE -DMAXV=3 -DMAXCRASH=1
  one late-live 0 live -DLATE -DMAXV=2 -DMAXCRASH=1
  one late-hasty 1 safe -DLATE -DHASTY -DMAXV=3 -DMAXCRASH=1
} &
first=$!
{
  one reachable 1 safe -DREACH
  one naive 1 safe -DNAIVE
  one async 1 safe -DASYNC
  one nofence 1 safe -DNOFENCE
  one nopersist-noread 1 safe -DNOPERSIST -DNOREAD
  one unsafe-join 1 safe -DUNSAFE_JOIN
  one solo-first 1 safe -DSOLO_FIRST
  one nodedup 1 safe -DNODEDUP
  one merge-tail 1 safe -DMERGE_TAIL
  one nopersist 0 safe -DNOPERSIST -DMAXV=3
  one noread 0 safe -DNOREAD -DMAXV=3
  one promise-first 0 safe -DPROMISEFIRST -DMAXV=3 -DMAXCRASH=1
  one promise-first-live 0 live -DPROMISEFIRST -DMAXV=3 -DMAXCRASH=1
  one oldrule-live 1 live -DPROMISEFIRST -DOLDRULE -DMAXV=3 -DMAXCRASH=1
  one reachable-raise 1 safe -DPROMISEFIRST -DREACH28 -DMAXCRASH=0
  one lease 0 safe -DLEASE -DL=4 -DG=5 -DDRIFT=1
  one lease-short 1 safe -DLEASE -DL=4 -DG=4 -DDRIFT=1
} &
wait "$first" $!
wrong=$(cat "$work"/*/verdict | grep -c '^WRONG')
expected=22
seen=$(cat "$work"/*/verdict | wc -l)
if [ "$wrong" != 0 ] || [ "$seen" != "$expected" ]; then
  echo "check: $wrong of $seen wrong, $expected expected"
  exit 1
fi
echo "check: $seen of $expected as expected"
