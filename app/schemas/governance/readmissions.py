"""Readmissions: whoever was erased is a student again."""

from datetime import date

from app.ids import ErasureId
from app.schemas.base import In, Name, Out, shown_as
from app.schemas.made_up import NUMBER, REQUEST
from app.store.governance.erasures import Readmission


class ReadmissionIn(In):
    model_config = shown_as({"number": NUMBER, "starts_on": "2019-09-01"})

    number: Name
    """The student's number."""
    starts_on: date
    """From this day on, data are taken again: the day of the erasure, or later."""


class ReadmissionOut(Out):
    model_config = shown_as({"erasure_id": REQUEST, "readmitted_on": "2019-09-01"})

    erasure_id: ErasureId
    """The entry in the ledger of erasures."""
    readmitted_on: date
    """From this day on, data are taken again."""


def readmission_out(each: Readmission) -> ReadmissionOut:
    return ReadmissionOut(erasure_id=each.erasure_id, readmitted_on=each.readmitted_on)
