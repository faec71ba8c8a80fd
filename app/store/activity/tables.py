"""Activity: events as their sources sent them, the daily amounts they add up to, and when sources were down.

Events and amounts are written set-wise, by statements that lock the students' rows first. They have no
foreign keys: a key would check millions of rows one by one for what cannot happen. Whoever erases a student
empties these tables first.
"""

from datetime import date, datetime

from sqlalchemy import ARRAY, CheckConstraint, Index, SmallInteger, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.table import InstitutionTable, of_institution, refers_to
from app.ids import EventId, ModuleRunId, OutageId, StudentId


class Event(InstitutionTable):
    """One thing a student did, as its source sent it; partitioned by academic year."""

    __tablename__ = "events"
    __table_args__ = (
        CheckConstraint("quantity > 0 and quantity < 'infinity'", name="quantity"),
        Index(None, "institution_id", "student_id", "day"),
        {"postgresql_partition_by": "RANGE (academic_year)"},
    )

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    academic_year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    event_id: Mapped[EventId] = mapped_column(primary_key=True)
    occurred_at: Mapped[datetime]
    day: Mapped[date]
    source: Mapped[str]
    kind: Mapped[str]
    module_run_id: Mapped[ModuleRunId | None]
    object: Mapped[str | None]
    quantity: Mapped[float]
    version: Mapped[int] = mapped_column(SmallInteger, server_default=text("1"))
    sender: Mapped[int | None]
    """Of the login that delivered it (`actions/exchange/senders.py`); null: it came otherwise."""


class ModuleResource(InstitutionTable):
    """A resource of a module run in the virtual learning environment: an event's `object` names it."""

    __tablename__ = "module_resources"
    __table_args__ = (refers_to("module_runs", "module_run_id"),)

    module_run_id: Mapped[ModuleRunId] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    offered: Mapped[bool]
    """Whether the class can open it."""


class WaitingEvent(InstitutionTable):
    """An event about a student or a module that the roster does not know yet: kept, not lost."""

    __tablename__ = "waiting_events"
    __table_args__ = (of_institution(),)

    system: Mapped[str] = mapped_column(primary_key=True)
    identifier: Mapped[str] = mapped_column(primary_key=True)
    event_id: Mapped[EventId] = mapped_column(primary_key=True)
    occurred_at: Mapped[datetime]
    source: Mapped[str]
    kind: Mapped[str]
    module_run: Mapped[str | None]
    object: Mapped[str | None]
    quantity: Mapped[float]
    version: Mapped[int] = mapped_column(SmallInteger, server_default=text("1"))
    sender: Mapped[int | None]
    """Of the login that delivered it."""


class EventRemoval(InstitutionTable):
    """An event that its source took back: it stays away, unless a later version of it comes.

    Under the sender's own names, since an event may be taken back before its student is known.
    """

    __tablename__ = "event_removals"
    __table_args__ = (of_institution(),)

    event_id: Mapped[EventId] = mapped_column(primary_key=True)
    system: Mapped[str] = mapped_column(primary_key=True)
    identifier: Mapped[str] = mapped_column(primary_key=True)
    through_version: Mapped[int] = mapped_column(SmallInteger)
    """The latest version that it stands for."""
    removed_at: Mapped[datetime]
    sender: Mapped[int | None]
    """Of the login that took it back; null: it was corrected here."""


class ActivityMonth(InstitutionTable):
    """A student's daily amounts in one month: one block of 31 big-endian doubles for each source it names."""

    __tablename__ = "activity_months"
    __table_args__ = (CheckConstraint("length(amounts) = 248 * cardinality(sources)", name="amounts"),)

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    sources: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """By name; those that the institution collected when the month was last written, and any before."""
    amounts: Mapped[bytes]


class ModuleActivityMonth(InstitutionTable):
    """The same, of one source in one module run; the runs' amounts of a day add up to the day's amount."""

    __tablename__ = "module_activity_months"
    __table_args__ = (CheckConstraint("length(amounts) = 248", name="amounts"),)

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    module_run_id: Mapped[ModuleRunId] = mapped_column(primary_key=True)
    amounts: Mapped[bytes]


class Delivery(InstitutionTable):
    """How fresh each source is: the source's own word (`data_as_of`), not the import job's clock."""

    __tablename__ = "deliveries"
    __table_args__ = (of_institution(),)

    source: Mapped[str] = mapped_column(primary_key=True)
    data_as_of: Mapped[datetime]
    delivered_at: Mapped[datetime]


class SourceOutage(InstitutionTable):
    """Days on which a source is known to have been down: what it shows for them is missing, not zero."""

    __tablename__ = "source_outages"
    __table_args__ = (CheckConstraint("ends_before > starts_on", name="forward"), of_institution())

    outage_id: Mapped[OutageId] = mapped_column(primary_key=True)
    source: Mapped[str]
    starts_on: Mapped[date]
    ends_before: Mapped[date]
    note: Mapped[str]
    automatic: Mapped[bool]
    """Recorded by the service itself, of a source that stayed away for too long."""
