"""Settings: frozen, read from the environment, and read at the edge (main, cli) only."""

import json
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from typing_extensions import override

from app.access.vocabulary import ROLE_NAME, PersonalScope, Role
from app.errors import BadRequest

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
    """Whether keys from there can be trusted: only over https, or from this machine."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname))
    )


Origin = Annotated[str, Field(pattern=r"^https?://[a-z0-9.-]+(:[0-9]{1,5})?$")]
"""Scheme, host and port, as a browser writes them: no path, no slash at the end, nothing for all."""


class Issuer(BaseModel):
    """One identity provider whose access tokens are accepted, and how it writes them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    issuer: str = Field(description="The exact `iss` claim.")
    audience: str = Field(min_length=1, description="What `aud` must contain: this API's own identifier.")
    jwks_uri: str | None = Field(
        default=None, description="Where its public keys are; by default as OpenID discovery says."
    )
    algorithms: tuple[Literal["RS256", "ES256"], ...] = Field(
        default=("RS256", "ES256"), min_length=1, description="Signature algorithms that are accepted."
    )
    token_type: Literal["at+jwt", "JWT"] = Field(
        default="at+jwt",
        description="The `typ` of its access tokens; with `JWT`, tokens without a `typ` are accepted too.",
    )
    requires_jti: bool = Field(default=True, description="Whether its tokens must have a `jti`.")
    longest_seconds: int = Field(
        default=86_400, ge=60, description="The longest life (`exp` - `iat`) that a token may have."
    )
    subject_claim: str = Field(default="sub", description="Which claim is the login.")
    client_claims: tuple[str, ...] = Field(
        default=("client_id",),
        min_length=1,
        description="Which claim names the client application; the first of these that a token has.",
    )
    role_claims: tuple[str, ...] = Field(
        default=("roles",),
        description="Which claims hold the roles; a dot leads into an object, such as realm_access.roles.",
    )
    role_names: dict[str, Annotated[Role, Field(pattern=ROLE_NAME)]] = Field(
        default={},
        description="The profile's role by the name that the issuer's tokens have for it; without entries,"
        " tokens name roles as the profile does.",
    )
    scope_claims: tuple[str, ...] = Field(default=("scope",), description="Which claims hold the scopes.")
    default_scopes: tuple[PersonalScope, ...] = Field(
        default=(), description="The scopes of a token that names none of Attune's."
    )

    @field_validator("jwks_uri")
    @classmethod
    def _safe_keys(cls, uri: str | None) -> str | None:
        if uri is not None and not uri.startswith("file:///") and not is_safe_address(uri):
            raise ValueError("must begin with https: or file:, or with http: on this machine")
        return uri

    @model_validator(mode="after")
    def _discoverable(self) -> Self:
        if self.jwks_uri is None and (not is_safe_address(self.issuer) or set(self.issuer) & set("?#")):
            raise ValueError("an issuer that is no https: URL needs a jwks_uri")
        return self

    @property
    def is_demonstration_only(self) -> bool:
        """Whether whoever can write to this machine could make its tokens, as the demonstration does."""
        host = urlsplit(self.issuer).hostname or ""
        where = urlsplit(self.jwks_uri or self.issuer)
        return where.scheme != "https" or host == "invalid" or host.endswith(".invalid")


def _each_once(issuers: tuple[Issuer, ...]) -> tuple[Issuer, ...]:
    if len({each.issuer for each in issuers}) < len(issuers):
        raise ValueError("names an issuer twice")
    return issuers


def _json(given: object) -> object:
    """Here rather than in pydantic-settings, which would stop at this fault and tell of no other."""
    if not isinstance(given, str):
        return given
    try:
        return json.loads(given)
    except ValueError as problem:
        raise ValueError(f"is not JSON ({problem})") from None


def _listed(given: object) -> object:
    if not isinstance(given, str):
        return given
    return tuple(each.strip() for each in given.split(",") if each.strip())


Origins = Annotated[tuple[Origin, ...], NoDecode, BeforeValidator(_listed)]
Issuers = Annotated[tuple[Issuer, ...], NoDecode, BeforeValidator(_json), AfterValidator(_each_once)]

LaunchPage = Annotated[
    str, Field(pattern=r"^https?://[a-z0-9.-]+(:[0-9]{1,5})?(/[^\s#]*)?$", max_length=1_000)
]
"""A page's whole address, without a fragment: that is where a launch puts its code."""


def origin_of(url: str) -> str:
    """Scheme, host and port, as a browser writes them."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


class Platform(BaseModel):
    """One learning platform that may launch a page (LTI 1.3), and what its people are called here."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    institution: str = Field(min_length=1, description="The code of the institution whose people it sends.")
    issuer: str = Field(min_length=1, description="The exact `iss` claim: of Moodle, its address.")
    client_id: str = Field(min_length=1, max_length=255, description="What the platform calls this tool.")
    deployment_ids: tuple[str, ...] = Field(
        min_length=1, description="The deployments whose launches are accepted; any other is refused."
    )
    authorization_endpoint: str = Field(description="Where a browser is sent to be told who it is.")
    jwks_uri: str = Field(description="Where its public keys are.")
    pages: tuple[LaunchPage, ...] = Field(
        min_length=1,
        description="The pages that it may launch, each with its whole address: a launch leads to the one"
        " that it names as `target_link_uri`, and nowhere else.",
    )
    login_claim: str = Field(
        default="sub",
        description="Which claim of a launch is the login; a dot leads into an object. It must be one that"
        " nobody can change for themselves.",
    )
    login_issuer: str | None = Field(
        default=None,
        description="The issuer under which rosters enter that login; by default the platform itself.",
    )

    @field_validator("authorization_endpoint", "jwks_uri", "pages")
    @classmethod
    def _safe(cls, given: str | tuple[str, ...]) -> str | tuple[str, ...]:
        if not all(map(is_safe_address, (given,) if isinstance(given, str) else given)):
            raise ValueError("must begin with https:, or with http: on this machine")
        return given

    @property
    def key(self) -> tuple[str, str]:
        """What tells platforms apart."""
        return self.issuer, self.client_id

    @property
    def is_demonstration_only(self) -> bool:
        """Whether whoever can write to this machine could make its launches."""
        return urlsplit(self.jwks_uri).scheme != "https"


def _each_platform_once(platforms: tuple[Platform, ...]) -> tuple[Platform, ...]:
    if len({each.key for each in platforms}) < len(platforms):
        raise ValueError("names a platform's client twice")
    return platforms


Platforms = Annotated[
    tuple[Platform, ...], NoDecode, BeforeValidator(_json), AfterValidator(_each_platform_once)
]

FormerKeys = Annotated[tuple[dict[str, str], ...], NoDecode, BeforeValidator(_json)]

COMMAND_VARIABLES = {
    "ATTUNE_ADMIN_DATABASE_URL": "`attune db bootstrap`: PostgreSQL, as who may create roles and databases.",
    "ATTUNE_OWNER_PASSWORD": "`attune db bootstrap`: the password to give the owner role.",
    "ATTUNE_APP_PASSWORD": "`attune db bootstrap`: the password to give the application role.",
    "ATTUNE_OPERATOR_PASSWORD": "`attune db bootstrap`: the password to give the operator role.",
}
"""Variables that only one command reads. Do not give them to the service."""


class _Environment(EnvSettingsSource):
    """The environment, with variables that are not settings: a misspelt name is a fault like any other."""

    def __call__(self) -> dict[str, Any]:
        found = super().__call__()
        known = {f"{self.env_prefix}{name}".upper() for name in self.settings_cls.model_fields}
        for name, value in self.env_vars.items():
            upper = name.upper()
            if upper.startswith(self.env_prefix.upper()) and upper not in known | COMMAND_VARIABLES.keys():
                found[upper.removeprefix(self.env_prefix.upper()).lower()] = value
        return found


class Settings(BaseSettings):
    """What `ATTUNE_…` environment variables say; all faults are reported together, at start."""

    model_config = SettingsConfigDict(env_prefix="ATTUNE_", frozen=True, extra="forbid")

    database_url: PostgresUrl | None = Field(
        default=None, description="PostgreSQL, as the application role, which owns nothing."
    )
    operator_database_url: PostgresUrl | None = Field(
        default=None,
        description="PostgreSQL, as the operator role, for imports, scoring and other commands; the service"
        " needs it only to score, deliver webhooks and import by itself.",
    )
    owner_database_url: PostgresUrl | None = Field(
        default=None,
        description="PostgreSQL, as the owner role, for `attune db migrate`; do not give it to the service.",
    )
    issuers: Issuers = Field(default=(), description="Token issuers: a JSON list; see docs/identity.md.")
    home: Path = Field(default=PROJECT / ".attune", description="State of the demonstration: database, keys.")
    profiles_dir: Path = Field(
        default=PROJECT / "app" / "profiles", description="Where the institution profiles are."
    )
    host: str = Field(default="127.0.0.1", description="The address to listen on.")
    port: int = Field(default=8000, ge=0, le=65535, description="The port to listen on.")
    public_url: Annotated[str, Field(pattern=r"^https?://[^\s?#]+[^\s?#/]$")] | None = Field(
        default=None,
        description="The address at which clients reach the service, such as https://attune.example.ac.uk,"
        " without a slash at the end; by default the one it listens on. What a request says of its host is"
        " never repeated.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info",
        description="The lowest level of log lines that are written; each request's line is `info`.",
    )
    metrics_token: SecretStr | None = Field(
        default=None,
        min_length=16,
        description="The secret that opens `/metrics`, sent as `Authorization: Bearer`; without it,"
        " `/metrics` is 404.",
    )
    signing_key: SecretStr | None = Field(
        default=None,
        description="The private key (PEM, P-256) that signs what people keep, such as consent receipts,"
        " and stamps weekly workbooks; `openssl ecparam -name prime256v1 -genkey -noout` makes one."
        " Without it, nothing is signed.",
    )
    former_signing_keys: FormerKeys = Field(
        default=(),
        description="The `keys` that `/.well-known/jwks.json` showed before the signing key was changed: a"
        " JSON list. What they signed can still be checked.",
    )
    traces_endpoint: str | None = Field(
        default=None,
        pattern=r"^https?://",
        description="Where traces go by OTLP over HTTP, such as http://collector:4318/v1/traces; needs the"
        " extra `telemetry`. OpenTelemetry's own `OTEL_…` variables configure the rest.",
    )
    drain_seconds: float = Field(
        default=0,
        ge=0,
        le=300,
        description="How long the service still answers after a signal to stop, with 503 on `/readyz`, so"
        " that a load balancer stops sending requests.",
    )
    shutdown_seconds: int = Field(
        default=20, ge=1, le=600, description="How long requests in flight may take to finish after that."
    )
    score_every_minutes: int = Field(
        default=0,
        ge=0,
        le=1440,
        description="How often the service itself computes the scores that are due; 0: never, `attune"
        " score` does.",
    )
    deliver_webhooks_every_seconds: int = Field(
        default=0,
        ge=0,
        le=3600,
        description="How often the service itself sends what webhooks are told; 0: never, `attune"
        " deliver-webhooks` does. It needs `ATTUNE_OPERATOR_DATABASE_URL` and `ATTUNE_SIGNING_KEY`.",
    )
    import_every_seconds: int = Field(
        default=0,
        ge=0,
        le=3600,
        description="How often the service itself looks for files that were sent to `/v1/imports`; 0: never,"
        " `attune run-imports` does. It needs `ATTUNE_OPERATOR_DATABASE_URL`.",
    )
    webhooks_to_loopback: bool = Field(
        default=False,
        description="Whether webhooks may go to this machine, over http too. For demonstrations: only where"
        " the service listens on this machine alone.",
    )
    workers: int = Field(
        default=1,
        ge=1,
        le=64,
        description="Processes that serve the port, one for each core that the service may use. Each has its"
        " own database connections and counts rates by itself; `/metrics` tells of all together.",
    )
    pool_size: int = Field(
        default=10,
        ge=1,
        le=200,
        description="Database connections of one process, and so how many requests it serves at the same"
        " time. One more watches the database; with `ATTUNE_SCORE_EVERY_MINUTES`, scoring has three of its"
        " own.",
    )
    pool_waiting: int = Field(
        default=200,
        ge=0,
        le=10_000,
        description="Requests that may wait for a connection; any more are answered with 503.",
    )
    pool_wait_seconds: float = Field(
        default=0.5,
        gt=0,
        le=60,
        description="How long a request may wait for a connection before it is answered with 503.",
    )
    database_seconds: float = Field(
        default=30,
        gt=0,
        le=600,
        description="How long a request may hold a connection, and how long a statement may run.",
    )
    exports: int = Field(
        default=1,
        ge=0,
        le=20,
        description="How many data sets may go out at the same time in each process; any more are answered"
        " with 503. Each has a database connection of its own. 0: none here.",
    )
    export_seconds: float = Field(
        default=900,
        gt=0,
        le=7200,
        description="How long one may take. Until then the database keeps what others change or delete.",
    )
    body_bytes: int = Field(
        default=262_144,
        ge=1_024,
        description="The largest request body; deliveries have a limit of their own.",
    )
    delivery_bytes: int = Field(
        default=8_388_608, ge=1_024, description="The largest request body of a delivery from another system."
    )
    import_bytes: int = Field(
        default=33_554_432,
        ge=1_024,
        le=1_073_741_824,
        description="The largest file that `/v1/imports` takes. Until it is stored, it is in memory.",
    )
    import_seconds: float = Field(
        default=300, gt=0, le=3600, description="Within what time such a file must arrive."
    )
    body_seconds: float = Field(
        default=30, gt=0, le=600, description="Within what time a request's body must arrive."
    )
    head_seconds: float = Field(
        default=10,
        gt=0,
        le=600,
        description="Within what time a request's first line and headers must arrive.",
    )
    answer_seconds: float = Field(
        default=60,
        gt=0,
        le=600,
        description="How long an answer may wait for its client to read it before the connection is closed.",
    )
    trusted_proxies: str = Field(
        default="",
        description="Addresses of proxies whose X-Forwarded-For is believed, with commas between; none:"
        " nobody's is, not even this machine's own.",
    )
    allowed_origins: Origins = Field(
        default=(),
        description="Origins of front ends that may use the API from a browser, such as"
        " https://attune.example.ac.uk, with commas between; none: only pages of the API's own origin may.",
    )
    rate_principal: int = Field(
        default=1_800, ge=0, description="Requests a minute for each login, in each process; 0: no limit."
    )
    rate_client: int = Field(
        default=60_000,
        ge=0,
        description="Requests a minute for each client application (`client_id`), of all its users"
        " together; 0: no limit.",
    )
    rate_deliveries: int = Field(
        default=600, ge=0, description="Deliveries a minute for each login; 0: no limit."
    )
    rate_figures: int = Field(
        default=120,
        ge=0,
        description="Scoring trials, workbooks and group figures a minute for each login; 0: no limit.",
    )
    rate_anonymous: int = Field(
        default=1_200,
        ge=0,
        description="Requests a minute that no token answers for, for each address; 0: no limit.",
    )
    rate_failures: int = Field(
        default=600,
        ge=0,
        description="Requests a minute with an invalid token for each address; 0: no limit.",
    )

    lti_platforms: Platforms = Field(
        default=(),
        description="Learning platforms that may launch a page by LTI 1.3: a JSON list; see docs/lti.md. It"
        " needs `ATTUNE_SIGNING_KEY`, and `ATTUNE_ALLOWED_ORIGINS` with the origins of the pages.",
    )

    @property
    def address(self) -> str:
        """At which clients reach the service."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{host}:{self.port}"

    def refuse_demonstration_issuer_in_public(self) -> None:
        """Raises BadRequest for an issuer made for demonstrations on an address that others can reach."""
        unsafe = [each.issuer for each in self.issuers if each.is_demonstration_only]
        if unsafe and not _is_loopback(self.host):
            raise BadRequest(
                f"ATTUNE_ISSUERS names {', '.join(unsafe)}, which is for demonstrations on one machine (a"
                " demonstration's issuer, or keys from file: or http:), but ATTUNE_HOST is"
                f" {self.host}: others could reach the service. Name a real issuer, or serve on 127.0.0.1"
            )
        unsafe = [each.issuer for each in self.lti_platforms if each.is_demonstration_only]
        if unsafe and not _is_loopback(self.host):
            raise BadRequest(
                f"ATTUNE_LTI_PLATFORMS has keys of {', '.join(unsafe)} from http:, which is for one machine"
                f" alone, but ATTUNE_HOST is {self.host}: others could reach the service"
            )

    @field_validator("score_every_minutes", "import_every_seconds")
    @classmethod
    def _works_as_operator(cls, every: int, info: ValidationInfo) -> int:
        urls = info.data.get("database_url"), info.data.get("operator_database_url")
        if every and urls[0] is not None and urls[1] is None:
            raise ValueError("needs ATTUNE_OPERATOR_DATABASE_URL as well")
        return every

    @field_validator("deliver_webhooks_every_seconds")
    @classmethod
    def _delivers_as_operator(cls, seconds: int, info: ValidationInfo) -> int:
        cls._works_as_operator(seconds, info)
        if seconds and info.data.get("signing_key") is None:
            raise ValueError("needs ATTUNE_SIGNING_KEY as well")
        return seconds

    @field_validator("webhooks_to_loopback")
    @classmethod
    def _to_this_machine_only_from_it(cls, allowed: bool, info: ValidationInfo) -> bool:  # noqa: FBT001
        if allowed and not _is_loopback(info.data.get("host", "")):
            raise ValueError("is for demonstrations, but ATTUNE_HOST lets others reach the service")
        return allowed

    @field_validator("lti_platforms")
    @classmethod
    def _can_launch(cls, platforms: tuple[Platform, ...], info: ValidationInfo) -> tuple[Platform, ...]:
        if platforms and info.data.get("signing_key") is None:
            raise ValueError("needs ATTUNE_SIGNING_KEY as well")
        own = info.data.get("public_url")
        allowed = {*info.data.get("allowed_origins", ()), *([origin_of(own)] if own else [])}
        for page in (page for each in platforms for page in each.pages):
            if origin_of(page) not in allowed:
                raise ValueError(
                    f"needs {origin_of(page)} in ATTUNE_ALLOWED_ORIGINS: its page asks from there"
                )
        return platforms

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

    database_url: PostgresUrl = Field(description="PostgreSQL, as the application role, which owns nothing.")
    issuers: Issuers = Field(min_length=1, description="Token issuers: a JSON list; see docs/identity.md.")


_WORDS = {
    "missing": "must be set",
    "extra_forbidden": "is not a setting of Attune; see docs/configuration.md for those there are",
    "too_short": "must name at least one",
    "string_pattern_mismatch": "does not have the required form",
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
