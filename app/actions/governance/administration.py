"""Administration: changes to the service by somebody with the right to, audited with before and after."""

from dataclasses import dataclass
from typing import Any

from app.actions.context import Here
from app.auth.principal import Role
from app.ids import StaffId
from app.store.governance import audit


@dataclass(frozen=True, slots=True)
class Administration(Here):
    """Where and when something is changed, and by whom in which role."""

    staff_id: StaffId
    role: Role

    async def note(
        self,
        action: str,
        subject: str,
        *,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
    ) -> None:
        """Put the change on record, in the transaction that makes it. `subject` is a kind and an id."""
        await audit.add(
            self.session,
            institution_id=self.institution.institution_id,
            changed_at=self.now,
            staff_id=self.staff_id,
            role=self.role,
            action=action,
            subject=subject,
            before=before,
            after=after,
        )
