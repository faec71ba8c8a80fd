"""Launch claims: what an identity token of a platform must say to be a launch of that page by somebody."""

import hmac
from collections.abc import Mapping
from typing import Any

from app.auth.claims import name_in
from app.errors import LaunchRefused, Unauthenticated, UnknownPerson
from app.settings import Platform

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
LONGEST_RESOURCE = 255
"""Characters (LTI 1.3 core, 5.3.5)."""


def check_audience(payload: Mapping[str, Any], platform: Platform) -> None:
    """That it was made for this tool (OpenID Connect 3.1.3.7). Raises Unauthenticated."""
    audience, party = payload["aud"], payload.get("azp")
    several = isinstance(audience, list) and len(audience) > 1
    if (several or party is not None) and party != platform.client_id:
        raise Unauthenticated("the token was made for another party")


def check_claims(payload: Mapping[str, Any], platform: Platform, *, nonce: str, page: str) -> None:
    """Raises LaunchRefused for what is no answer to the launch that began with that nonce and page."""
    said = payload.get("nonce")
    if not isinstance(said, str) or not hmac.compare_digest(said.encode(), nonce.encode()):
        raise LaunchRefused("the token answers another launch")
    wanted = {"message_type": "LtiResourceLinkRequest", "version": "1.3.0", "target_link_uri": page}
    for name, value in wanted.items():
        if payload.get(CLAIM + name) != value:
            raise LaunchRefused(f"the launch has another {name} than is accepted here")
    if payload.get(CLAIM + "deployment_id") not in platform.deployment_ids:
        raise LaunchRefused("the platform's deployment is not one that is accepted here")
    link = payload.get(CLAIM + "resource_link")
    link_id = link.get("id") if isinstance(link, dict) else None
    if not isinstance(link_id, str) or not 0 < len(link_id) <= LONGEST_RESOURCE:
        raise LaunchRefused("the launch names no resource_link")


def login_in(payload: Mapping[str, Any], platform: Platform) -> str:
    """Whose launch it is. Roles that the platform names are not looked at. Raises UnknownPerson."""
    try:
        return name_in(payload, platform.login_claim)
    except Unauthenticated:
        raise UnknownPerson("the platform does not say who you are, or not in the way agreed on") from None
