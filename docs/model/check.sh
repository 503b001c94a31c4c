#!/usr/bin/env bash
# check.sh [spin|prob|all] [DIRECTORY] : checks the models of the pair, both by default; works in DIRECTORY (a fresh one under /tmp).
#   spin  replication.pml and vote.pml: what is built must have no error, every mutant must have one. About a minute on two idle cores:
#         ./dist/test does this. Needs spin and a C compiler.
#   prob  replication.csp by ProB's command line, which Maven fetches (68 MB, x86-64): the system must refine its specification,
#         the mutant and the two checks that the model is not empty must fail. About four minutes of one core: ./dist/soak does
#         this. Where ProB cannot be had it is skipped, and said so.
# exit 0: all as expected, 1: not, 2: tools missing.
set -u
here=$(cd "$(dirname "$0")" && pwd)
model=$here/replication.pml
what=all
case ${1-} in spin | prob | all) what=$1; shift ;; esac
work=${1:-$(mktemp -d /tmp/mmsys-model.XXXXXX)}
mkdir -p "$work" && work=$(cd "$work" && pwd) || exit 2
if [ "$what" != prob ]; then
  cc=${CC:-cc}
  for tool in spin "$cc"; do
    command -v "$tool" >/dev/null || { echo "check: $tool is not here (Debian: spin, gcc)"; exit 2; }
  done
fi

# pan exits 0 even when it finds errors, so its "errors:" line is read.
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

spin_all() {
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
    model=$here/vote.pml
    one vote 0 safe
    one vote-keep 1 safe -DKEEP
    one vote-any-disk 1 safe -DANYDISK
    one vote-again 1 safe -DAGAIN
    one vote-ticket 1 safe -DTICKET
    one vote-reachable 1 safe -DREACH
  } &
  wait "$first" $!
}

# Unpacks ProB where Maven has put it: version 1.8.2 wants the libffi.so.6 of older systems, and runs in its own directory.
unpack_prob() {
  local version=3.2.11 repository=${MAVEN_REPO:-$HOME/.m2/repository}
  local jar=$repository/de/hhu/stups/de.prob2.kernel/$version/de.prob2.kernel-$version.jar
  case $(uname -sm) in 'Linux x86_64') ;; *) echo "it runs on Linux x86-64 only"; return 1 ;; esac
  for tool in unzip timeout; do
    command -v "$tool" >/dev/null || { echo "$tool is not here"; return 1; }
  done
  if [ ! -f "$jar" ]; then
    command -v mvn >/dev/null || { echo "Maven is not here"; return 1; }
    mvn -B -q -ntp dependency:get -Dtransitive=false -Dartifact=de.hhu.stups:de.prob2.kernel:$version:jar >"$work/mvn.out" 2>&1 </dev/null \
      || { echo "Maven cannot fetch it"; return 1; }
  fi
  mkdir -p "$work/prob" "$work/ffi"
  unzip -q -o -j "$jar" cli/probcli_linux64.zip cli/linux64-cspmf -d "$work" \
    && unzip -q -o "$work/probcli_linux64.zip" -d "$work/prob" \
    && cp "$work/linux64-cspmf" "$work/prob/lib/cspmf" || { echo "it cannot be unpacked"; return 1; }
  chmod +x "$work/prob/probcli" "$work/prob/lib/cspmf"
  local ffi
  ffi=$(find /usr/lib /lib -name 'libffi.so.[678]' 2>/dev/null | sort | head -1)
  [ -n "$ffi" ] || { echo "libffi is not here"; return 1; }
  ln -sf "$ffi" "$work/ffi/libffi.so.6"
}

# assertion NAME holds|fails TEXT
assertion() {
  local name=$1 expected=$2 text=$3 dir=$work/$1 begun=$SECONDS
  rm -rf "$dir"
  mkdir -p "$dir" && cp "$here/replication.csp" "$dir/" || return 1
  (cd "$work/prob" && PROB_HOME=$PWD LD_LIBRARY_PATH=$work/ffi timeout 1800 ./probcli -timeout 1780000 \
    -csp_assertion "$text" "$dir/replication.csp") >"$dir/out" 2>&1
  if grep -q 'Model Check Successful' "$dir/out" && ! grep -q 'error occurred' "$dir/out"; then
    found=holds
  elif grep -q 'Refinement Check Failed' "$dir/out"; then
    found=fails
  else
    found="no result"
  fi
  if [ "$found" = "$expected" ]; then
    echo "ok    csp-$name: $found, $((SECONDS - begun)) s"
  else
    echo "WRONG csp-$name: $found, expected: $expected; see $dir/out"
  fi >"$dir/verdict"
  cat "$dir/verdict"
}

prob_all() {
  local why
  why=$(unpack_prob) || { echo "skipped: ProB not found ($why)"; return; }
  expected=$((expected + 4))
  {
    assertion refines holds 'SPEC(0) [T= SYSTEM \ INSIDE'
    assertion not-empty-takeover fails 'STOP [T= SYSTEM \ union(INSIDE, {| ok.A, takeover, raise |})'
  } &
  local first=$!
  assertion naive fails 'SPEC(0) [T= NAIVE \ INSIDE'
  assertion not-empty-raise fails 'STOP [T= (SYSTEM [| {| match.A, ok.A |} |] AFTER) \ union(INSIDE, {| ok.B, takeover, raise |})'
  wait "$first"
}

expected=0
rm -f "$work"/*/verdict
[ "$what" = prob ] || { expected=28; spin_all; }
[ "$what" = spin ] || prob_all
wrong=$(cat "$work"/*/verdict 2>/dev/null | grep -c '^WRONG')
seen=$(cat "$work"/*/verdict 2>/dev/null | wc -l)
if [ "$wrong" != 0 ] || [ "$seen" != "$expected" ]; then
  echo "check: $wrong of $seen wrong, $expected expected"
  exit 1
fi
echo "check: $seen of $expected as expected"
