"""Faults: what is wrong with what was sent, and where."""

from app.errors import BadRequest, Fault


class BadStatement(Exception):
    """Something sent breaks a rule; `where` grows from the inside out as it passes."""

    def __init__(self, rule: str, *where: str | int) -> None:
        super().__init__(rule)
        self.rule = rule
        self.where: list[str | int] = list(where)

    def within(self, place: str | int) -> "BadStatement":
        """The same, seen from around it."""
        self.where.insert(0, place)
        return self

    @property
    def pointer(self) -> str:
        """As a JSON pointer."""
        return "".join(f"/{str(each).replace('~', '~0').replace('/', '~1')}" for each in self.where)


def refused(bad: BadStatement, root: str = "/body") -> BadRequest:
    """The refusal of it: the rule and the place, and nothing of what was sent but names of properties."""
    return BadRequest(bad.rule, faults=[Fault(f"{root}{bad.pointer}", bad.rule)])
