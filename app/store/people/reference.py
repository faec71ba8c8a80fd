"""Reference: the codes that an institution's systems name things by."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.db.query import Query, one, query
from app.db.transaction import Transaction


class CodeList(StrEnum):
    """What codes are of."""

    ORG_UNITS = "org-units"
    """Colleges, departments, and whatever else is in the tree."""
    PROGRAMMES = "programmes"
    """Programmes of study."""
    MODULES = "modules"
    """Modules, whenever they run."""
    MODULE_RUNS = "module-runs"
    """Modules in one academic year: what people are enrolled on."""
    ASSESSMENTS = "assessments"
    """Assessments of module runs."""
    TEACHING_SESSIONS = "teaching-sessions"
    """Scheduled sessions of module runs."""


@dataclass(frozen=True, slots=True)
class Coded:
    """Something that the roster or a timetable has a code for."""

    code: str
    title: str | None
    kind: str | None
    belongs_to: str | None
    """The code of what it is a part of."""
    academic_year: int | None
    first_day: date | None
    ends_before: date | None
    starts_at: datetime | None
    ends_at: datetime | None


# Each system is found by the index, from the one before: there are few, and many identifiers of each.
_SYSTEMS = query(
    """
    with recursive systems (system) as (
        (select system from student_identifiers where institution_id = :institution_id
         order by system limit 1)
        union all
        select (select i.system from student_identifiers i
                where i.institution_id = :institution_id and i.system > s.system
                order by i.system limit 1)
        from systems s where s.system is not null)
    select system from systems where system is not null
    """,
    one,
)
_RUN = "join module_runs r on r.institution_id = each.institution_id and r.module_run_id = each.module_run_id"
_SELECTS = {
    CodeList.ORG_UNITS: """
        select each.code, each.name, each.kind, above.code, null::int, null::date, null::date,
               null::timestamptz, null::timestamptz
        from org_units each
        left join org_units above
            on above.institution_id = each.institution_id and above.org_unit_id = each.parent_id
        """,
    CodeList.PROGRAMMES: """
        select each.code, each.title, null, u.code, null::int, null::date, null::date,
               null::timestamptz, null::timestamptz
        from programmes each
        join org_units u on u.institution_id = each.institution_id and u.org_unit_id = each.org_unit_id
        """,
    CodeList.MODULES: """
        select each.code, each.title, null, u.code, null::int, null::date, null::date,
               null::timestamptz, null::timestamptz
        from modules each
        join org_units u on u.institution_id = each.institution_id and u.org_unit_id = each.org_unit_id
        """,
    CodeList.MODULE_RUNS: """
        select each.code, m.title, null, m.code, each.academic_year, each.starts_on, each.ends_before,
               null::timestamptz, null::timestamptz
        from module_runs each
        join modules m on m.institution_id = each.institution_id and m.module_id = each.module_id
        """,
    CodeList.ASSESSMENTS: f"""
        select each.code, null, each.kind, r.code, r.academic_year, null::date, each.due_on + 1,
               null::timestamptz, null::timestamptz
        from assessments each {_RUN}
        """,
    CodeList.TEACHING_SESSIONS: f"""
        select each.code, each.title, each.kind, r.code, r.academic_year, null::date, null::date,
               each.starts_at, each.ends_at
        from teaching_sessions each {_RUN}
        """,
}
_YEARS = {
    CodeList.MODULE_RUNS: "each.academic_year",
    CodeList.ASSESSMENTS: "r.academic_year",
    CodeList.TEACHING_SESSIONS: "r.academic_year",
}
"""Where the academic year stands, of what belongs to one."""


def _listed(kind: CodeList) -> Query[Coded]:
    of_year = f"and coalesce({_YEARS[kind]} = cast(:academic_year as int), true)" if kind in _YEARS else ""
    return query(
        f"""
        {_SELECTS[kind]}
        where each.institution_id = :institution_id and each.code > :after
            and coalesce(each.code = cast(:code as text), true) {of_year}
        order by each.code limit :limit
        """,
        Coded,
    )


_LISTED = {kind: _listed(kind) for kind in CodeList}


async def list_systems(transaction: Transaction) -> list[str]:
    """The systems by whose names for students the roster knows any, by name."""
    return await transaction.fetch(_SYSTEMS)


async def list_codes(
    transaction: Transaction,
    kind: CodeList,
    *,
    after: str,
    limit: int,
    academic_year: int | None = None,
    code: str | None = None,
) -> list[Coded]:
    """By code, from the one after `after`; of that academic year alone, or of that code, where named.

    What belongs to no academic year is there in every one.
    """
    return await transaction.fetch(
        _LISTED[kind], after=after, limit=limit, academic_year=academic_year, code=code
    )
