"""Sealing: bytes at rest that only somebody with the same secret can open, the service itself included."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12


def seal(secret: bytes, plain: bytes) -> bytes:
    """`secret`: 32 bytes, as a digest has them."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(secret).encrypt(nonce, plain, None)


def unseal(secret: bytes, sealed: bytes) -> bytes | None:
    """What was sealed; None for another secret, or bytes that are not what was sealed."""
    try:
        return AESGCM(secret).decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
    except InvalidTag:
        return None
