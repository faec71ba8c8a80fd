"""Visibility: the one door from a person to students. Every query for personal data passes here."""

from datetime import date

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select

from app.auth.principal import Principal, Role
from app.ids import OrgUnitId, StudentId
from app.store.tables import Grant, OrgUnit, Programme, Registration, Student, Tutorship


def in_charge(principal: Principal, today: date) -> ColumnElement[bool]:
    """Whether the principal may see a student's personal data, as a condition on `students`.

    Oneself; one's tutees of today; the students of granted org units; everybody, by grant. A role that
    the token lacks opens nothing, whatever the relationship; admin, service, information desk and the
    like open no student at all. `attune_enter` says the same in the database, and stands behind it.
    """
    open_to: list[ColumnElement[bool]] = [false()]
    if Role.STUDENT in principal.roles and principal.student_id is not None:
        open_to.append(Student.student_id == principal.student_id)
    if Role.PERSONAL_TUTOR in principal.roles and principal.staff_id is not None:
        open_to.append(Student.student_id.in_(_tutees(principal, today)))
    if Role.DEPARTMENT in principal.roles and principal.staff_id is not None:
        open_to.append(Student.student_id.in_(_students_below(principal, today)))
    if Role.SITE_EXPLORER in principal.roles and principal.staff_id is not None:
        open_to.append(exists(_grants(principal, Role.SITE_EXPLORER, today)))
    return and_(Student.institution_id == principal.institution_id, or_(*open_to))


def _tutees(principal: Principal, today: date) -> Select[StudentId]:
    return select(Tutorship.student_id).where(
        Tutorship.staff_id == principal.staff_id, _holds(Tutorship, today)
    )


def _grants(principal: Principal, role: Role, today: date) -> Select[OrgUnitId | None]:
    return select(Grant.org_unit_id).where(
        Grant.staff_id == principal.staff_id, Grant.role == role, _holds(Grant, today)
    )


def _students_below(principal: Principal, today: date) -> Select[StudentId]:
    """Students registered today in an org unit that was granted, or anywhere below it."""
    below = (
        select(OrgUnit.org_unit_id)
        .where(OrgUnit.org_unit_id.in_(_grants(principal, Role.DEPARTMENT, today)))
        .cte("below", recursive=True)
    )
    children = select(OrgUnit.org_unit_id).join(below, OrgUnit.parent_id == below.c.org_unit_id)
    units = select(below.union(children).c.org_unit_id)
    return (
        select(Registration.student_id)
        .join(Programme, Programme.programme_id == Registration.programme_id)
        .where(
            _holds(Registration, today),
            or_(Registration.college_id.in_(units), Programme.org_unit_id.in_(units)),
        )
    )


def _holds(dated: type[Grant] | type[Registration] | type[Tutorship], today: date) -> ColumnElement[bool]:
    return and_(dated.starts_on <= today, or_(dated.ends_before.is_(None), dated.ends_before > today))
