#!/usr/bin/env bash
# Pins requirements/*.in with hashes for every supported Python, without the address of any index.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source tools/dev/packages.sh
source tools/dev/python.sh
tool=var/tools/lock
if [[ ! -x $tool/bin/uv ]]; then
  need_packages python
  "$(find_python)" -m venv "$tool"
  "$tool/bin/pip" install -q --disable-pip-version-check uv
fi
pin() {
  "$tool/bin/uv" pip compile -q --universal --python-version 3.11 --generate-hashes \
    --no-header --no-annotate --no-emit-index-url "$@"
}
pin requirements/runtime.in -o requirements/runtime.txt
pin requirements/dev.in -c requirements/runtime.txt -o requirements/dev.txt
