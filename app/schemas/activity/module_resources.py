"""Resources of module runs, as other systems deliver them."""

from pydantic import Field

from app.schemas.base import Flag, In, Name, shown_as
from app.schemas.exchange.deliveries import MOST_ITEMS, Judged
from app.schemas.made_up import MODULE_RUN_CODE
from app.wire.deliveries import ModuleResourceItem

_RESOURCE = {
    "module_run": MODULE_RUN_CODE,
    "resource": "slides-7",
    "title": "Slides of week 7",
    "offered": True,
}


class ModuleResourceIn(In):
    module_run: Name
    """The code of the module run that it belongs to."""
    resource: Name = Field(description="Its code: what events about it name as their `object`.")
    title: Name
    """What the class calls it."""
    offered: Flag = Field(
        default=True, description="Whether the class can open it. What is taken away is told of no more."
    )


class ModuleResourcesIn(In):
    model_config = shown_as({"resources": [_RESOURCE]})

    resources: list[Judged[ModuleResourceIn]] = Field(min_length=1, max_length=MOST_ITEMS)
    """Each is judged by itself: a bad one stops no other."""


def module_resource_item(resource: ModuleResourceIn) -> ModuleResourceItem:
    return ModuleResourceItem(**resource.model_dump())
