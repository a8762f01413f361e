"""Checks docker-compose.yml: the Compose Specification's own schema, and what a schema cannot see.

The schema, deploy/compose-spec.schema.json, is that of compose-go 2.4.8 (Apache-2.0).
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft7Validator

ROOT = Path(__file__).resolve().parents[2]
VARIABLE = re.compile(r"(?<!\$)\$\{(?P<name>\w+)(?P<rest>[^}]*)\}")


def load(file: Path = ROOT / "docker-compose.yml") -> dict[str, Any]:
    """The compose file with its YAML merges resolved, variables left as they are."""
    return dict(yaml.safe_load(file.read_text(encoding="utf-8")))


def schema_faults(compose: dict[str, Any]) -> list[str]:
    """Where the file breaks the Compose Specification."""
    schema = json.loads((ROOT / "deploy" / "compose-spec.schema.json").read_text())
    Draft7Validator.check_schema(schema)
    errors = Draft7Validator(schema).iter_errors(compose)
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in errors]


def faults(compose: dict[str, Any]) -> list[str]:
    """Dependencies without health checks, missing files, loose images, secrets with defaults, sleep loops."""
    found = []
    services: dict[str, dict[str, Any]] = compose["services"]
    for name, service in services.items():
        for needed, how in service.get("depends_on", {}).items():
            if needed not in services:
                found.append(f"{name}: depends on {needed}, which is no service")
            elif how["condition"] == "service_healthy" and "healthcheck" not in services[needed]:
                found.append(f"{name}: waits for the health of {needed}, which has no health check")
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("."):
                if not (ROOT / source).exists():
                    found.append(f"{name}: {source} does not exist")
            elif source not in compose["volumes"]:
                found.append(f"{name}: volume {source} is not declared")
        image = service.get("image", "")
        if ":" not in image or image.endswith(":latest"):
            found.append(f"{name}: image {image!r} names no version")
        if "sleep" in json.dumps([service.get("command"), service.get("entrypoint")]):
            found.append(f"{name}: waits by sleeping")
    for match in VARIABLE.finditer(json.dumps(compose)):
        if match["name"].endswith(("PASSWORD", "SECRET", "KEY")) and not match["rest"].startswith(":?"):
            found.append(f"${{{match['name']}}}: a secret must be demanded with :?")
    return found


def main() -> int:
    compose = load()
    found = schema_faults(compose) or faults(compose)
    print("\n".join(found) if found else f"{len(compose['services'])} services, nothing found")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
