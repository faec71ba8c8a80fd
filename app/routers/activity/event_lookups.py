"""Event look-ups: a system reads what became of events that it delivered."""

from app.actions.activity.look_up_events import look_up_events
from app.errors import BadRequest, Forbidden, Unauthenticated
from app.http.deps import DeliveringSystem
from app.http.problems import describe
from app.http.routes import contract_router
from app.schemas.activity.events import EventLookUpIn, EventLookUpOut, event_look_up_out, looked_up_name

router = contract_router(
    "/v1/events/lookups", tags=["events"], responses=describe(BadRequest, Unauthenticated, Forbidden)
)


@router.post("", summary="Look up events that I have delivered")
async def read_delivered_events(context: DeliveringSystem, asked: EventLookUpIn) -> EventLookUpOut:
    """Where events stand that the asking login delivered itself, by its own ids, with what is stored of them.

    Nothing is told of what others delivered, nor of what came before senders were kept. A body, because who a
    student is stands in no address. To compare a whole item with what is stored, deliver it with
    `?dry_run=true`: `known` says that it is the same.
    """
    names = [looked_up_name(each) for each in asked.events]
    return event_look_up_out(await look_up_events(context, names))
