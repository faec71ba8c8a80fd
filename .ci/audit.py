"""What pip-audit or `npm audit` found, read from its JSON: an exit code that can be believed.

0 where everything was asked about and nothing found, 1 where something was found, and 2 where not all could
be asked about: pip-audit itself ends with 0 then, as if all were well, and npm as if there were findings.
"""

import json
import sys
from dataclasses import dataclass, field
from typing import Any

EXCEPTIONS = {
    # Comes with python-jose. Its timing leaks, which its authors hold to be out of scope; here it does no
    # signature, which a test shows.
    "ecdsa": "CVE-2024-23342",
}
MOST = 5
"""Packages named of those that could not be asked about."""


@dataclass
class Told:
    asked: int = 0
    """Packages that were asked about."""
    found: list[str] = field(default_factory=list)
    unasked: list[str] = field(default_factory=list)


def main(whom: str) -> int:
    try:
        told = {"pypi": by_pip_audit, "npm": by_npm}[whom](json.loads(sys.stdin.read()))
    except ValueError:  # nobody answered
        told = Told()
    for line in (*told.found, *told.unasked[:MOST]):
        print(line)
    if told.found:
        print(f"{whom}: {len(told.found)} findings.")
        return 1
    if told.unasked or not told.asked:
        what = f"{len(told.unasked)} of {told.asked} packages" if told.asked else "anything"
        print(
            f"WARNING: COULD NOT ASK {whom.upper()} about {what}: this says nothing. `make audit` asks again."
        )
        return 2
    print(f"{whom}: nothing known of {told.asked} packages.")
    return 0


def by_pip_audit(answer: Any) -> Told:  # noqa: ANN401 (any JSON)
    dependencies: list[dict[str, Any]] = answer["dependencies"]
    return Told(
        len(dependencies),
        [line for each in dependencies for line in findings(each)],
        [f"{each['name']}: {each['skip_reason']}" for each in dependencies if "skip_reason" in each],
    )


def findings(dependency: dict[str, Any]) -> list[str]:
    name = dependency["name"]
    return [
        f"{name} {dependency['version']}: {known['id']}, fixed in {known['fix_versions'] or 'no version'}"
        for known in dependency.get("vulns", ())
        if EXCEPTIONS.get(name) not in {known["id"], *known["aliases"]}
    ]


def by_npm(answer: Any) -> Told:  # noqa: ANN401 (any JSON)
    """npm answers about everything or, with an error instead, about nothing."""
    if "metadata" not in answer:
        return Told()
    found = [
        f"{name} {each['range']}: {each['severity']}, fixed: {each['fixAvailable']}"
        for name, each in answer["vulnerabilities"].items()
    ]
    return Told(answer["metadata"]["dependencies"]["total"], found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
