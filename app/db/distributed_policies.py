"""Policies as a spread database takes them: over settings and the row's columns, without a sub-select.

On one machine a sub-select is worked out once for a statement, where a function would be asked for each row.
Citus refuses sub-selects in a policy.
"""

import re

_TOLD = re.compile(r"\( SELECT (attune_\w+\((?:'\w+'::text)?\)) AS \w+\)")
_SEEN = re.compile(r"\((\w+) IN \( SELECT unnest\(attune_visible_students\(\)\) AS unnest\)\)")


def said_over_settings(expression: str) -> str:
    """The same rule for a spread database; `expression` is a policy's, as pg_get_expr() says it.

    Raises ValueError where a sub-select would be left.
    """
    said = _SEEN.sub(r"attune_sees(\1)", _TOLD.sub(r"\1", expression))
    if re.search(r"\bSELECT\b", said):
        raise ValueError(f"a policy with a sub-select cannot be spread: {said}")
    return said
