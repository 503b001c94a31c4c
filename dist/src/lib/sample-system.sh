# The sample system: three servers, each a primary with a backup, on loopback. Read by bin/start-*, start-all and stop-all with ".".
# Sets: home, system_data, nodes. Needs: here, the path of the script that reads it.
#
# Environment: MMSYS_DATA (where data, certificates and output of the nodes go; default var/ of the distribution),
# MMSYS_PORT_OFFSET (added to every port), MMSYS_HEAP (of each node, default 96m), JAVA_HOME, JAVA_OPTS.
home=$(cd "$(dirname "$here")/.." && pwd)
system_data=${MMSYS_DATA:-$home/var}
offset=${MMSYS_PORT_OFFSET:-0}
nodes="s1/primary s2/primary s3/primary s1/backup s2/backup s3/backup"

# service:port of a node, from the table in the documentation; the backup's ports are 10 higher.
services_of() {
  number=${1#s}
  number=${number%%/*}
  case $1 in
    */backup) number=$((number + 10)) ;;
  esac
  for entry in smtp:2500 submission:5870 pop3:1100 accounts:2400 replica:7100 registry:7200; do
    echo "${entry%:*}:$((${entry#*:} + number + offset))"
  done
}

# The port of one service of a node.
port_of() {
  for pair in $(services_of "$1"); do
    case $pair in
      "$2":*) echo "${pair#*:}" ;;
    esac
  done
}

admin_of() { echo $((5600 + $(port_of "$1" smtp))); }

# A node as the others are told of it: s2/primary=127.0.0.1,smtp=2502,…
line_of() {
  line=$1=127.0.0.1
  for pair in $(services_of "$1"); do
    line=$line,${pair%:*}=${pair#*:}
  done
  echo "$line"
}

# s1/primary is s1-primary in names of files.
file_name() { echo "${1%/*}-${1#*/}"; }

# Makes the certificates by which the nodes know each other; once, later calls change nothing.
prepare_system() {
  for node in $nodes; do
    [ -d "$system_data/cluster/$(file_name "$node")" ] && continue
    mkdir -p "$system_data"
    set --
    for each in $nodes; do
      set -- "$@" --node "$each"
    done
    "$home/bin/mmsysctl" cluster init "$system_data/cluster" "$@"
    return
  done
}

# Becomes the server process of a node: start_node s1/primary [OPTION...]
start_node() {
  node=$1
  shift
  name=$(file_name "$node")
  if [ "$offset" -ne 0 ]; then
    for pair in $(services_of "$node"); do
      set -- "$@" "--${pair%:*}" "127.0.0.1:${pair#*:}"
    done
    set -- "$@" --admin "127.0.0.1:$(admin_of "$node")"
  fi
  for other in $nodes; do
    [ "$other" = "$node" ] || set -- "$@" --node "$(line_of "$other")"
  done
  MMSYS_HEAP=${MMSYS_HEAP:-96m}
  export MMSYS_HEAP
  exec "$home/bin/mmsys-server" --config "$home/etc/$name.properties" --data "$system_data/$name" \
    --cluster.dir "$system_data/cluster/$name" "$@"
}

# Prints the process id of a node that was started by start-all, or fails. A reused number is not taken for ours.
running() {
  name=$(file_name "$1")
  pid=$(cat "$system_data/$name.pid" 2>/dev/null) || return 1
  kill -0 "$pid" 2>/dev/null || return 1
  ps -ww -o args= -p "$pid" 2>/dev/null | grep -qF -- "$system_data/$name" && echo "$pid"
}
