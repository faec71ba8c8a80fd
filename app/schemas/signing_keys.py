"""The service's public keys, by which anybody checks what it has signed (RFC 7517)."""

from pydantic import Field

from app.schemas.base import Out, shown_as

_KEY = {
    "kty": "EC",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    "kid": "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U",
    "use": "sig",
    "alg": "ES256",
}


class SigningKeyOut(Out):
    kty: str
    """The kind of key."""
    crv: str
    """The curve."""
    x: str
    """The point's first coordinate."""
    y: str
    """The point's second coordinate."""
    kid: str
    """The key's name, which follows from the key (RFC 7638); a signature's header says it."""
    use: str
    """What it is for: signatures."""
    alg: str
    """The algorithm."""


class SigningKeysOut(Out):
    model_config = shown_as({"keys": [_KEY]})

    keys: list[SigningKeyOut] = Field(
        description="The current key first, then the former ones: what they signed can still be checked."
    )
