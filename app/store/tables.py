"""Every table of the database, for migrations and for tests that hold for all of them."""

from app.db.table import Table
from app.store.activity import tables as activity
from app.store.engagement import tables as engagement
from app.store.exchange import export_tables as exports
from app.store.exchange import import_tables as imports
from app.store.exchange import statement_tables as statements
from app.store.exchange import tables as exchange
from app.store.exchange import webhook_tables as webhooks
from app.store.governance import erasure_tables as erasures
from app.store.governance import rights_tables as rights
from app.store.governance import source_tables as sources
from app.store.governance import tables as governance
from app.store.insight import cohort_tables as cohorts
from app.store.insight import comparison_tables as comparisons
from app.store.insight import prediction_tables as predictions
from app.store.people import tables as people
from app.store.record import calendar_tables as calendars
from app.store.record import exclusion_tables as exclusions
from app.store.record import tables as record
from app.store.support import case_tables as cases
from app.store.support import report_tables as reports
from app.store.support import review_tables as reviews
from app.store.support import tables as support
from app.store.support import visa_tables as visas
from app.store.support import welfare_tables as welfare

DOMAINS = (
    people, record, calendars, exclusions, activity, engagement, support, cases, visas, reviews, reports,
    welfare, governance, rights, erasures, cohorts, sources, predictions, comparisons, exchange, statements,
    webhooks, imports, exports,
)  # fmt: skip
METADATA = Table.metadata
