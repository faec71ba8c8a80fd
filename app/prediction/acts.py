"""Acts: what a person did when they had seen an expectation. The record of it does nothing by itself."""

from enum import StrEnum


class Act(StrEnum):
    """What staff did."""

    TALKED = "talked"
    """They talked with the student about how the module goes."""
    OFFERED_SUPPORT = "offered_support"
    """They offered the student support."""
    REFERRED = "referred"
    """They referred the student to somebody else, with the student's agreement."""
    LOOKED_ONLY = "looked_only"
    """They looked, and did nothing."""
    DISAGREED = "disagreed"
    """They think that it does not fit the student, and say why."""
    CHANGED_MIND = "changed_mind"
    """They think otherwise than in what they had recorded, and say why."""


SAYS_WHY = frozenset({Act.DISAGREED, Act.CHANGED_MIND})
"""What needs a note."""
