"""Base64url without padding (RFC 7515, section 2): how tokens, and what is sealed, are written."""

import base64
import binascii


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text: str) -> bytes | None:
    """None for anything but the one spelling of some bytes: bits to spare would give them several."""
    try:
        data = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error):
        return None
    return data if encoded(data) == text else None
