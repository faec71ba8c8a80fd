"""Senders: which login something came from, as a number that stands beside what it sent."""

from hashlib import blake2b

BYTES = 4


def sender_of(issuer: str, subject: str) -> int:
    """The login's number: the same each time, and of two logins hardly ever the same."""
    digest = blake2b(f"{issuer}\n{subject}".encode(), digest_size=BYTES).digest()
    return int.from_bytes(digest, signed=True)
