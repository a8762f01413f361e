# Sourced by ./dev: the whole test run as several pytest processes side by side. Most tests wait for brokers and clocks,
# and eventlet's patch keeps one process from sharing its work out (pytest-xdist hangs with it).

# Of about the same length each. More than four on two cores, and the tests that look at the clock get in each other's way.
SUITES=(
  "tests/chaos tests/flows tests/integration/benchmarks tests/integration/deploy tests/integration/intake/test_[ab]*.py"
  "tests/integration/devices tests/integration/reporting tests/integration/intake/test_[t-w]*.py"
  "tests/unit tests/integration/common tests/integration/terminal tests/integration/petitions tests/integration/routing"
  "tests/integration/intake/test_[c-s]*.py"
)

# Tests make a thousand databases and throw them away. In memory that takes a tenth of the time; nothing here outlives a
# power cut. A small machine keeps to its disk.
use_scratch() {
  local memory=/dev/shm need=$((6 * 1024 * 1024)) parent=
  if [[ -d $memory && -w $memory ]] && (($(df --output=avail -k "$memory" | tail -1) > need)) &&
    (($(awk '/^MemAvailable/ {print $2}' /proc/meminfo) > 2 * need)); then
    parent=$memory
  fi
  scratch=$(mktemp -d "${parent:-${TMPDIR:-/tmp}}/bianmin-test.XXXXXX")
  chmod 711 "$scratch" # PostgreSQL runs as another user, and has a folder of its own in it
  export TMPDIR=$scratch
  trap 'rm -rf "$scratch"' EXIT
}

run_suites() {
  local pids=() number failed=0
  mkdir -p var/tests
  # Whoever stops this stops all of them, and their servers end before the folder goes that these stand in.
  trap 'kill "${pids[@]}" 2>/dev/null || true; wait; rm -rf "$scratch"' EXIT
  for number in "${!SUITES[@]}"; do
    # shellcheck disable=SC2086
    python -m pytest --durations=15 ${SUITES[number]} >"var/tests/$number.log" 2>&1 &
    pids+=($!)
  done
  for number in "${!SUITES[@]}"; do
    wait "${pids[number]}" || failed=1
    echo "== ${SUITES[number]}"
    cat "var/tests/$number.log"
  done
  pids=()
  return "$failed"
}
