"""Who am I."""

from app.actions.people.own_name import own_name
from app.errors import Forbidden, Unauthenticated
from app.http.deps import AnyUser
from app.http.problems import describe
from app.http.routes import contract_router
from app.schemas.people.me import MeOut, me_out

router = contract_router("/v1", tags=["me"], responses=describe(Unauthenticated, Forbidden))


@router.get("/me", summary="Who am I")
async def read_me(context: AnyUser) -> MeOut:
    """The person (or system) behind the token, in which roles, at which institution."""
    return me_out(context, await own_name(context))
