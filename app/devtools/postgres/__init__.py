"""The PostgreSQL server that Attune starts by itself where none is given."""

from app.devtools.postgres.address import Address
from app.devtools.postgres.errors import ClusterError
from app.devtools.postgres.usage import running

__all__ = ["Address", "ClusterError", "running"]
