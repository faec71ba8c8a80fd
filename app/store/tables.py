"""Every table of the database, for migrations and for tests that hold for all of them."""

from app.db.table import Table
from app.store.activity import tables as activity
from app.store.engagement import tables as engagement
from app.store.exchange import tables as exchange
from app.store.governance import tables as governance
from app.store.people import tables as people
from app.store.record import tables as record
from app.store.support import case_tables as cases
from app.store.support import tables as support

DOMAINS = (people, record, activity, engagement, support, cases, governance, exchange)
METADATA = Table.metadata
