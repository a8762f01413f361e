# Sourced by ./dev: a Python of 3.11 to 3.13, and .venv with exactly what the lock file says.
# shellcheck shell=bash

suits() { "$1" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; }

find_python() {
  for candidate in python3.13 python3.12 python3.11 python3 /usr/bin/python3; do
    if command -v "$candidate" >/dev/null && suits "$candidate"; then
      echo "$candidate"
      return
    fi
  done
  return 1
}

# need_venv runtime|dev: builds or brings up to date .venv, and puts it first on PATH. One at a time.
need_venv() {
  mkdir -p var
  (
    flock 9
    refresh_venv "$1"
  ) 9>var/venv.lock
  VIRTUAL_ENV=$PWD/.venv
  PATH=$VIRTUAL_ENV/bin:$PATH
  export VIRTUAL_ENV PATH
  unset PYTHONHOME
}

refresh_venv() {
  local kind=$1 stamp digest python
  stamp=.venv/.locked-$kind
  digest=$(sha256sum "requirements/$kind.txt" | cut -d ' ' -f 1)
  if [[ -x .venv/bin/python && -e $stamp && $(<"$stamp") == "$digest" ]]; then
    return
  fi
  if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    python=$(find_python) || { echo "./dev: needs Python 3.11, 3.12 or 3.13" >&2; exit 3; }
    "$python" -m venv --clear .venv
  fi
  echo "./dev: installing requirements/$kind.txt into .venv" >&2
  .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r "requirements/$kind.txt" >&2
  echo "$digest" >"$stamp"
  # dev.txt holds all of runtime.txt at the same versions.
  [[ $kind != dev ]] || sha256sum requirements/runtime.txt | cut -d ' ' -f 1 >.venv/.locked-runtime
}
