"""How synthetic students can be reached: addresses and numbers that lead nowhere, by design."""

from random import Random

from app.devtools.synthetic.names import login, person_name
from app.wire.roster import ContactDetailsRow

RELATIONSHIPS = ("mother", "father", "sister", "brother", "friend")
WITHOUT_A_MOBILE = 0.1


def contact_details(rng: Random, number: str, prefix: str) -> ContactDetailsRow:
    """Domains and numbers that are kept for examples (RFC 2606, Ofcom's numbers for drama)."""
    called = login(prefix, number)
    mobile = f"+44 7700 {rng.randint(900_000, 900_999)}" if rng.random() >= WITHOUT_A_MOBILE else None
    return ContactDetailsRow(
        number,
        university_email=f"{called}@example.ac.uk",
        personal_email=f"{called}@example.org",
        mobile=mobile,
        emergency_name=person_name(rng),
        emergency_relationship=rng.choice(RELATIONSHIPS),
        emergency_telephone=f"+44 1632 {rng.randint(960_000, 960_999)}",
    )
