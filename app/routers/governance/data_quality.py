"""Data quality: what checks of the data found, for administrators."""

from app.errors import Forbidden, Unauthenticated
from app.http.deps import Administrator
from app.http.problems import describe
from app.http.routes import contract_router
from app.schemas.governance.data_quality import DataQualityOut, data_quality_out
from app.store.governance import data_quality

router = contract_router("/v1", tags=["data quality"], responses=describe(Unauthenticated, Forbidden))


@router.get("/data-quality", summary="What checks of the data found")
async def read_data_quality(context: Administrator) -> DataQualityOut:
    """Counts that differ from the usual, silent sources, students who may be none, events that look wrong.

    `attune check-data` looks for all of it, as often as it is run; what it found last stands here.
    """
    return data_quality_out(await data_quality.list_all(context.transaction))
