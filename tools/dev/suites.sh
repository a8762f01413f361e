# Sourced by ./dev: the whole test run as four pytest processes side by side. Most tests wait for brokers and clocks,
# and eventlet's patch keeps one process from sharing its work out (pytest-xdist hangs with it).

SUITES=(
  "tests/chaos tests/flows tests/integration/benchmarks tests/integration/deploy"
  "tests/integration/devices"
  "tests/unit tests/integration/terminal tests/integration/petitions tests/integration/reporting tests/integration/routing"
  "tests/integration/common tests/integration/intake"
)

run_suites() {
  local pids=() number failed=0
  mkdir -p var/tests
  # Whoever stops this stops all of them.
  trap 'kill "${pids[@]}" 2>/dev/null || true' EXIT
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
  trap - EXIT
  return "$failed"
}
