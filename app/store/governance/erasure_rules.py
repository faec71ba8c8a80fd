"""What an erasure does with each table: the one list, which the preview, the account and the database go by.

A table with a `student_id` that is not listed is deleted from like the rest. A test walks the schema and
fails for one: somebody has to say so. Tables that hold nothing about a student are `NOT_ABOUT_STUDENTS` of
the copies.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from app.rights.vocabulary import LegalException
from app.store.tables import METADATA


class Does(StrEnum):
    """What becomes of a student's rows."""

    DELETE = "delete"
    ANONYMISE = "anonymise"
    """They go on under a new random id that nothing leads to, for figures about groups."""
    KEEP = "keep"
    """They lie under an id that only the ledger leads to, for whoever brings the number and the exception."""
    KEEP_IF_SPONSORED = "keep_if_sponsored"
    """Evidence for the sponsor of a visa is kept; of others, the rows are made anonymous."""


class Rule(NamedTuple):
    does: Does
    why: str
    exception: LegalException | None = None


def _delete(why: str) -> Rule:
    return Rule(Does.DELETE, why)


WHO = "Who the student is."
SUPPORT = "What staff or the student wrote, or arranged, in support."
DERIVED = "Worked out from other data, which are gone."
RULES: Mapping[str, Rule] = {
    "students": _delete(WHO),
    "student_identifiers": _delete(WHO),
    "logins": _delete(WHO),
    "contact_details": _delete(WHO),
    "tutorships": _delete("Whose student it was."),
    "registrations": Rule(
        Does.ANONYMISE, "How many studied what: without the visa, and ended on the day of the erasure."
    ),
    "activity_months": Rule(Does.ANONYMISE, "How much was done on a day, by source, without what it was."),
    "attendance": Rule(
        Does.KEEP_IF_SPONSORED,
        "How many came; of sponsored students, that they came.",
        LegalException.SPONSORSHIP_EVIDENCE,
    ),
    "submissions": Rule(Does.KEEP, "Marks.", LegalException.GRADES_KEPT),
    "achieved_credits": Rule(Does.KEEP, "Credits.", LegalException.GRADES_KEPT),
    "enrolments": Rule(Does.KEEP, "Which modules the marks are of.", LegalException.GRADES_KEPT),
    "visa_decisions": Rule(
        Does.KEEP, "Decisions on gaps, with their reasons.", LegalException.SPONSORSHIP_EVIDENCE
    ),
    "consent_decisions": Rule(
        Does.KEEP, "Proof of what was consented to, and when.", LegalException.STATUTORY
    ),
    "rights_requests": Rule(
        Does.KEEP, "That something was asked and answered, without the words.", LegalException.STATUTORY
    ),
    "request_steps": _delete("What was said of a request before its answer."),
    "access_records": Rule(Does.KEEP, "That staff looked, and why.", LegalException.STATUTORY),
    "exports": Rule(
        Does.KEEP, "That a data set went out, without whose data were in it.", LegalException.STATUTORY
    ),
    "audit_entries": Rule(
        Does.KEEP, "That staff changed something, without of whom.", LegalException.STATUTORY
    ),
    "export_places": _delete(
        "Which data sets held the student's data: they stay on record, and whose no more."
    ),
    "events": _delete("What was done, one by one."),
    "module_activity_months": _delete(DERIVED),
    "score_months": _delete(DERIVED),
    "pending_rescores": _delete(DERIVED),
    "pending_signals": _delete(DERIVED),
    "signals": _delete(DERIVED),
    "reviewed_students": _delete(DERIVED),
    "comparison_choices": _delete("Whether the student wanted to be compared."),
    "waiting_events": _delete("What was done, not recorded yet."),
    "event_removals": _delete("Which events were taken back, by other systems' names."),
    "statements": _delete("What other systems said was done, word by word, and the files sent with it."),
    "statement_agents": _delete("How other systems name the student in statements."),
    "activity_documents": _delete("What learning activities stored about the student."),
    "student_statistics": _delete("What was kept for figures about groups alone."),
    "career_stages": _delete("What the student planned."),
    "extenuating_circumstances": _delete("Days, and a reference to another system."),
    "exemptions": _delete("Days, and a class of reasons."),
    "meetings": _delete(SUPPORT),
    "notes": _delete(SUPPORT),
    "remarks": _delete(SUPPORT),
    "objectives": _delete(SUPPORT),
    "objective_progress": _delete(SUPPORT),
    "assignments": _delete(SUPPORT),
    "referrals": _delete(SUPPORT),
    "cases": _delete(SUPPORT),
    "case_steps": _delete(SUPPORT),
    "contact_attempts": _delete(SUPPORT),
    "report_contacts": _delete(SUPPORT),
    "group_invitations": _delete(SUPPORT),
    "prepared_messages": _delete(SUPPORT),
    "expectation_acts": _delete("What staff did when they had seen an expectation."),
    "cohort_members": _delete("In which lists of staff the student was."),
    "cohort_events": _delete("In which lists of staff the student was."),
    "webhook_messages": _delete("That another system was told something happened."),
    "corrections": _delete("What the student said was wrong, and what it said before."),
    "data_copies": _delete("The same again."),
    "restrictions": _delete("That data were not to be used which are gone."),
    "calendar_links": _delete("Addresses of the student's calendar."),
    "idempotency_keys": _delete("Answers kept for repeats that name the student, or were given to them."),
}

ORDER = [
    each.name
    for each in reversed(METADATA.sorted_tables)
    if "student_id" in each.columns and each.name != "students"
]
"""Tables of students, those that refer to others first."""


def does(table: str, *, anonymise: bool) -> Does:
    """What is done with the table's rows; without `anonymise`, nothing is left for figures."""
    rule = RULES.get(table)
    if rule is None or (rule.does is Does.ANONYMISE and not anonymise):
        return Does.DELETE
    return rule.does


def why_kept(table: str, done: str) -> LegalException | None:
    """The exception under which the table's rows were kept; None: they were not."""
    rule = RULES.get(table)
    return rule.exception if rule is not None and done == Does.KEEP else None
