"""Every statement on an institution's table names the institution: the policies are the second lock."""

import importlib
import pkgutil
import re
from collections.abc import Iterator

import app.store
from app.db.query import Query
from app.db.table import InstitutionTable
from app.store.tables import METADATA

OF_INSTITUTIONS = {mapper.class_.__tablename__ for mapper in InstitutionTable.registry.mappers
                   if issubclass(mapper.class_, InstitutionTable)}  # fmt: skip
REFERENCE = re.compile(r"\b(?:from|join|into|update)\s+(?:only\s+)?(\w+)", re.IGNORECASE)
NAMED = re.compile(r"institution_id", re.IGNORECASE)

ACROSS_INSTITUTIONS = {
    "app.store.exchange.idempotency_keys._PURGE",
    "app.store.exchange.delivery_receipts._PURGE",
    "app.store.exchange.imports._PURGE",
}
"""Old keys, receipts and reports go by their age, whosever they are."""


def queries() -> Iterator[tuple[str, Query[object]]]:
    """Every statement of the store, by where it stands."""
    for found in pkgutil.walk_packages(app.store.__path__, "app.store."):
        module = importlib.import_module(found.name)
        for name, value in vars(module).items():
            if isinstance(value, Query):
                yield f"{found.name}.{name}", value


def test_every_statement_on_an_institutions_table_names_the_institution() -> None:
    assert len(OF_INSTITUTIONS) > 30
    assert set(METADATA.tables) >= OF_INSTITUTIONS
    checked, missing = 0, []
    for name, query in queries():
        tables = [table for table in REFERENCE.findall(query.sql) if table in OF_INSTITUTIONS]
        checked += bool(tables)
        if len(NAMED.findall(query.sql)) < len(tables) and name not in ACROSS_INSTITUTIONS:
            missing.append(f"{name}: {query.sql}")
    assert checked > 100
    assert missing == []


def test_every_key_of_an_institutions_table_begins_with_the_institution() -> None:
    for name in OF_INSTITUTIONS:
        table = METADATA.tables[name]
        assert next(iter(table.primary_key)).name == "institution_id", name
        for key in table.foreign_key_constraints:
            columns = [each.name for each in key.columns]
            assert columns[0] == "institution_id", f"{name}: {columns}"
