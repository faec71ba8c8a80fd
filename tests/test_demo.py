"""The demonstration as a newcomer meets it: started, asked, stopped, killed, started again."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import anyio
import httpx
import pytest

from app.db.identity import act_as_operator, as_operator
from app.db.pool import open_pool
from app.db.query import one, query
from app.db.transaction import Database
from app.devtools.open_database import open_database
from tests.browser import reference_page, sign_in, staff_by_keyboard
from tests.browser.chromium import is_installed

PROJECT = Path(__file__).resolve().parents[1]
EXTRACT = PROJECT / "data" / "oulad-aaa-2013j"
PATIENCE = 480
WALKS = {
    "two_people": "looked at your meeting notes to tutor you.",
    "nottingham": "The manager calls, and the student answers.",
    "essex": "the register said absent, and says present from now on.",
}
"""The examples, and what each tells at some point."""
CURL = re.compile(r'curl -sH @(\S+) "(\S+)"; echo')


@pytest.fixture
def home() -> Iterator[Path]:
    """A home of one's own, enterable by the account that root lends the server to."""
    with TemporaryDirectory(prefix="attune-demo-") as directory:
        path = Path(directory)
        path.chmod(0o711)
        yield path


def attune(home: Path, *arguments: str, port: int = 0) -> subprocess.Popen[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("ATTUNE_")}  # noqa: TID251
    environment |= {"ATTUNE_HOME": str(home), "ATTUNE_PORT": str(port)}
    return subprocess.Popen(
        [sys.executable, "-m", "app.cli", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def until_ready(process: subprocess.Popen[str], port: int) -> None:
    """Wait until the demonstration answers."""
    began = time.monotonic()
    while time.monotonic() - began < PATIENCE:
        assert process.poll() is None, process.communicate()[0]
        with suppress(httpx.TransportError):
            if httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200:
                return
        time.sleep(0.2)
    raise AssertionError("the demonstration did not become ready")


def servers_of(home: Path) -> list[int]:
    """PostgreSQL processes at work in that home."""
    found = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            if entry.name.isdigit() and str((entry / "cwd").readlink()).startswith(str(home)):
                found.append(int(entry.name))
    return found


def ask(lines: list[tuple[str, str]]) -> list[httpx.Response]:
    """What curl would be answered, with the headers of its files."""
    return [
        httpx.get(url, headers=dict(line.split(": ", 1) for line in Path(file).read_text().splitlines()))
        for file, url in lines
    ]


def walk_through(home: Path, port: int, name: str) -> subprocess.CompletedProcess[str]:
    """An example that newcomers run."""
    script = PROJECT / "examples" / f"{name}.py"
    return subprocess.run(
        [sys.executable, script, f"http://127.0.0.1:{port}", home],
        capture_output=True,
        text=True,
        check=False,
    )


def show_dashboard(token: str, port: int) -> subprocess.CompletedProcess[str]:
    """The typed client's example, in the Node of the development environment."""
    return subprocess.run(
        [
            Path(sys.executable).with_name("node"),
            PROJECT / "clients" / "typescript" / "examples" / "dashboard.ts",
            f"http://127.0.0.1:{port}",
        ],
        env={"ATTUNE_TOKEN": token},
        capture_output=True,
        text=True,
        check=False,
    )


def show_caseload(token: str, port: int) -> subprocess.CompletedProcess[str]:
    """The Python client's example."""
    return subprocess.run(
        [
            sys.executable,
            PROJECT / "clients" / "python" / "examples" / "caseload.py",
            f"http://127.0.0.1:{port}",
        ],
        env={"ATTUNE_TOKEN": token, "PYTHONPATH": str(PROJECT / "clients" / "python" / "src")},
        capture_output=True,
        text=True,
        check=False,
    )


def check_page(address: str, home: Path) -> None:
    """It is there, everybody to be is on it, and in a browser it holds what it promises."""
    assert httpx.get(address).status_code == 200
    people = httpx.get(f"{address}config.json").json()["people"]
    assert len({each["institution"] for each in people}) == 6
    assert {"student", "tutor", "nott-student", "qm-adviser"} < {each["name"] for each in people}
    assert "Look as" in httpx.get(f"{address}../docs/try").text
    if is_installed():
        reference_page.check_on_a_phone(address)
        reference_page.check_by_keyboard(address)
        reference_page.check_for_everybody(address)
        sign_in.check_sign_in(address, home)
        staff_by_keyboard.check_staff_by_keyboard(address)


def test_the_demonstration_starts_answers_stops_and_starts_again(home: Path) -> None:
    port = free_port()
    demo = attune(home, "demo", port=port)
    until_ready(demo, port)
    demo.send_signal(signal.SIGINT)
    printed = demo.communicate(timeout=60)[0]
    assert "Stopped, the database too." in printed
    assert servers_of(home) == []
    lines = CURL.findall(printed)
    assert len(lines) == 3
    greeting = printed[printed.index("Attune is serving") : printed.index("Stopped")]
    assert len(greeting.splitlines()) <= 25, "the greeting fits on a screen"

    demo = attune(home, "demo", port=port)
    until_ready(demo, port)
    check_page(f"http://127.0.0.1:{port}/page/", home)
    own, tutored, refused = ask(lines)
    assert own.status_code == tutored.status_code == 200
    total = 0.0
    for each in own.json()["contributions"]:
        total += each["coefficient"] * each["mean"]
    assert total == own.json()["exact_score"] > 0
    assert len(tutored.json()["days"]) == 13
    assert [each["state"] for each in tutored.json()["sources"]] == [
        "not_collected",
        "not_collected",
        "collected",
    ]
    assert refused.status_code == 404
    for name, words in WALKS.items():
        for told in (walk_through(home, port, name), walk_through(home, port, name)):
            assert told.returncode == 0, told.stderr
            assert words in told.stdout

    shown = show_dashboard((home / "tokens" / "student").read_text(), port)
    assert shown.returncode == 0, shown.stderr
    for words in ("attendance     shown", "█", "as of", "It has no influence", "unchanged (304)"):
        assert words in shown.stdout
    listed = show_caseload((home / "tokens" / "tutor").read_text(), port)
    assert listed.returncode == 0, listed.stderr
    # The week in which the demonstration is loaded decides what is drawn: 13, 16 or 17 of its 240 students.
    (answer,) = ask([(str(home / "as" / "tutor"), f"http://127.0.0.1:{port}/v1/students?limit=200")])
    charge = len(answer.json()["items"])
    assert charge in {13, 16, 17}
    for words in (f"{charge} students in your charge", "scored days", "unchanged (304)"):
        assert words in listed.stdout
    turned_away = show_dashboard("no-token", port)
    assert turned_away.returncode == 1
    assert "(401, unauthenticated)" in turned_away.stderr

    # Everything killed at once: the next start recovers by itself, with the same answers.
    os.killpg(demo.pid, signal.SIGKILL)
    for pid in servers_of(home):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    demo.communicate()
    demo = attune(home, "demo", port=port)
    until_ready(demo, port)
    after = ask(lines)
    assert after[1].json() == tutored.json()
    assert after[0].json()["exact_score"] == own.json()["exact_score"]
    demo.send_signal(signal.SIGTERM)
    assert "Stopped, the database too." in demo.communicate(timeout=60)[0]
    assert servers_of(home) == []


def test_a_port_that_is_taken_is_said_before_anything_starts(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        demo = attune(home, "demo", port=taken.getsockname()[1])
        printed = demo.communicate(timeout=60)[0]
    assert demo.returncode == 1
    assert "ATTUNE_PORT" in printed
    assert not (home / "postgres").exists()


@pytest.mark.anyio
async def test_an_import_killed_at_any_moment_is_done_by_running_it_again(home: Path) -> None:
    """The importer and the whole database server killed with SIGKILL, at several moments."""
    import_it = ("import", "oulad", str(EXTRACT), "--rejects", str(home / "rejects.csv"))
    for seconds in (3.5, 6.0):
        importing = attune(home, *import_it)
        await anyio.sleep(seconds)
        os.killpg(importing.pid, signal.SIGKILL)
        for pid in servers_of(home):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        importing.communicate()
    importing = attune(home, *import_it)
    printed = importing.communicate(timeout=PATIENCE)[0]
    assert importing.returncode == 0, printed
    assert "61,980 clicks in all" in printed
    async with open_database(None, None, None, home) as urls:
        totals = query(
            "select (select count(*) from students), (select count(*) from enrolments),"
            " (select count(*) from submissions), (select count(*) from events),"
            " (select cast(sum(quantity) as int) from events)"
        )
        async with open_pool(urls.operator, size=1) as pool, as_operator(Database(pool)) as transaction:
            imported = await transaction.fetch_one(query("select institution_id from institutions", one))
            await act_as_operator(transaction, imported)
            found = await transaction.fetch_one(totals)
    assert tuple(found) == (383, 383, 1633, 12_252, 61_980)


def test_faulty_settings_are_told_all_at_once(home: Path) -> None:
    environment = {
        "PATH": "/usr/bin",
        "ATTUNE_PORT": "http",
        "ATTUNE_DATABASE_URL": "mysql://x",
        "ATTUNE_HOME": str(home),
    }
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", "serve"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    for name in ("ATTUNE_PORT", "ATTUNE_DATABASE_URL"):
        assert name in done.stderr
    assert "mysql" not in done.stderr


def test_the_rejects_file_is_for_its_owner_alone(home: Path) -> None:
    spoilt = home / "oulad"
    spoilt.mkdir()
    for file in EXTRACT.glob("*.csv"):
        (spoilt / file.name).write_text(file.read_text().replace("28400,18,0,", "28400,18,9,"))
    rejects = home / "rejects.csv"
    importing = attune(home, "import", "oulad", str(spoilt), "--rejects", str(rejects))
    printed = importing.communicate(timeout=PATIENCE)[0]
    assert importing.returncode == 0, printed
    assert rejects.stat().st_mode & 0o777 == 0o600
    assert json.dumps(rejects.read_text().splitlines()[0]) == '"file,line,reason,row"'
