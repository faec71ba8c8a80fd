"""Guide through the demonstration: a token for each role, and lines to paste."""

from pathlib import Path

from app.devtools.load_demo import OULAD, OULAD_STUDENT, OULAD_TUTOR, SYNTHETIC
from app.jobs.runtime import Workshop
from app.auth.demo_issuer import DemoIssuer
from app.auth.principal import Role
from app.ids import StudentId
from app.store.people import students

PEOPLE = {
    "student": ("s00001", Role.STUDENT, "a student of the synthetic university"),
    "tutor": ("t001", Role.PERSONAL_TUTOR, "that student's personal tutor"),
    "stranger": ("t002", Role.PERSONAL_TUTOR, "another student's personal tutor"),
    "desk": ("desk", Role.INFORMATION_DESK, "the student information desk: removes notes"),
    "analyst": ("analyst", Role.ANALYST, "the planning office: figures about groups"),
    "admin": ("admin", Role.ADMIN, "an administrator: no student's data"),
    "service": ("campus-systems", Role.SERVICE, "a system that delivers events"),
    "oulad-student": (f"oulad-{OULAD_STUDENT}", Role.STUDENT, "a real (anonymised) student of OULAD"),
    "oulad-tutor": (OULAD_TUTOR, Role.PERSONAL_TUTOR, "that student's tutor (made up)"),
}
"""By name: login, role, who that is."""

OULAD_RANGE = "from=2013-09-21&to=2013-10-03"


async def guide_demo(workshop: Workshop, issuer: DemoIssuer, home: Path, base: str) -> str:
    """What a newcomer needs to look around; the tokens also lie in files, for the lines to read."""
    directory = (home / "tokens").resolve()
    directory.mkdir(mode=0o700, exist_ok=True)
    tokens = {
        name: issuer.token(login, [role], workshop.clock()) for name, (login, role, _) in PEOPLE.items()
    }
    for name, token in tokens.items():
        path = directory / name
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        path.write_text(token)
    synthetic = await _student(workshop, SYNTHETIC, "S00001")
    real = await _student(workshop, OULAD, OULAD_STUDENT)
    async with workshop.here(SYNTHETIC) as here:
        day = here.profile.day(here.now)

    def curl(name: str, path: str) -> str:
        staff = PEOPLE[name][1] is not Role.STUDENT
        return (
            f'curl -s -H "Authorization: Bearer $(cat {directory / name})"'
            + (' -H "Attune-Purpose: tutoring"' if staff else "")
            + f' "{base}/v1/{path}"; echo'
        )

    lines = [
        "",
        f"Attune is serving on {base}  (reference: {base}/docs)   Ctrl-C stops everything.",
        "",
        "Tokens, good for eight hours:",
        *(f"\n{name}: {PEOPLE[name][2]}\n{token}" for name, token in tokens.items()),
        "",
        "Paste one of these into another terminal:",
        "",
        "# a student asks how today's score came about",
        curl("student", f"students/{synthetic}/engagement/{day}/explanation"),
        "",
        "# the tutor of a real student asks for the days that the dataset has",
        curl("oulad-tutor", f"students/{real}/engagement?{OULAD_RANGE}"),
        "",
        "# somebody who must not see the student asks all the same",
        curl("stranger", f"students/{synthetic}/engagement"),
        "",
    ]
    return "\n".join(lines)


async def _student(workshop: Workshop, code: str, number: str) -> StudentId:
    async with workshop.here(code) as here:
        return (await students.find_all_by_number(here.session, here.institution.institution_id))[number]
