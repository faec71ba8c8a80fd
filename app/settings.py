"""Settings: frozen, read from the environment, and read at the edge (main, cli) only."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT = Path(__file__).resolve().parent.parent


def _postgres_url(url: SecretStr) -> SecretStr:
    if not url.get_secret_value().startswith(("postgresql://", "postgres://")):
        raise ValueError("must begin with postgresql://")
    return url


# Secret, because it carries a password: a settings object may be logged, its values may not.
PostgresUrl = Annotated[SecretStr, AfterValidator(_postgres_url)]


class Issuer(BaseModel):
    """One identity provider whose access tokens are accepted."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    issuer: str = Field(description="The exact `iss` claim.")
    audience: str = Field(description="What `aud` must contain: this API's own identifier.")
    jwks_uri: str = Field(description="Where its public keys are: https:, http: or file:.")
    algorithms: tuple[Literal["RS256", "ES256"], ...] = ("RS256", "ES256")
    roles_claim: str = "roles"


class Settings(BaseSettings):
    """What `ATTUNE_…` environment variables say; every fault is reported at once, at start."""

    model_config = SettingsConfigDict(env_prefix="ATTUNE_", frozen=True, extra="ignore")

    database_url: PostgresUrl | None = Field(
        default=None, description="PostgreSQL, as the application role that owns nothing."
    )
    owner_database_url: PostgresUrl | None = Field(
        default=None, description="PostgreSQL, as the owner that migrates; the service lacks it."
    )
    issuers: tuple[Issuer, ...] = Field(default=(), description="JSON list of token issuers.")
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
