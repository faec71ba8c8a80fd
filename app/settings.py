"""Settings: frozen, read from the environment, and read at the edge (main, cli) only."""

from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.errors import BadRequest
from app.rights import PersonalScope, Role

PROJECT = Path(__file__).resolve().parent.parent


def _postgres_url(url: SecretStr) -> SecretStr:
    if not url.get_secret_value().startswith(("postgresql://", "postgres://")):
        raise ValueError("must begin with postgresql://")
    return url


# Secret, because it carries a password: a settings object may be logged, its values may not.
PostgresUrl = Annotated[SecretStr, AfterValidator(_postgres_url)]


def _is_loopback(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False


def is_safe_address(url: str) -> bool:
    """Whether keys from there prove anything: not if they came over an open line."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname))
    )


class Issuer(BaseModel):
    """One identity provider whose access tokens are accepted, and how it writes them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    issuer: str = Field(description="The exact `iss` claim.")
    audience: str = Field(min_length=1, description="What `aud` must contain: this API's own identifier.")
    jwks_uri: str | None = Field(
        default=None, description="Where its public keys are; by default OpenID discovery says it."
    )
    algorithms: tuple[Literal["RS256", "ES256"], ...] = Field(default=("RS256", "ES256"), min_length=1)
    token_type: Literal["at+jwt", "JWT"] = Field(
        default="at+jwt", description="`typ` of its access tokens; `JWT` also means none."
    )
    requires_jti: bool = True
    longest_seconds: int = Field(
        default=86_400, ge=60, description="The longest life (`exp` - `iat`) that a token may have."
    )
    subject_claim: str = Field(default="sub", description="Which claim is the login.")
    client_claims: tuple[str, ...] = Field(
        default=("client_id",), min_length=1, description="Which claim names the client; the first there is."
    )
    role_claims: tuple[str, ...] = Field(
        default=("roles",), description="Where roles are; a dot leads into an object."
    )
    role_names: dict[str, Role] = Field(
        default={}, description="The issuer's names of our roles; without any, they are named like ours."
    )
    scope_claims: tuple[str, ...] = Field(default=("scope",), description="Where scopes are.")
    default_scopes: tuple[PersonalScope, ...] = Field(
        default=(), description="What a token may be used for that names no scope of ours."
    )

    @field_validator("jwks_uri")
    @classmethod
    def _safe_keys(cls, uri: str | None) -> str | None:
        if uri is not None and not uri.startswith("file:///") and not is_safe_address(uri):
            raise ValueError("must be https:, or file:, or http: on this machine")
        return uri

    @model_validator(mode="after")
    def _discoverable(self) -> Self:
        if self.jwks_uri is None and (not is_safe_address(self.issuer) or set(self.issuer) & set("?#")):
            raise ValueError("an issuer that is no https: URL needs a jwks_uri")
        return self

    @property
    def is_for_practice(self) -> bool:
        """Whether whoever can write to this machine could make its tokens, as the demonstration does."""
        host = urlsplit(self.issuer).hostname or ""
        where = urlsplit(self.jwks_uri or self.issuer)
        return where.scheme != "https" or host == "invalid" or host.endswith(".invalid")


def _each_once(issuers: tuple[Issuer, ...]) -> tuple[Issuer, ...]:
    if len({each.issuer for each in issuers}) < len(issuers):
        raise ValueError("an issuer stands there twice")
    return issuers


class Settings(BaseSettings):
    """What `ATTUNE_…` environment variables say; every fault is reported at once, at start."""

    model_config = SettingsConfigDict(env_prefix="ATTUNE_", frozen=True, extra="ignore")

    database_url: PostgresUrl | None = Field(
        default=None, description="PostgreSQL, as the application role that owns nothing."
    )
    owner_database_url: PostgresUrl | None = Field(
        default=None, description="PostgreSQL, as the owner that migrates; the service lacks it."
    )
    issuers: Annotated[tuple[Issuer, ...], AfterValidator(_each_once)] = Field(
        default=(), description="JSON list of token issuers; see docs/identity.md."
    )
    home: Path = Field(default=PROJECT / ".attune", description="State of the demonstration: database, keys.")
    profiles_dir: Path = Field(
        default=PROJECT / "app" / "profiles", description="Where the institution profiles are."
    )
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    score_every_minutes: int = Field(
        default=0, ge=0, le=1440, description="How often the service scores what is due itself; 0: never."
    )
    pool_size: int = Field(
        default=10, ge=1, le=200, description="Database connections of one process: requests served at once."
    )
    pool_waiting: int = Field(
        default=200,
        ge=0,
        le=10_000,
        description="Requests that may wait for one; more are turned away (503).",
    )
    pool_wait_seconds: float = Field(
        default=0.5, gt=0, le=60, description="How long a request waits for a connection before a 503."
    )
    database_seconds: float = Field(
        default=30, gt=0, le=600, description="How long a request may keep a connection, and a statement run."
    )
    body_bytes: int = Field(
        default=262_144, ge=1_024, description="The largest body taken; deliveries have their own."
    )
    delivery_bytes: int = Field(
        default=8_388_608, ge=1_024, description="The largest delivery of another system taken."
    )
    body_seconds: float = Field(default=30, gt=0, le=600, description="In what time a body must arrive.")
    head_seconds: float = Field(
        default=10, gt=0, le=600, description="In what time a request's first line and headers must arrive."
    )
    trusted_proxies: str = Field(
        default="127.0.0.1",
        description="Addresses of proxies whose X-Forwarded-For is believed, with commas between.",
    )
    rate_principal: int = Field(
        default=1_800, ge=0, description="Requests a minute of one login, to one process; 0: any number."
    )
    rate_client: int = Field(
        default=60_000, ge=0, description="The same of one client application (`client_id`), all its users'."
    )
    rate_deliveries: int = Field(default=600, ge=0, description="The same of one login, of deliveries alone.")
    rate_figures: int = Field(
        default=120, ge=0, description="The same of one login, of trials and figures about groups alone."
    )
    rate_anonymous: int = Field(default=1_200, ge=0, description="The same of one address, without a token.")
    rate_failures: int = Field(
        default=600, ge=0, description="The same of one address, with tokens that do not hold."
    )

    def refuse_practice_in_public(self) -> None:
        """Raises BadRequest for an issuer made for practice on an address that others can reach."""
        practice = [each.issuer for each in self.issuers if each.is_for_practice]
        if practice and not _is_loopback(self.host):
            raise BadRequest(
                f"ATTUNE_ISSUERS names {', '.join(practice)}, which is for practice on one machine (a"
                " demonstration's issuer, or keys from file: or http:), but ATTUNE_HOST is"
                f" {self.host}: others could reach the service. Name a real issuer, or serve on 127.0.0.1"
            )
