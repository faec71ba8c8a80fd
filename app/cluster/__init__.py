"""The PostgreSQL server that Attune starts by itself where none is given."""

from app.cluster.address import Address
from app.cluster.errors import ClusterError
from app.cluster.usage import running

__all__ = ["Address", "ClusterError", "running"]
