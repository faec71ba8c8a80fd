"""Contact details."""

from dataclasses import asdict

from app.actions.support.read_contact_details import ShownDetails
from app.schemas.base import Out, shown_as

_EXAMPLE = {
    "university_email": "a.okafor@example.ac.uk",
    "personal_email": "amara@example.org",
    "mobile": "+44 7700 900123",
    "telephone": None,
    "term_address": None,
    "emergency_name": None,
    "emergency_relationship": None,
    "emergency_telephone": None,
    "photograph": "https://records.example.ac.uk/photographs/690012345",
    "not_for_this_rung": ["emergency_name", "emergency_relationship", "emergency_telephone"],
}


class ContactDetailsOut(Out):
    model_config = shown_as(_EXAMPLE)

    university_email: str | None
    """The address that the university gave the student."""
    personal_email: str | None
    """An address of the student's own."""
    mobile: str | None
    """The student's mobile telephone."""
    telephone: str | None
    """Another telephone."""
    term_address: str | None
    """Where the student lives in term."""
    emergency_name: str | None
    """Whom the student named for emergencies."""
    emergency_relationship: str | None
    """What that person is to the student."""
    emergency_telephone: str | None
    """That person's telephone."""
    photograph: str | None
    """The address at which the student record has a photograph."""
    not_for_this_rung: list[str]
    """Fields that are held and are null here: the channels of the rung that is on do not need them."""


def contact_details_out(shown: ShownDetails) -> ContactDetailsOut:
    return ContactDetailsOut(**asdict(shown.details), not_for_this_rung=shown.not_for_this_rung)
