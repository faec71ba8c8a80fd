"""A profile's services: whom staff can tell that a student would like their help."""

from app.profiles.entry import Entry


class ServiceEntry(Entry):
    """A service, by the role that its teams' members act in."""

    advice: str
    """What the student is told: that, and how, they can turn to the service themselves."""
