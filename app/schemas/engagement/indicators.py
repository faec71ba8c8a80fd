"""The indicator: one band of the last seven days."""

from datetime import date

from app.actions.engagement.read_indicator import Indicator, IndicatorState
from app.ids import StudentId
from app.profiles.indicator import Band
from app.profiles.model import Profile
from app.schemas.base import Out, presented, shown_as
from app.schemas.governance.inaccuracies import InaccuracySeenOut, inaccuracies_seen_out
from app.schemas.made_up import CAVEAT, SCORE, STUDENT, TODAY, WEEK
from app.schemas.record.remarks import RemarkOut, remark_out

_GOOD = {
    "name": "good",
    "title": "Good",
    "at_least": 5.0,
    "sentence": "You have been active in the last seven days.",
}
_LOW = {
    "name": "low",
    "title": "Low",
    "at_least": 0.0,
    "sentence": "We can see little activity in the last seven days.",
}
_INDICATOR = {
    "student_id": STUDENT,
    "first_day": WEEK[0],
    "last_day": TODAY,
    "state": "shown",
    "reason": None,
    "band": _GOOD,
    "score": SCORE,
    "missing_sources": [],
    "incomplete_sources": ["app"],
    "disputed": False,
    "vacation_note": None,
    "circumstances_approved": False,
    "bands": [_GOOD, _LOW],
    "remarks": [],
    "known_inaccuracies": [],
    "caveats": [CAVEAT],
}


class BandOut(Out):
    name: str
    """The band's name."""
    title: str
    """What people call it."""
    at_least: float
    """The least score that lies in it."""
    sentence: str
    """What it says to the student."""


class IndicatorOut(Out):
    model_config = shown_as(_INDICATOR)

    student_id: StudentId
    """Whose indicator it is."""
    first_day: date
    """The first of the seven days that it looks at."""
    last_day: date
    """The last of the seven days that it looks at."""
    state: IndicatorState
    """Whether there is a band to show, and if not, what kind of reason there is."""
    reason: str | None
    """Why there is none; null where there is one."""
    band: BandOut | None
    """The band that the score lies in; null where there is none."""
    score: float | None
    """The score that it rests on: a mean over the seven days. Two decimals; null where there is no band."""
    missing_sources: list[str]
    """Sources that were down on one of the days: such days are missing, not zero."""
    incomplete_sources: list[str]
    """Sources that have not delivered all of one of the days: such days are left out, too."""
    disputed: bool
    """Whether the student says that one of the days was counted wrong; nobody has decided yet."""
    vacation_note: str | None
    """What to keep in mind where one of the days lies in a vacation; null in term."""
    circumstances_approved: bool | None
    """Whether extenuating circumstances were approved for one of the days: then it says little.

    Null for whoever may not know: a role that opens no signals.
    """
    bands: list[BandOut]
    """Every band, the highest first."""
    remarks: list[RemarkOut]
    """What the student says that engagement of these days misses."""
    known_inaccuracies: list[InaccuracySeenOut]
    """What is known to be wrong with the data, until it is put right."""
    caveats: list[str]
    """How to read it."""


def band_out(band: Band) -> BandOut:
    return BandOut(name=band.name, title=band.title, at_least=band.at_least, sentence=band.sentence)


def indicator_out(profile: Profile, indicator: Indicator, *, tells_circumstances: bool) -> IndicatorOut:
    score = indicator.scored.score
    return IndicatorOut(
        student_id=indicator.student_id,
        first_day=indicator.first_day,
        last_day=indicator.last_day,
        state=indicator.state,
        reason=indicator.reason,
        band=None if indicator.band is None else band_out(indicator.band),
        score=None if score is None else presented(score),
        missing_sources=list(indicator.scored.missing),
        incomplete_sources=list(indicator.scored.incomplete),
        disputed=indicator.disputed,
        vacation_note=indicator.vacation_note,
        circumstances_approved=indicator.in_circumstances if tells_circumstances else None,
        bands=[band_out(each) for each in indicator.bands],
        remarks=[remark_out(each) for each in indicator.remarks],
        known_inaccuracies=inaccuracies_seen_out(indicator.known_inaccuracies),
        caveats=profile.caveats,
    )
