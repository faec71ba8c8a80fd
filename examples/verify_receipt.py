"""Check a consent receipt, offline: with the receipt, the service's published keys, and nothing of Attune's.

    .venv/bin/python examples/verify_receipt.py receipt.json jwks.json

receipt.json: the answer of `…/consents/decisions/{decision_id}/receipt`, or its `signed` alone.
jwks.json: the answer of `/.well-known/jwks.json`. It needs the package `cryptography` and no other.
"""

import json
import sys
from base64 import urlsafe_b64decode
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePublicKey,
    EllipticCurvePublicNumbers,
)
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

KIND = "attune-consent-receipt+jws"


def main() -> None:
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    try:
        kept, keys = (Path(each).read_text("utf-8") for each in sys.argv[1:])
        published = json.loads(keys)["keys"]
    except OSError as problem:
        sys.exit(f"{problem.filename} cannot be read: {problem.strerror}.")
    except (ValueError, KeyError, TypeError):
        sys.exit(f"{sys.argv[2]} holds no published keys: the receipt comes first, the keys second.")
    try:
        receipt = check(kept, published)
    except (KeyError, TypeError):
        sys.exit("This receipt does not hold: it is none, or a part of it is missing.")
    except ValueError as problem:
        sys.exit(f"This receipt does not hold: {problem}.")
    tell(receipt)


def check(kept: str, keys: list[dict[str, str]]) -> dict[str, Any]:
    """What was signed. Raises ValueError where anything was changed."""
    shown = json.loads(kept) if kept.lstrip().startswith("{") else {"signed": kept.strip()}
    header, payload, signature = shown["signed"].split(".")
    named = json.loads(decoded(header))
    if (named["alg"], named["typ"]) != ("ES256", KIND):
        raise ValueError("it was not signed as a consent receipt")
    key = next((each for each in keys if each["kid"] == named["kid"]), None)
    if key is None:
        raise ValueError("none of these keys has signed it")
    both = decoded(signature)
    halves = (int.from_bytes(both[:32], "big"), int.from_bytes(both[32:], "big"))
    try:
        public(key).verify(encode_dss_signature(*halves), f"{header}.{payload}".encode(), ECDSA(SHA256()))
    except InvalidSignature:
        raise ValueError("its signature does not fit: it was changed, or made by somebody else") from None
    receipt: dict[str, Any] = json.loads(decoded(payload))
    if "receipt" in shown and shown["receipt"] != receipt:
        raise ValueError("what it shows is not what was signed")
    return receipt


def public(key: dict[str, str]) -> EllipticCurvePublicKey:
    x, y = (int.from_bytes(decoded(key[each]), "big") for each in "xy")
    return EllipticCurvePublicNumbers(x, y, SECP256R1()).public_key()


def decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def tell(receipt: dict[str, Any]) -> None:
    record = receipt["record"]
    (event,) = record["events"]
    when = datetime.fromtimestamp(receipt["consentTimestamp"], UTC)
    said = event["event_state"].replace("_", " ")
    print(f"Receipt {receipt['consentReceiptID']} holds: nothing of it was changed.")
    print(f"{receipt['piiControllers'][0]['piiController']}, student {receipt['piiPrincipalId']}:")
    print(f"{said} to “{receipt['services'][0]['purposes'][0]['purpose']}” on {when:%Y-%m-%d at %H:%M} UTC,")
    notice = record["privacy_notice"]
    print(f"on notice {notice['version']} (SHA-256 {notice['sha256'][:16]}…): {notice['summary']}")
    print(f"It counts from {event['valid_from']} until {event['valid_until']}, unless it is withdrawn.")


if __name__ == "__main__":
    main()
