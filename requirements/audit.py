"""Are any of the locked packages known to be vulnerable? Asks through pip-audit.

Ends with 0 where everything was asked about and nothing found, 1 where something was found, and 2 where
nobody could be asked: pip-audit itself ends with 0 then, as if all were well.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

LOCK = Path(__file__).parent / "dev.lock"
EXCEPTIONS = {
    # Comes with python-jose. Its timing leaks, which its authors hold to be out of scope; here it does no
    # signature, which a test shows.
    "ecdsa": "CVE-2024-23342",
}


def main() -> int:
    code, told = verdict(_ask())
    for line in told:
        print(line)
    print(
        ("Nothing known.", "There are findings.", "COULD NOT ASK about everything: this says nothing.")[code]
    )
    return code


def verdict(dependencies: Sequence[dict[str, Any]]) -> tuple[int, list[str]]:
    """The exit code, and why, of what pip-audit says about each package."""
    found, unasked = [], []
    for each in dependencies:
        if "skip_reason" in each:
            unasked.append(f"{each['name']}: {each['skip_reason']}")
        for known in each.get("vulns", ()):
            names = {known["id"], *known["aliases"]}
            if EXCEPTIONS.get(each["name"]) not in names:
                fixed = ", ".join(known.get("fix_versions", ())) or "nowhere"
                found.append(f"{each['name']} {each['version']}: {known['id']}, fixed in {fixed}")
    if found:
        return 1, found
    return (0, []) if dependencies and not unasked else (2, unasked)


def _ask() -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "pip_audit", "--requirement", LOCK, "--require-hashes", "--disable-pip"]
    command += ["--format", "json", "--progress-spinner", "off", "--timeout", "15"]
    asked = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    try:
        answer: list[dict[str, Any]] = json.loads(asked.stdout)["dependencies"]
    except ValueError:
        return []
    return answer


if __name__ == "__main__":
    sys.exit(main())
