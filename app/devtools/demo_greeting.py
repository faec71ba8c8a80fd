"""The demonstration's greeting, on one screen: what runs where, whom to be, and lines to paste."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import fill

from app.access.vocabulary import Reach, Role
from app.auth.demo_issuer import DemoIssuer
from app.devtools.load_demo import (
    CITY,
    ESSEX,
    NOTTINGHAM,
    OULAD,
    OULAD_STUDENT,
    OULAD_TUTOR,
    QUEEN_MARY,
    SYNTHETIC,
    prefix_of,
)
from app.ids import StudentId
from app.jobs.runtime import JobRuntime
from app.store.people import students


@dataclass(frozen=True, slots=True)
class Guise:
    """Somebody to be: the login, the role, and who that is, for the greeting."""

    login: str
    role: str
    who: str = ""
    """Empty: as in the stages before."""
    purpose: str = "tutoring"
    """Why they look, where they are staff."""


@dataclass(frozen=True, slots=True)
class Stage:
    """An institution of the demonstration, and who one can be there."""

    title: str
    institution: str
    """Its code."""
    named: str
    """What the names of their files begin with."""
    guises: Mapping[str, Guise]
    """By the rest of the names."""


STAGES = (
    Stage(
        "Exeter's way",
        SYNTHETIC,
        "",
        {
            "student": Guise("s00001", "student", "a student"),
            "tutor": Guise("t001", "personal_tutor", "hers"),
            "stranger": Guise("t002", "personal_tutor", "another's tutor"),
            "desk": Guise("information_desk", "information_desk", "removes notes"),
            "analyst": Guise("analyst", "analyst", "figures about groups"),
            "admin": Guise("admin", "admin", "no student's data"),
            "service": Guise("campus-systems", "service", "delivers events"),
        },
    ),
    Stage(
        "Real, anonymised students of OULAD",
        OULAD,
        "oulad-",
        {
            "student": Guise(OULAD_STUDENT, "student", "a student"),
            "tutor": Guise(OULAD_TUTOR.removeprefix("oulad-"), "personal_tutor", "made up"),
        },
    ),
    Stage(
        "Nottingham's",
        NOTTINGHAM,
        "nott-",
        {
            "student": Guise("s00002", "student", "stopped coming"),
            "tutor": Guise("t002", "personal_tutor", "hers"),
            "untrained": Guise("t008", "personal_tutor", "a tutor, not trained"),
            "senior": Guise("senior_tutor-arts", "senior_tutor", "of Arts"),
            "wellbeing": Guise("wellbeing", "wellbeing", "sees all", "wellbeing"),
            "manager": Guise("dashboard_manager", "dashboard_manager", "sees all", "wellbeing"),
            "resx": Guise("resx-1", "resx", "cases handed over", "wellbeing"),
            "visa": Guise("visa_team", "visa_team", "sponsored students", "visa_compliance"),
            "data-protection": Guise("data_protection", "data_protection", "answers requests"),
            "admin": Guise("admin", "admin", "no student's data"),
            "service": Guise("campus-systems", "service", "delivers events"),
        },
    ),
    Stage(
        "Essex's",
        ESSEX,
        "essex-",
        {
            "student": Guise("s00001", "student"),
            "tutor": Guise("t001", "personal_tutor", "hers"),
            "officer": Guise("department_officer-arts", "department_officer", "of Arts"),
            "services": Guise("student_services-1", "student_services", purpose="wellbeing"),
            "data-protection": Guise("data_protection", "data_protection"),
            "admin": Guise("admin", "admin"),
            "service": Guise("campus-systems", "service"),
        },
    ),
    Stage(
        "City's",
        CITY,
        "city-",
        {
            "student": Guise("s00001", "student", "a student"),
            "tutor": Guise("t001", "personal_tutor", "hers"),
            "school": Guise("school-arts", "school", "of Arts", "engagement_support"),
            "explorer": Guise("site_explorer", "site_explorer", "sees all", "engagement_support"),
            "lead": Guise("lead", "lead", "decides on access"),
            "board": Guise("board", "board", "approves sources"),
            "data-protection": Guise("data_protection", "data_protection"),
            "admin": Guise("admin", "admin", "sees all, configures", "service_support"),
            "service": Guise("campus-systems", "service"),
        },
    ),
    Stage(
        "Queen Mary's",
        QUEEN_MARY,
        "qm-",
        {
            "student": Guise("s00001", "student"),
            "adviser": Guise("t001", "adviser", "hers", "advising"),
            "support": Guise("school_support-arts", "school_support", purpose="engagement_support"),
            "lecturer": Guise("lecturer", "lecturer", purpose="teaching"),
            "board": Guise("board", "board"),
            "data-protection": Guise("data_protection", "data_protection"),
            "admin": Guise("admin", "admin"),
            "service": Guise("campus-systems", "service"),
        },
    ),
)
OULAD_RANGE = "from=2013-09-21&to=2013-10-03"
WIDTH = 110


@dataclass(frozen=True, slots=True)
class Person:
    """A guise with what it takes to be it."""

    name: str
    """Of their files."""
    institution: str
    """What it is called."""
    title: str
    """The role's title, and who that is."""
    purpose: str | None
    """None for a student."""
    token: str
    sees_students: bool

    def as_listed(self) -> dict[str, str | None]:
        """As the page is told of them."""
        names = ("name", "institution", "title", "purpose", "token")
        return {each: getattr(self, each) for each in names}


async def people_to_be(runtime: JobRuntime, issuer: DemoIssuer) -> list[Person]:
    """Everybody whom one can be, with tokens that are good for eight hours."""
    people = []
    for stage in STAGES:
        async with runtime.context(stage.institution) as context:
            rules, called = context.profile.role_rules, context.institution.institution.name
        for name, guise in stage.guises.items():
            role = Role(guise.role)
            token = issuer.token(f"{prefix_of(stage.institution)}{guise.login}", [role], runtime.clock())
            title = f"{rules[role].title}: {guise.who}" if guise.who else rules[role].title
            purpose = None if guise.role == "student" else guise.purpose
            sees = rules[role].reach is not Reach.NONE
            people.append(Person(f"{stage.named}{name}", called, title, purpose, token, sees))
    return people


async def greet(runtime: JobRuntime, people: Sequence[Person], home: Path, base: str) -> str:
    """What a newcomer needs to look around.

    Each person's token is in `tokens/`, and the headers that they send in `as/`, for curl's `-H @file`.
    """
    tokens, headers = (_private(home / name) for name in ("tokens", "as"))
    for each in people:
        purpose = "" if each.purpose is None else f"Attune-Purpose: {each.purpose}\n"
        _write(tokens / each.name, each.token)
        _write(headers / each.name, f"Authorization: Bearer {each.token}\n{purpose}")
    mine = await _student(runtime, SYNTHETIC, "S00001")
    real = await _student(runtime, OULAD, OULAD_STUDENT)
    async with runtime.context(SYNTHETIC) as context:
        day = context.today
    where = _from_here(headers)

    def ask(name: str, path: str) -> str:
        return f'curl -sH @{where}/{name} "{base}/v1/students/{path}"; echo'

    listed = "\n".join(_listed(stage) for stage in STAGES)
    return f"""
Attune is serving. Look at it as a student, a tutor and others: {base}/page/
The reference: {base}/docs
Headers to be somebody are in {where}/, their tokens in {_from_here(tokens)}/:
{listed}

Paste one of these into another terminal:
# A student asks how today's score came about.
{ask("student", f"{mine}/engagement/{day}/explanation")}
# The tutor of a real student asks for the days that the dataset has.
{ask("oulad-tutor", f"{real}/engagement?{OULAD_RANGE}")}
# Somebody who must not see the student asks all the same.
{ask("stranger", f"{mine}/engagement")}

Ctrl-C stops everything, the database too. Tokens are good for eight hours.
"""


def _listed(stage: Stage) -> str:
    title = f"{stage.title}, as {stage.named}…" if stage.named else stage.title
    return fill(f"{title}: {', '.join(stage.guises)}", WIDTH, subsequent_indent="  ", break_on_hyphens=False)


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
