"""What the examples share: people of a running `make demo`, and sentences.

.venv/bin/python examples/<one of them>.py [http://127.0.0.1:8000] [.attune]

The second is the demonstration's home: $ATTUNE_HOME, or .attune, unless it is given.
"""

import os
import sys
from pathlib import Path
from typing import Any

import httpx

HERE = Path(__file__).resolve().parents[1]
BASE = f"{sys.argv[1] if len(sys.argv) > 1 else 'http://127.0.0.1:8000'}/v1"
_USUAL_HOME = os.environ.get("ATTUNE_HOME", HERE / ".attune")  # noqa: TID251 (a program of its own)
HOME = sys.argv[2] if len(sys.argv) > 2 else _USUAL_HOME
TOKENS = Path(HOME) / "tokens"


class Person:
    """Somebody of the demonstration, who speaks to the API with the token of that name."""

    def __init__(self, client: httpx.Client, name: str, *, why: str | None = None) -> None:
        self._client = client
        self._headers = {"Authorization": f"Bearer {(TOKENS / name).read_text()}"}
        if why is not None:
            self._headers["Attune-Purpose"] = why

    def asks(self, path: str, *, expect: int = 200) -> Any:
        return self._ask("GET", path, None, expect)

    def sends(self, path: str, body: dict[str, Any], *, expect: int = 201) -> Any:
        return self._ask("POST", path, body, expect)

    def deletes(self, path: str) -> None:
        self._ask("DELETE", path, None, 204)

    def _ask(self, method: str, path: str, body: dict[str, Any] | None, expect: int) -> Any:
        answer = self._client.request(method, f"{BASE}/{path}", json=body, headers=self._headers)
        if answer.status_code != expect:
            sys.exit(f"{method} {path}: expected {expect}, got {answer.status_code}: {answer.text}")
        return answer.json() if answer.content else None


def say(sentence: str) -> None:
    print(f"• {sentence}")


def say_who_looked(student: Person, me: str, *, latest: int = 8) -> None:
    say("The student reads who looked, latest first:")
    for record in student.asks(f"{me}/access-records?limit={latest}")["items"]:
        print(f"    {record['seen_at'][:16].replace('T', ' ')}  {record['said']}")
