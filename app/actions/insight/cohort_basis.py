"""On what a saved cohort's conditions are asked: by the asker's own roles, on days that may be used."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from app.access.roles import AskedRoles
from app.access.vocabulary import Reach, Role, SectionName
from app.actions.activity.completeness import storable_until
from app.actions.context import Context
from app.actions.section import check_collected
from app.calendars.calendar import DAY
from app.cohorts.conditions import Condition, Kind, sections_of
from app.errors import Fault, InvalidInput, SectionRestricted
from app.ids import StaffId
from app.profiles.model import Profile
from app.scoring.completeness import NEVER
from app.store.insight.cohort_filter import Basis, Consent, Filter, ScoredDay, filter_of, standing

_SCORED = {Kind.INDICATOR_BAND, Kind.ENGAGEMENT_BELOW_OWN}


async def filter_for(
    context: Context, conditions: Sequence[Condition], staff_id: StaffId, roles: AskedRoles, *, sees_all: bool
) -> Filter:
    """The conditions, asked by somebody in these roles.

    Raises SectionRestricted, naming the condition, for one that tells of a section which none of the roles
    opens; NotCollected where the institution has none such, InvalidInput for a value that it knows no more.
    """
    scored = await _scored(context, conditions)
    return filter_of(conditions, _basis(context, conditions, staff_id, roles, scored, sees_all=sees_all))


def standing_for(
    context: Context, conditions: Sequence[Condition], staff_id: StaffId, roles: AskedRoles, *, sees_all: bool
) -> Filter:
    """Of whom they may be told today what the conditions tell of. Raises the same."""
    return standing(conditions, _basis(context, conditions, staff_id, roles, None, sees_all=sees_all))


def _basis(
    context: Context,
    conditions: Sequence[Condition],
    staff_id: StaffId,
    roles: AskedRoles,
    scored: ScoredDay | None,
    *,
    sees_all: bool,
) -> Basis:
    profile = context.profile
    check_opened(profile, conditions, roles)
    check_known(profile, conditions)
    indicator, rules = profile.indicator, profile.signals.rules if profile.signals is not None else {}
    return Basis(
        today=context.today,
        now=context.now,
        time_zone=profile.time_zone,
        year_begins=profile.first_day(profile.academic_year(context.today)),
        staff_id=staff_id,
        sees_all=sees_all,
        opening={
            each: _opening(profile, roles, each)
            for each in sections_of(conditions)
            if not _all_open(profile, roles, each)
        },
        consents=_consents(profile),
        purposes={section: name for name, each in profile.purposes.items() for section in each.covers},
        levels=profile.covered_levels,
        rule_sections={name: rule.section for name, rule in rules.items()},
        bands=bands_of(profile),
        no_band_levels=list(indicator.no_indicator_levels) if indicator else [],
        no_band_modes=list(indicator.no_indicator_study_modes) if indicator else [],
        scored=scored,
        scored_before=_before(context, scored),
    )


def bands_of(profile: Profile) -> dict[str, tuple[float, float]]:
    """The indicator's, by name: from which score on, and below which."""
    bands = profile.indicator.bands if profile.indicator is not None else ()
    highs = [float("inf"), *(each.at_least for each in bands)]
    return {each.name: (each.at_least, high) for each, high in zip(bands, highs, strict=False)}


def check_opened(profile: Profile, conditions: Sequence[Condition], roles: AskedRoles) -> None:
    """Raises SectionRestricted and NotCollected, naming the condition."""
    for at, each in enumerate(conditions):
        section = each.rule.section
        if section is None:
            continue
        check_collected(profile, section)
        if not _opening(profile, roles, section):
            raise SectionRestricted(
                f"your role does not open {section}, of which condition {at} ({each.kind}) tells"
            )


def check_known(profile: Profile, conditions: Sequence[Condition]) -> None:
    """Raises InvalidInput for values that are none of the profile's."""
    known = {
        Kind.OPEN_SIGNAL: list(profile.signals.rules) if profile.signals is not None else [],
        Kind.INDICATOR_BAND: list(bands_of(profile)),
    }
    faults = [
        Fault(f"/body/conditions/{at}/any_of/{place}", f"{each.kind}: {must_be_one_of(known[each.kind])}")
        for at, each in enumerate(conditions)
        if each.kind in known
        for place, value in enumerate(each.any_of)
        if value not in known[each.kind]
    ]
    if faults:
        raise InvalidInput("see `errors`", faults=faults)


def must_be_one_of(values: Sequence[str]) -> str:
    """The rule that a value is one of these, in words."""
    return f"must be one of {', '.join(values)}" if values else "this institution has none"


def opening_roles(profile: Profile, roles: AskedRoles, conditions: Sequence[Condition]) -> list[Role]:
    """By which roles the asker looks: those that open what the conditions tell of; all, for no section."""
    sections = sections_of(conditions)
    found = [
        each for each in roles.names if any(each in _opening(profile, roles, section) for section in sections)
    ]
    return found or list(roles.names)


def _opening(profile: Profile, roles: AskedRoles, section: SectionName) -> list[Role]:
    """Those that open the section as a whole. Teaching opens it of one's own modules alone."""
    rules = profile.role_rules
    return [each for each in roles.names if rules[each].takes_charge and section in rules[each].sections]


def _all_open(profile: Profile, roles: AskedRoles, section: SectionName) -> bool:
    rules = profile.role_rules
    reaching = [each for each in roles.names if rules[each].reach is not Reach.NONE]
    return reaching == _opening(profile, roles, section)


def _consents(profile: Profile) -> dict[SectionName, Consent]:
    rules = {section: profile.consent_for(section) for section in SectionName}
    return {
        section: Consent(rule.purpose, rule.reaches_back)
        for section, rule in rules.items()
        if rule is not None
    }


async def _scored(context: Context, conditions: Sequence[Condition]) -> ScoredDay | None:
    if not any(each.kind in _SCORED for each in conditions):
        return None
    day = await storable_until(context, context.today - DAY)
    if day == NEVER:
        return None
    model = context.institution.models.get(context.profile.academic_year(day))
    return None if model is None else ScoredDay(day, model.model.scoring_model_id)


def _before(context: Context, scored: ScoredDay | None) -> "Callable[[int], ScoredDay | None]":
    def before(days: int) -> ScoredDay | None:
        if scored is None:
            return None
        day, year_of = scored.day - timedelta(days=days), context.profile.academic_year
        return ScoredDay(day, scored.model) if year_of(day) == year_of(scored.day) else None

    return before
