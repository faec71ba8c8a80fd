"""One student: who they are, who tutors them, and which modules they are on."""

from app.actions.context import Context
from app.db.query import Reads
from app.ids import StudentId
from app.store.people import modules, students
from app.store.people.modules import EnrolledRun
from app.store.people.students import StudentRecord, Tutor

_READS: Reads = {"student": students.ONE, "tutors": students.TUTORS, "runs": modules.ENROLLED}


async def read_student(
    context: Context, student_id: StudentId
) -> tuple[StudentRecord, list[Tutor], list[EnrolledRun]]:
    """The student with their personal tutors of today and their module runs."""
    rows = await context.transaction.gather(_READS, student_id=student_id, today=context.today)
    return rows["student"][0], rows["tutors"], rows["runs"]
