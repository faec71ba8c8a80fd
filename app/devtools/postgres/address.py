"""How a running server is reached."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Address:
    """The way in as superuser: TCP on this machine only, or the socket in `socket_dir`."""

    socket_dir: Path
    host: str
    port: int
    user: str
    password: str = field(repr=False)

    def url(
        self,
        *,
        database: str = "postgres",
        user: str | None = None,
        password: str | None = None,
    ) -> str:
        name = quote(user or self.user, safe="")
        secret = quote(self.password if password is None else password, safe="")
        return f"postgresql://{name}:{secret}@{self.host}:{self.port}/{quote(database, safe='')}"
