"""Attune's API, typed: generated from its contract. `models` are its types. See the README."""

from attune_client import calls
from attune_client.call import Call, Paged
from attune_client.client import Answer, AsyncAttune, Attune
from attune_client.problems import ProblemError

__all__ = ["Answer", "AsyncAttune", "Attune", "Call", "Paged", "ProblemError", "calls"]
