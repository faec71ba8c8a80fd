"""A profile's weekly report: windows, cut points, sources, and what two statuses make together."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from app.profiles.entry import Entry
from app.rag.judging import COLOURS, Rules
from app.rag.rows import Colour

Window = Annotated[int, Field(ge=1, le=28)]


class _Cuts(Entry):
    amber_from: Annotated[float, Field(gt=0)]
    """What is less is red."""
    green_from: float
    """What is less is amber."""

    @model_validator(mode="after")
    def _ascend(self) -> Self:
        if self.amber_from >= self.green_from:
            raise ValueError("rag: amber_from must be less than green_from")
        return self


class AttendanceStatus(_Cuts):
    days: Window = 7
    mandatory_only: bool = True
    """Whether only mandatory sessions count; else every session at which a student is expected."""
    green_from: Annotated[float, Field(le=1)]


class OnlineStatus(_Cuts):
    days: Window = 14
    fewest_days: Annotated[int, Field(ge=1, le=28)] = 5
    """Days of the window that have to count: fewer say nothing."""
    sources: Annotated[dict[str, Annotated[float, Field(gt=0)]], Field(min_length=1)]
    """By source: what one of its units adds to the amount that the cut points are about."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.fewest_days > self.days:
            raise ValueError("rag: fewest_days is more than the window has")
        return self


class RagEntry(Entry):
    """How the weekly report colours attendance, online engagement and both together."""

    attendance: AttendanceStatus
    online: OnlineStatus
    combined: dict[Colour, dict[Colour, Colour]]
    """By attendance status, and then by online status."""
    online_only_modes: frozenset[str] = frozenset({"online"})
    """Modes of study in which attendance and the combined status do not count."""

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if any(set(COLOURS) - self.combined.get(each, {}).keys() for each in COLOURS):
            raise ValueError("rag: combined must give a colour for every pair of colours")
        grey = Colour.GREY
        if self.combined[grey][grey] is not grey:
            raise ValueError("rag: no data at all must be grey")
        for each in COLOURS[:-1]:
            if any(
                COLOURS.index(made) < COLOURS.index(each)
                for made in (self.combined[grey][each], self.combined[each][grey])
            ):
                raise ValueError(f"rag: no data must not make {each} worse")
        return self

    @property
    def rules(self) -> Rules:
        attendance, online = self.attendance, self.online
        return Rules(
            attendance.days,
            attendance.mandatory_only,
            (attendance.amber_from, attendance.green_from),
            online.days,
            online.fewest_days,
            dict(sorted(online.sources.items())),
            (online.amber_from, online.green_from),
            {(each, other): made for each, row in self.combined.items() for other, made in row.items()},
            self.online_only_modes,
        )
