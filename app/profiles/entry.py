"""What every entry of a profile is: data that cannot change, and that knows all its own fields."""

from pydantic import BaseModel, ConfigDict


class Entry(BaseModel):
    """An entry of a profile. A field that it does not have is a mistake, and refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")
