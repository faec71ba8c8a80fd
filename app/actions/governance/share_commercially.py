"""Sharing with companies: nothing goes to one without the student's consent to just that.

No export to a company exists. Whatever is built to be one asks here first, for every student in it.
"""

from collections.abc import Collection

from app.actions.context import Context
from app.consent.gate import is_open
from app.consent.ledger import consent_state
from app.ids import StudentId
from app.store.governance import consent


async def may_go_to_companies(context: Context, students: Collection[StudentId]) -> set[StudentId]:
    """Those of the students who agree to it today, for this academic year.

    Nobody, where the profile has no such purpose. Undecided is no: it is asked anew each year.
    """
    purpose, year = context.profile.commercial_purpose, context.profile.academic_year(context.today)
    if purpose is None:
        return set()
    decisions = await consent.list_for(context.transaction, students)
    return {each for each in students if is_open(consent_state(decisions[each], purpose, year, year))}
