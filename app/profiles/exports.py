"""A profile's exports: for what another system may take data out, which, and whose it is."""

from collections.abc import Collection
from typing import Annotated

from pydantic import Field

from app.access.vocabulary import ROLE_NAME
from app.profiles.entry import Entry
from app.wire.export_datasets import DatasetName


class ExportPurpose(Entry):
    """Why a system takes data out, and who receives them."""

    title: str
    words: str = Field(description="Completes, for the student: received your … (words).")
    recipient: str = Field(description="Who receives the data, in words for students.")
    purpose: str
    """The purpose of `purposes` that it serves: who is restricted for it, or has not agreed, is left out."""
    datasets: Annotated[frozenset[DatasetName], Field(min_length=1)]
    commercial: bool = False
    """Whether the recipient is a company: then it has those alone who agreed to `commercial_purpose`."""
    student_numbers: bool = False
    """Whether students come with the university's number; otherwise with the service's id alone."""


class ExportsEntry(Entry):
    """What systems may take out. What is not named is refused."""

    purposes: Annotated[dict[Annotated[str, Field(pattern=ROLE_NAME)], ExportPurpose], Field(min_length=1)]

    def check(
        self, purposes: Collection[str], refused: Collection[str], commercial_purpose: str | None
    ) -> None:
        """Raises ValueError for a purpose that is none, or is refused, or sells what nobody agreed to."""
        for name, each in self.purposes.items():
            if name in refused:
                raise ValueError(f"exports: {name} is refused to everybody")
            if each.purpose not in purposes:
                raise ValueError(f"exports: {name} serves {each.purpose}, which is none of the purposes")
            if each.commercial != (each.purpose == commercial_purpose):
                raise ValueError(
                    f"exports: {name} must serve the commercial purpose if its recipient is a company, and"
                    " may not otherwise"
                )

    def receiving(self, datasets: Collection[DatasetName]) -> list[str]:
        """Who receives any of these."""
        found = (each.recipient for each in self.purposes.values() if each.datasets & set(datasets))
        return list(dict.fromkeys(found))
