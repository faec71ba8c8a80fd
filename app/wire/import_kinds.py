"""Kinds of files that are imported, how they may be written, and how far the work on one has come."""

from enum import StrEnum


class ImportKind(StrEnum):
    """What a file is of."""

    EVENTS = "events"
    """Activity events. One whose id is known with other content is left out."""
    REPLAY = "replay"
    """Activity events again. One whose id is known with other content is replaced."""
    SESSIONS = "sessions"
    """Teaching sessions."""
    ATTENDANCE = "attendance"
    """What the register says."""
    MARKS = "marks"
    """Submissions and marks."""
    CAREER_STAGES = "career_stages"
    """Stages of career readiness."""
    ROSTER = "roster"
    """A roster, as Attune's own CSV files."""
    ONEROSTER = "oneroster"
    """A roster, as a OneRoster 1.2.1 CSV package."""
    UDD = "udd"
    """A roster with sessions and marks, as UDD 1.6 files."""


class MediaType(StrEnum):
    """How a file is written."""

    ZIP = "application/zip"
    """Several files in a ZIP archive."""
    CSV = "text/csv"
    """One CSV file, with a header."""
    TSV = "text/tab-separated-values"
    """One tab-separated file, with a header."""
    NDJSON = "application/x-ndjson"
    """One JSON object a line."""
    JSON = "application/json"
    """A roster's rows, by noun (`POST /v1/roster`)."""


class ImportState(StrEnum):
    """How far the work on a file has come."""

    WAITING = "waiting"
    """Nobody has taken it up yet."""
    RUNNING = "running"
    """It is being worked on, or was cut off and is taken up again."""
    DONE = "done"
    """Every row of it was read and answered for."""
    REFUSED = "refused"
    """It breaks a rule as a whole; what is not answered for was not stored."""


class ImportOutcome(StrEnum):
    """What became of a row that the report names, or of a column or file."""

    REJECTED = "rejected"
    """It breaks a rule: nothing was kept of it."""
    CONFLICT = "conflict"
    """Something else is there under its id: nothing changed."""
    UNKNOWN = "unknown"
    """It names somebody or something that the roster does not know: nothing was kept of it."""
    REFUSED = "refused"
    """It breaks a rule, and nothing of the whole file or package is stored."""
    NOT_MAPPED = "not_mapped"
    """It is sound, and there is no place for it here, or something is missing to place it."""
    IGNORED = "ignored"
    """It is not kept, in any row."""


ITEM_KINDS = frozenset(
    {
        ImportKind.EVENTS,
        ImportKind.REPLAY,
        ImportKind.SESSIONS,
        ImportKind.ATTENDANCE,
        ImportKind.MARKS,
        ImportKind.CAREER_STAGES,
    }
)
"""Those whose rows are answered for one by one; of the others all is taken or nothing."""
OF_ITEMS = (MediaType.CSV, MediaType.NDJSON)
WRITTEN_AS = {
    **dict.fromkeys(ITEM_KINDS, OF_ITEMS),
    ImportKind.ROSTER: (MediaType.ZIP, MediaType.CSV),
    ImportKind.ONEROSTER: (MediaType.ZIP,),
    ImportKind.UDD: (MediaType.ZIP, MediaType.TSV),
}
"""How a file of each kind may be written."""


def needs_name(kind: ImportKind, media_type: MediaType) -> bool:
    """Whether the file must say which of a package's files it is."""
    return kind not in ITEM_KINDS and media_type is not MediaType.ZIP
