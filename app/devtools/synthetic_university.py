"""A university from a seed: the same seed and dates give the same people and the same activity."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID, uuid5

from app.wire.deliveries import AttendanceItem, CareerStageItem, MarkItem, SessionItem
from app.wire.roster import (
    AssessmentRow,
    EnrolmentRow,
    IdentifierRow,
    LoginRow,
    ModuleRow,
    ModuleRunRow,
    OrgUnitRow,
    ProgrammeRow,
    RegistrationRow,
    Roster,
    StaffRow,
    StudentRow,
    TeachingRow,
    TutorshipRow,
)

NAMESPACE = UUID("6c6f6e67-2d6c-4f73-8c61-747475656e65")
SYSTEM = "campus"
TUTEES = 15
"""Students to a personal tutor, about."""
ADMIN, DESK, ANALYST, LECTURER = "ADMIN", "DESK", "ANALYST", "LECTURER"
OFFICES = {
    ADMIN: "Administration",
    DESK: "Student Information Desk",
    ANALYST: "Planning Office",
    LECTURER: "Dr Module Lecturer",
}
"""Staff who are nobody's tutor."""
STAGES = ("deciding", "planning", "competing", "secured")

COLLEGES = {
    "ARTS": ("College of Arts", ("Harbour Studies", "Ballad Writing")),
    "SCIENCE": ("College of Science", ("Tidal Physics", "Moss Ecology")),
    "TRADE": ("College of Trade", ("Fair Dealing", "Clockmaking")),
}
COEFFICIENTS = {
    "ARTS": {"app": 0.05, "careers": 1.3, "vle": 0.31},
    "SCIENCE": {"app": 0.07, "careers": 1.0, "vle": 0.42},
    "TRADE": {"app": 0.09, "careers": 1.6, "vle": 0.27},
}
"""Made up for the demonstration; nobody's research."""

GIVEN = "Ada Ben Chi Dara Eli Fay Gus Hana Ivo Jun Kit Lena Mo Nia Oz Pia Ravi Sol Tess Uma Vic Wes Yara Zed"
FAMILY = "Amber Birch Clay Dune Elm Flint Gale Heath Ivory Jasper Kelp Larch Marl Nettle Oak Peat Quartz Reed"


@dataclass(frozen=True, slots=True)
class Habit:
    """How a kind of student uses things: chances a day, and how much when they do."""

    name: str
    share: int
    vle: float
    app: float
    careers: float
    interactions: int
    attends: float
    """The chance of coming to a session."""
    mark: int
    """What its marks gather around."""
    fades: bool = False
    """Whether it wears off over the term."""


HABITS = (
    Habit("keen", 20, 0.85, 0.7, 0.05, 34, 0.95, 68),
    Habit("steady", 45, 0.65, 0.5, 0.02, 22, 0.85, 61),
    Habit("sporadic", 20, 0.3, 0.25, 0.01, 26, 0.6, 56),
    Habit("fading", 10, 0.75, 0.5, 0.02, 26, 0.8, 52, fades=True),
    Habit("silent", 5, 0.0, 0.0, 0.0, 0, 0.2, 40),
)


@dataclass(frozen=True, slots=True)
class Activity:
    """One event of the made-up campus systems."""

    event_id: UUID
    student: str
    occurred_at: datetime
    source: str
    kind: str
    module_run: str | None
    quantity: float


@dataclass(frozen=True, slots=True)
class Member:
    number: str
    habit: Habit
    runs: tuple[str, ...]
    decision: str | None
    """What they decide about learning analytics; None: they have not been asked yet."""


@dataclass(slots=True)
class University:
    seed: int
    first: date
    last: date
    academic_years: tuple[int, ...]
    """Those that the days from `first` to `last` fall in: students are asked in each."""
    issuer: str
    students: int
    roster: Roster = field(default_factory=Roster)
    members: list[Member] = field(default_factory=list)

    def __post_init__(self) -> None:
        rng = Random(self.seed)  # noqa: S311 (a made-up university needs no secrets)
        self._teaching()
        self._staff(rng)
        for number in range(1, self.students + 1):
            self._student(rng, number)

    def _teaching(self) -> None:
        roster = self.roster
        roster.org_units.append(OrgUnitRow("UNIVERSITY", "Synthetic University", "unit"))
        year = self.academic_years[-1]
        ends = date(year + 1, 7, 1)
        for code, (name, subjects) in COLLEGES.items():
            roster.org_units.append(OrgUnitRow(code, name, "college", "UNIVERSITY"))
            for at, subject in enumerate(subjects, start=1):
                roster.programmes.append(ProgrammeRow(f"{code}-{at}", f"BA {subject}", code))
                for part in ("I", "II"):
                    module = f"{code}-{at}-{part}"
                    roster.modules.append(ModuleRow(module, f"{subject} {part}", code))
                    roster.module_runs.append(ModuleRunRow(self._run(module), module, year, self.first, ends))
                    self._assessments(self._run(module))

    def _run(self, module: str) -> str:
        return f"{module}-{self.academic_years[-1]}"

    def _assessments(self, run: str) -> None:
        """Two by now, and one that is still to come."""
        third = (self.last - self.first) / 3
        for at, kind in enumerate(("essay", "test", "examination"), start=1):
            code, due = f"{run}-{at}", self.first + third * at + timedelta(days=at // 3 * 14)
            self.roster.assessments.append(AssessmentRow(code, run, kind, due, (20.0, 20.0, 60.0)[at - 1]))

    def _staff(self, rng: Random) -> None:
        tutors = max(2, self.students // TUTEES)
        for at in range(1, tutors + 1):
            number = f"T{at:03}"
            self.roster.staff.append(StaffRow(number, f"Dr {_name(rng)}"))
            self.roster.logins.append(LoginRow(self.issuer, _login(number), staff=number))
        for number, name in OFFICES.items():
            self.roster.staff.append(StaffRow(number, name))
            self.roster.logins.append(LoginRow(self.issuer, _login(number), staff=number))
        self.roster.teaching += [TeachingRow(LECTURER, run.code) for run in self.roster.module_runs]
        self.roster.logins.append(LoginRow(self.issuer, "campus-systems"))

    def _student(self, rng: Random, at: int) -> None:
        number = f"S{at:05}"
        college = rng.choice(sorted(COLLEGES))
        subject = rng.choice((1, 2))
        runs = tuple(self._run(f"{college}-{subject}-{part}") for part in ("I", "II"))
        habit = rng.choices(HABITS, [each.share for each in HABITS])[0]
        level = rng.choices(["undergraduate", "postgraduate_taught", "postgraduate_research"], [85, 12, 3])[0]
        decision = rng.choices(["given", "refused", "withdrawn", None], [80, 8, 5, 7])[0]
        if at == 1:  # the one whom the demonstration's first token belongs to
            habit, level, decision = HABITS[1], "undergraduate", "given"
        roster = self.roster
        roster.students.append(StudentRow(number, _name(rng)))
        roster.identifiers.append(IdentifierRow(number, SYSTEM, number))
        roster.logins.append(LoginRow(self.issuer, _login(number), student=number))
        roster.registrations.append(
            RegistrationRow(
                number,
                self.first,
                None,
                f"{college}-{subject}",
                college,
                level,
                rng.choices(["full_time", "part_time", "online"], [85, 10, 5])[0],
                rng.choice(["on_campus", "off_campus"]),
            )
        )
        roster.enrolments += [EnrolmentRow(number, run) for run in runs]
        self._tutorships(rng, at, number)
        asked = level != "postgraduate_research"
        self.members.append(Member(number, habit, runs, decision if asked else None))

    def _tutorships(self, rng: Random, at: int, number: str) -> None:
        """Most have one tutor; some two, some changed, a few none."""
        tutors = [row.number for row in self.roster.staff if row.number not in OFFICES]
        mine = tutors[(at - 1) % len(tutors)]
        other = tutors[at % len(tutors)]
        kind = "one" if at == 1 else rng.choices(["one", "two", "changed", "none"], [90, 4, 4, 2])[0]
        middle = self.first + (self.last - self.first) // 2
        if kind in {"one", "two"}:
            self.roster.tutorships.append(TutorshipRow(number, mine, self.first))
        if kind == "two":
            self.roster.tutorships.append(TutorshipRow(number, other, self.first))
        if kind == "changed":
            self.roster.tutorships.append(TutorshipRow(number, mine, self.first, middle))
            self.roster.tutorships.append(TutorshipRow(number, other, middle))

    def sessions(self) -> Iterator[SessionItem]:
        """A lecture and a seminar a week on each module run; seminars are mandatory."""
        for at, run in enumerate(self.roster.module_runs):
            for week in range((self.last - self.first).days // 7 + 1):
                for kind, weekday, hour in (("lecture", at % 5, 10), ("seminar", (at + 2) % 5, 14)):
                    monday = self.first - timedelta(days=self.first.weekday()) + timedelta(weeks=week)
                    starts = datetime.combine(monday + timedelta(days=weekday), time(hour), UTC)
                    if starts.date() >= self.first:
                        yield SessionItem(
                            f"{run.code}-{kind}-{week + 1}",
                            run.code,
                            kind,
                            starts,
                            starts + timedelta(hours=1),
                            mandatory=kind == "seminar",
                        )

    def attendance(self) -> Iterator[AttendanceItem]:
        """The registers up to the last day; now and then one has not been returned."""
        held: dict[str, list[SessionItem]] = {}
        for session in self.sessions():
            if session.starts_at.date() <= self.last:
                held.setdefault(session.module_run, []).append(session)
        for member in self.members:
            rng = self._rng(member, "attendance")
            for session in (each for run in member.runs for each in held[run]):
                offset = (session.starts_at.date() - self.first).days
                came = rng.random() < member.habit.attends * self._worn(member.habit, offset)
                status = "present" if came else rng.choices(["absent", "authorised_absence"], [3, 1])[0]
                if rng.random() < 0.97:  # noqa: PLR2004 (the rest of the registers are lost)
                    yield AttendanceItem(session.session, SYSTEM, member.number, status)

    def marks(self) -> Iterator[MarkItem]:
        for member in self.members:
            rng = self._rng(member, "marks")
            for assessment in self.roster.assessments:
                due = assessment.due_on
                if due is None or due > self.last or assessment.module_run not in member.runs:
                    continue
                if rng.random() < 0.3 + 0.7 * member.habit.attends:
                    submitted = due - timedelta(days=rng.randrange(4))
                    mark = min(100, max(0, round(rng.gauss(member.habit.mark, 8))))
                    yield MarkItem(assessment.code, SYSTEM, member.number, submitted, float(mark))

    def career_stages(self) -> Iterator[CareerStageItem]:
        for member in self.members:
            rng = self._rng(member, "career")
            if rng.random() < 0.8:  # noqa: PLR2004 (the rest were not asked)
                yield CareerStageItem(SYSTEM, member.number, self.first, rng.choice(STAGES))

    def _rng(self, member: Member, about: str) -> Random:
        return Random(f"{self.seed} {member.number} {about}")  # noqa: S311 (made-up activity)

    @staticmethod
    def _worn(habit: Habit, offset: int) -> float:
        return max(0.0, 1 - offset / 70) if habit.fades else 1.0

    def activity(self) -> Iterator[Activity]:
        """Everything everybody did, student by student, day by day."""
        for member in self.members:
            rng = Random(f"{self.seed} {member.number}")  # noqa: S311 (made-up activity)
            for offset in range((self.last - self.first).days + 1):
                yield from self._day(rng, member, self.first + timedelta(days=offset), offset)

    def _day(self, rng: Random, member: Member, day: date, offset: int) -> Iterator[Activity]:
        habit = member.habit
        worn = self._worn(habit, offset)
        weekend = 0.4 if day.weekday() >= 5 else 1.0  # noqa: PLR2004 (Saturday and Sunday)
        if rng.random() < habit.vle * worn * weekend:
            for run in rng.sample(member.runs, rng.choice((1, 1, 2))):
                clicks = 1 + int(rng.expovariate(1 / habit.interactions))
                yield self._event(rng, member, day, "vle", "viewed", clicks, run)
        if rng.random() < habit.app * worn * weekend:
            yield self._event(rng, member, day, "app", "menu_choice", rng.randint(1, 12))
        if weekend == 1.0 and rng.random() < habit.careers * worn:
            yield self._event(rng, member, day, "careers", "booked", 1)
            if rng.random() < 0.7:  # noqa: PLR2004 (the rest book and do not come)
                yield self._event(rng, member, day, "careers", "attended", 1)

    def _event(
        self,
        rng: Random,
        member: Member,
        day: date,
        source: str,
        kind: str,
        quantity: int,
        run: str | None = None,
    ) -> Activity:
        moment = datetime.combine(day, time(9), UTC) + timedelta(minutes=rng.randrange(600))
        name = f"{self.seed} {member.number} {source} {kind} {run} {day}"
        return Activity(uuid5(NAMESPACE, name), member.number, moment, source, kind, run, float(quantity))


def _name(rng: Random) -> str:
    return f"{rng.choice(GIVEN.split())} {rng.choice(FAMILY.split())}"


def _login(number: str) -> str:
    return number.lower()
