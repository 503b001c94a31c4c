# What the commands of dist/ share; read by them with ".". Needs bash. Sets: root, distribution, runtime.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
distribution=$root/dist/target/mmsys
runtime=${MMSYS_RUN:-$root/run}
me=./dist/$(basename "$0")

say() { printf '%s\n' "$*"; }

# The last line says what to do.
fail() {
  printf '\n%s: %s\n' "$me" "$*" >&2
  exit 1
}

# Runs a command silently, tells every few seconds what it does; its output is shown only when it fails.
# Usage: quietly LOG 'what it does' COMMAND...
quietly() {
  local log=$1 what=$2 pid began=$SECONDS last=$SECONDS
  shift 2
  mkdir -p "$(dirname "$log")"
  say "$what (log: $log)"
  "$@" >"$log" 2>&1 </dev/null &
  pid=$!
  trap 'kill "$pid" 2>/dev/null; exit 130' INT TERM
  while kill -0 "$pid" 2>/dev/null; do
    sleep 0.2
    if [ $((SECONDS - last)) -ge 5 ]; then
      last=$SECONDS
      printf '  … %d s: %s\n' $((SECONDS - began)) "$(tail -n 5 "$log" | grep '[a-z]' | tail -n 1 | cut -c 1-120)"
    fi
  done
  trap - INT TERM
  if wait "$pid"; then
    return 0
  fi
  tail -n 40 "$log" >&2
  return 1
}

# Prints the prefix that makes apt-get work, or fails when there is none.
apt_prefix() {
  command -v apt-get >/dev/null || return 1
  if [ "$(id -u)" -eq 0 ]; then
    return 0
  fi
  command -v sudo >/dev/null && sudo -n true 2>/dev/null && echo sudo
}

# Installs Debian packages; the second argument says why.
install_packages() {
  local packages=$1 why=$2 prefix
  if ! prefix=$(apt_prefix); then
    fail "$why. Install it and run this again (Debian, Ubuntu: sudo apt-get install $packages)"
  fi
  # shellcheck disable=SC2086
  if ! quietly "$runtime/install.log" "Installing $packages" install_with_apt "$prefix" $packages; then
    fail "apt-get could not install $packages ($why). Install it by hand and run this again"
  fi
}

install_with_apt() {
  local prefix=$1
  shift
  $prefix env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 update
  $prefix env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 \
    --no-install-recommends install "$@"
}

# The release of a Java compiler, 0 when there is none.
javac_release() {
  local version
  version=$("$1" -version 2>&1 | sed -n 's/^javac \([0-9.]*\).*/\1/p') || true
  version=${version#1.}
  version=${version%%.*}
  echo "${version:-0}"
}

# Makes sure of a JDK 17 or later, and of JAVA_HOME pointing to it when the one of PATH is older.
need_jdk() {
  local home
  if [ -n "${JAVA_HOME:-}" ] && [ -x "$JAVA_HOME/bin/javac" ] && [ "$(javac_release "$JAVA_HOME/bin/javac")" -ge 17 ]; then
    return 0
  fi
  if [ -z "${JAVA_HOME:-}" ] && command -v javac >/dev/null && [ "$(javac_release javac)" -ge 17 ]; then
    return 0
  fi
  for home in /usr/lib/jvm/*; do
    if [ -x "$home/bin/javac" ] && [ "$(javac_release "$home/bin/javac")" -ge 17 ]; then
      export JAVA_HOME=$home
      return 0
    fi
  done
  install_packages "$(first_available openjdk-17-jdk-headless openjdk-21-jdk-headless default-jdk-headless)" \
    "a JDK 17 or later is needed to build MMSys"
  for home in /usr/lib/jvm/*; do
    if [ -x "$home/bin/javac" ] && [ "$(javac_release "$home/bin/javac")" -ge 17 ]; then
      export JAVA_HOME=$home
      return 0
    fi
  done
  fail "there still is no JDK 17 or later; install one and set JAVA_HOME"
}

# Makes sure that the JDK can open windows: on Debian that part of Java comes in a package of its own.
need_windows() {
  local home release
  home=${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")}
  if [ "$(uname -s)" = Linux ] && [ ! -e "$home/lib/libawt_xawt.so" ]; then
    release=$(javac_release "$home/bin/javac")
    install_packages "openjdk-$release-jre" "the tests of the mail window need a Java that can open windows"
  fi
}

# The first of these packages that apt knows; the first of all when it cannot tell yet.
first_available() {
  local package
  for package in "$@"; do
    if apt-cache show "$package" >/dev/null 2>&1; then
      echo "$package"
      return 0
    fi
  done
  echo "$1"
}

need_maven() {
  if ! command -v mvn >/dev/null; then
    install_packages maven "Maven 3.8 or later is needed to build MMSys"
  fi
}

# Whether a source is newer than the distribution that was built last.
stale() {
  local stamp=$root/dist/target/built
  [ -f "$stamp" ] && [ -x "$distribution/bin/mmsys-server" ] || return 0
  [ -n "$(find "$root" \( -name target -o -name .git -o -path "$root/run" -o -path "$runtime" \) -prune -o \
    -type f \( -path '*/src/main/*' -o -path "$root/dist/src/*" -o -path "$root/etc/*" -o -name pom.xml \) \
    -newer "$stamp" -print -quit)" ]
}

# Builds the distribution when it is older than its sources.
build_if_needed() {
  if ! stale; then
    say "The distribution in dist/target/mmsys is up to date."
    return 0
  fi
  need_jdk
  need_maven
  build
}

build() {
  begin_build
  quietly "$runtime/build.log" "Building MMSys with Maven; the first time it fetches its libraries" \
    mvn -B -ntp -f "$root/pom.xml" package -Dmaven.test.skip=true -Dspotless.check.skip=true \
    || fail "the build failed, the reason stands above and in $runtime/build.log; the first time it needs Maven Central"
  end_build
}

# What Maven builds between these two counts as made from the sources of this moment.
begin_build() {
  rm -rf "$distribution" "$root/dist/target/built"
  mkdir -p "$root/dist/target"
  touch "$root/dist/target/begun"
}

end_build() {
  share_classes
  mv "$root/dist/target/begun" "$root/dist/target/built"
}

# Writes the class data sharing archive that halves the start of the server, from a node that is part of a system. Never fatal:
# without it all works as well.
share_classes() {
  local archive=$distribution/lib/mmsys.jsa scratch pid
  scratch=$(mktemp -d) || return 0
  "$distribution/bin/mmsysctl" cluster init "$scratch/cluster" --node s1/primary --node s2/primary >"$scratch/out" 2>&1
  MMSYS_CDS_CREATE=$archive "$distribution/bin/mmsys-server" --data "$scratch/data" --domain cds.test \
    --smtp 127.0.0.1:0 --submission 127.0.0.1:0 --smtps 127.0.0.1:0 --pop3 127.0.0.1:0 --pop3s 127.0.0.1:0 \
    --accounts 127.0.0.1:0 --admin 127.0.0.1:0 --cluster.dir "$scratch/cluster/s1-primary" \
    --node s2/primary=127.0.0.1,smtp=1,pop3=2,accounts=3 >"$scratch/out" 2>&1 </dev/null &
  pid=$!
  for _ in $(seq 150); do
    grep -q '^ready ' "$scratch/out" && break
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  kill -TERM "$pid" 2>/dev/null
  for _ in $(seq 300); do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  kill -KILL "$pid" 2>/dev/null
  wait "$pid" 2>/dev/null
  rm -rf "$scratch"
  return 0
}
