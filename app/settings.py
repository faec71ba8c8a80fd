"""Settings: frozen, read from the environment, and read at the edge (main, cli) only."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from typing_extensions import override

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
    algorithms: tuple[Literal["RS256", "ES256"], ...] = Field(
        default=("RS256", "ES256"), description="Signatures that are accepted."
    )
    roles_claim: str = Field(default="roles", description="The claim that names the roles.")


def _json(given: object) -> object:
    """Here rather than in pydantic-settings, which would stop at this fault and tell of no other."""
    if not isinstance(given, str):
        return given
    try:
        return json.loads(given)
    except ValueError as problem:
        raise ValueError(f"is not JSON ({problem})") from None


Issuers = Annotated[tuple[Issuer, ...], NoDecode, BeforeValidator(_json)]

ELSEWHERE = {
    "ATTUNE_ADMIN_DATABASE_URL": "`attune db bootstrap`: PostgreSQL, as who may make roles and databases.",
    "ATTUNE_OWNER_PASSWORD": "`attune db bootstrap`: what the owner's role shall have as its password.",
    "ATTUNE_APP_PASSWORD": "`attune db bootstrap`: what the application's role shall have as its password.",
}
"""Variables that one command reads; the service is better off without them."""


class _Environment(EnvSettingsSource):
    """The environment, with what nobody reads: a variable that is misspelt is a fault like any other."""

    def __call__(self) -> dict[str, Any]:
        found = super().__call__()
        known = {f"{self.env_prefix}{name}".upper() for name in self.settings_cls.model_fields}
        for name, value in self.env_vars.items():
            upper = name.upper()
            if upper.startswith(self.env_prefix.upper()) and upper not in known | ELSEWHERE.keys():
                found[upper.removeprefix(self.env_prefix.upper()).lower()] = value
        return found


class Settings(BaseSettings):
    """What `ATTUNE_…` environment variables say; every fault is reported at once, at start."""

    model_config = SettingsConfigDict(env_prefix="ATTUNE_", frozen=True, extra="forbid")

    database_url: PostgresUrl | None = Field(
        default=None, description="PostgreSQL, as the application role that owns nothing."
    )
    owner_database_url: PostgresUrl | None = Field(
        default=None, description="PostgreSQL, as the owner that migrates; the service lacks it."
    )
    issuers: Issuers = Field(default=(), description="Token issuers: a JSON list, see below.")
    home: Path = Field(default=PROJECT / ".attune", description="State of the demonstration: database, keys.")
    profiles_dir: Path = Field(
        default=PROJECT / "app" / "profiles", description="Where the institution profiles are."
    )
    host: str = Field(default="127.0.0.1", description="The address to listen on.")
    port: int = Field(default=8000, ge=0, le=65535, description="The port to listen on.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="The least important log lines written; every request's is `info`."
    )
    metrics_token: SecretStr | None = Field(
        default=None,
        min_length=16,
        description="The secret that opens `/metrics` as `Authorization: Bearer`; without it there is none.",
    )
    traces_endpoint: str | None = Field(
        default=None,
        pattern=r"^https?://",
        description="Where traces go by OTLP over HTTP, such as http://collector:4318/v1/traces; needs the"
        " extra `telemetry`. OpenTelemetry's own `OTEL_…` variables say the rest.",
    )
    drain_seconds: float = Field(
        default=0,
        ge=0,
        le=300,
        description="How long, told to stop, the service serves on with `/readyz` saying 503, so that a"
        " load balancer notices.",
    )
    shutdown_seconds: int = Field(
        default=20, ge=1, le=600, description="How long requests in flight then may take to finish."
    )
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

    @override
    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, _Environment(settings_cls)


class ServiceSettings(Settings):
    """The same, with what the service cannot do without."""

    database_url: PostgresUrl = Field(description="PostgreSQL, as the application role that owns nothing.")
    issuers: Issuers = Field(min_length=1, description="Token issuers: a JSON list, see below.")


_WORDS = {
    "missing": "must be set",
    "extra_forbidden": "is no variable of ours; see docs/configuration.md",
    "too_short": "must name at least one",
    "string_pattern_mismatch": "is not of the form that is asked for",
}


def faults(problem: ValidationError) -> Iterator[str]:
    """What is wrong with the environment, a line each; never the values, which may be secrets."""
    for each in problem.errors(include_url=False, include_context=False, include_input=False):
        variable, *inside = (str(part) for part in each["loc"])
        where = f" ({'.'.join(inside)})" if inside else ""
        yield f"ATTUNE_{variable.upper()}{where}: {_words(each)}{_allowed(variable, inside)}"


def _words(error: ErrorDetails) -> str:
    return _WORDS.get(error["type"], error["msg"].removeprefix("Value error, "))


def _allowed(variable: str, inside: list[str]) -> str:
    field = Settings.model_fields.get(variable)
    return f". {field.description}" if field and not inside else ""
