"""What pip-audit found, read from its JSON: an exit code that can be believed.

0 where everything was asked about and nothing found, 1 where something was found, and 2 where not all could
be asked about: pip-audit itself ends with 0 then, as if all were well.
"""

import json
import sys
from typing import Any

EXCEPTIONS = {
    # Comes with python-jose. Its timing leaks, which its authors hold to be out of scope; here it does no
    # signature, which a test shows.
    "ecdsa": "CVE-2024-23342",
}
MOST = 5
"""Packages named of those that could not be asked about."""


def main() -> int:
    dependencies = read(sys.stdin.read())
    unasked = [f"{each['name']}: {each['skip_reason']}" for each in dependencies if "skip_reason" in each]
    found = [line for each in dependencies for line in findings(each)]
    for line in (*found, *unasked[:MOST]):
        print(line)
    if found:
        print(f"{len(found)} findings.")
        return 1
    if unasked or not dependencies:
        print(f"COULD NOT ASK about {len(unasked) or 'any'} packages: this says nothing.")
        return 2
    print(f"Nothing known of {len(dependencies)} packages.")
    return 0


def read(told: str) -> list[dict[str, Any]]:
    try:
        dependencies: list[dict[str, Any]] = json.loads(told)["dependencies"]
    except ValueError:  # nobody answered
        return []
    return dependencies


def findings(dependency: dict[str, Any]) -> list[str]:
    name = dependency["name"]
    return [
        f"{name} {dependency['version']}: {known['id']}, fixed in {known['fix_versions'] or 'no version'}"
        for known in dependency.get("vulns", ())
        if EXCEPTIONS.get(name) not in {known["id"], *known["aliases"]}
    ]


if __name__ == "__main__":
    sys.exit(main())
