"""The demonstration's greeting, on one screen: what runs where, whom to be, and lines to paste."""

from pathlib import Path

from app.access.vocabulary import Role
from app.auth.demo_issuer import DemoIssuer
from app.devtools.load_demo import OULAD, OULAD_STUDENT, OULAD_TUTOR, SYNTHETIC
from app.ids import StudentId
from app.jobs.runtime import JobRuntime
from app.store.people import students

PEOPLE = {
    "student": ("s00001", Role("student"), "a student of the synthetic university"),
    "tutor": ("t001", Role("personal_tutor"), "that student's personal tutor"),
    "stranger": ("t002", Role("personal_tutor"), "another student's personal tutor"),
    "desk": ("desk", Role("information_desk"), "the student information desk: removes notes"),
    "analyst": ("analyst", Role("analyst"), "the planning office: figures about groups"),
    "admin": ("admin", Role("admin"), "an administrator: no student's data"),
    "service": ("campus-systems", Role("service"), "a system that delivers events"),
    "oulad-student": (f"oulad-{OULAD_STUDENT}", Role("student"), "a real (anonymised) student of OULAD"),
    "oulad-tutor": (OULAD_TUTOR, Role("personal_tutor"), "that student's tutor (made up)"),
}
"""By name: login, role, who that is."""
STAFF_SAY = "Attune-Purpose: tutoring"
OULAD_RANGE = "from=2013-09-21&to=2013-10-03"


async def greet(runtime: JobRuntime, issuer: DemoIssuer, home: Path, base: str) -> str:
    """What a newcomer needs to look around.

    Each person's token is in `tokens/`, and the headers that they send in `as/`, for curl's `-H @file`.
    """
    tokens, headers = (_private(home / name) for name in ("tokens", "as"))
    for name, (login, role, _) in PEOPLE.items():
        token = issuer.token(login, [role], runtime.clock())
        purpose = "" if role == "student" else f"{STAFF_SAY}\n"
        _write(tokens / name, token)
        _write(headers / name, f"Authorization: Bearer {token}\n{purpose}")
    mine = await _student(runtime, SYNTHETIC, "S00001")
    real = await _student(runtime, OULAD, OULAD_STUDENT)
    async with runtime.context(SYNTHETIC) as context:
        day = context.today
    where = _from_here(headers)

    def ask(name: str, path: str) -> str:
        return f'curl -sH @{where}/{name} "{base}/v1/students/{path}"; echo'

    people = "\n".join(f"  {name:14} {who}" for name, (_, _, who) in PEOPLE.items())
    return f"""
Attune is serving on {base}. Its reference: {base}/docs

Be one of these people: their headers are in {where}/, their tokens in {_from_here(tokens)}/.
{people}

Paste one of these into another terminal:

# A student asks how today's score came about.
{ask("student", f"{mine}/engagement/{day}/explanation")}
# The tutor of a real student asks for the days that the dataset has.
{ask("oulad-tutor", f"{real}/engagement?{OULAD_RANGE}")}
# Somebody who must not see the student asks all the same.
{ask("stranger", f"{mine}/engagement")}

Ctrl-C stops everything, the database too. Tokens are good for eight hours.
"""


def _private(directory: Path) -> Path:
    directory = directory.resolve()
    directory.mkdir(mode=0o700, exist_ok=True)
    return directory


def _write(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(text)


def _from_here(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


async def _student(runtime: JobRuntime, code: str, number: str) -> StudentId:
    async with runtime.context(code) as context:
        return (await students.find_all_by_number(context.transaction))[number]
