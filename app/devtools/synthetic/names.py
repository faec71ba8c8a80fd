"""Names and logins of people who do not exist."""

from random import Random

GIVEN = "Ada Ben Chi Dara Eli Fay Gus Hana Ivo Jun Kit Lena Mo Nia Oz Pia Ravi Sol Tess Uma Vic Wes Yara Zed"
FAMILY = "Amber Birch Clay Dune Elm Flint Gale Heath Ivory Jasper Kelp Larch Marl Nettle Oak Peat Quartz Reed"


def person_name(rng: Random) -> str:
    return f"{rng.choice(GIVEN.split())} {rng.choice(FAMILY.split())}"


def login(prefix: str, number: str) -> str:
    """A token's subject: the prefix keeps the institutions of one issuer apart."""
    return f"{prefix}{number.lower()}"
