# Sourced by ./dev: Debian packages, installed when missing and never started.
# shellcheck shell=bash

has_broker() { [[ -n ${RABBITMQ_HOME:-} ]] || compgen -G '/usr/lib/rabbitmq/lib/rabbitmq_server-*' >/dev/null; }
has_postgres() { compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null; }

has_fonts() { compgen -G '/usr/share/fonts/opentype/noto/NotoSerifCJK-*.ttc' >/dev/null || [[ -n ${BIANMIN_FONT_DIR:-} ]]; }

# need_packages python|broker|postgres|fonts...: installs what is missing, or says how and stops.
need_packages() {
  local missing=()
  for need in "$@"; do
    case $need in
      python) [[ -x .venv/bin/python ]] || find_python >/dev/null || missing+=(python3 python3-venv) ;;
      broker) has_broker || missing+=(rabbitmq-server) ;;
      fonts) has_fonts || missing+=(fonts-noto-cjk) ;;
      postgres) has_postgres || missing+=(postgresql) ;;
    esac
  done
  ((${#missing[@]} == 0)) || install_packages "${missing[@]}"
}

# As root, or with a sudo that asks nothing; else the one line to run is printed and 3 is the exit code.
install_packages() {
  local as_root=()
  if ! command -v apt-get >/dev/null; then
    echo "./dev: missing: $*. There is no apt here; install them by hand or use docker compose up." >&2
    exit 3
  fi
  if ((EUID != 0)); then
    if ! sudo -n true 2>/dev/null; then
      echo "./dev: missing packages. Run this once, then ./dev again:" >&2
      echo "  sudo apt-get update && sudo apt-get install -y --no-install-recommends $*" >&2
      exit 3
    fi
    as_root=(sudo -n)
  fi
  echo "./dev: installing $*" >&2
  install_quietly "$@"
}

install_quietly() ( # a subshell, for its trap
  policy=/usr/sbin/policy-rc.d
  mark='# written by ./dev of bianmin while it installs packages'
  # Debian starts what it installs, unless this file says no: the system's own broker and database stay down.
  # One that is not ours is respected; one of ours that a killed run left behind is replaced and removed.
  if [[ ! -e $policy ]] || grep -qF "$mark" "$policy"; then
    trap '"${as_root[@]}" rm -f "$policy"' EXIT
    printf '#!/bin/sh\n%s\nexit 101\n' "$mark" | "${as_root[@]}" tee "$policy" >/dev/null
    "${as_root[@]}" chmod +x "$policy"
  fi
  apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 "$@" >&2; }
  apt update
  apt install -y --no-install-recommends "$@"
  # Nor at the next boot: nobody asked for a system-wide one.
  if [[ -d /run/systemd/system ]]; then
    for package in "$@"; do
      "${as_root[@]}" systemctl disable --quiet "$package" 2>/dev/null || true
    done
  fi
)
