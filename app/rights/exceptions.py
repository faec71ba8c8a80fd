"""Exceptions: what a student is told where something they asked for is not done."""

from collections.abc import Mapping

from app.rights.vocabulary import LegalException

SAID: Mapping[LegalException, str] = {
    LegalException.GRADES_KEPT: (
        "Your marks and awards are kept: the University must be able to prove them"
        " (UK GDPR, article 17(3)(b))."
    ),
    LegalException.STATUTORY: (
        "Another law makes the University keep or report this (UK GDPR, article 17(3)(b))."
    ),
    LegalException.SPONSORSHIP_EVIDENCE: (
        "As your visa's sponsor, the University must keep evidence that you took part in your course"
        " (UK GDPR, article 17(3)(b))."
    ),
    LegalException.LEGAL_CLAIMS: "This is needed for a legal claim (UK GDPR, article 17(3)(e)).",
    LegalException.OVERRIDING_GROUNDS: (
        "The University has compelling reasons that weigh more than yours (UK GDPR, article 21(1))."
    ),
    LegalException.SAFEGUARDING: (
        "This protects you or somebody else from harm (Data Protection Act 2018, schedule 3)."
    ),
    LegalException.RESEARCH: "This is kept for archives, research or statistics (UK GDPR, article 17(3)(d)).",
    LegalException.THIRD_PARTY: (
        "This would show another person's data (Data Protection Act 2018, schedule 2, paragraph 16)."
    ),
    LegalException.LEGAL_PRIVILEGE: (
        "This is between the University and its lawyers (Data Protection Act 2018, schedule 2, paragraph 19)."
    ),
    LegalException.EXAM_SCRIPTS: (
        "This was written in an exam (Data Protection Act 2018, schedule 2, paragraph 25)."
    ),
    LegalException.CONFIDENTIAL_REFERENCES: (
        "This is a reference given in confidence (Data Protection Act 2018, schedule 2, paragraph 24)."
    ),
    LegalException.MANIFESTLY_UNFOUNDED: (
        "The request is manifestly unfounded or excessive (UK GDPR, article 12(5))."
    ),
}
"""The same for every institution, and under which rule."""
