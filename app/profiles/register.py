"""A profile's entries of the processing register: what the law asks for and nothing else says."""

from datetime import date

from app.profiles.entry import Entry


class RegisterEntry(Entry):
    """Article 30 of the UK GDPR: who answers, where data go, how they are kept safe, and reviews."""

    contact: str = ""
    """How the controller, which is the institution, is reached about this service."""
    joint_controllers: tuple[str, ...] = ()
    protection_officer: str = ""
    """Who the data protection officer is, by office and not by name."""
    protection_contact: str = ""
    owner: str = ""
    """The activity of `responsibilities` whose people answer for what serves no purpose of its own."""
    processors: tuple[str, ...] = ()
    """Whoever works on the data on the institution's behalf."""
    transfers: str = "None: the data stay in the United Kingdom."
    safeguards: str = "Not needed: nothing is transferred to a third country."
    security: tuple[str, ...] = ()
    """What the institution does besides what the service itself does."""
    last_reviewed: date | None = None
    next_review: date | None = None
    dpia_reference: str = ""
