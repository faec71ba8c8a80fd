"""A person acts: what works out an expectation reaches nothing that writes about students, nor back."""

import grimp
import pytest

pytestmark = pytest.mark.row("QM-10")
SHOWING = (
    "app.prediction", "app.actions.insight.expectations", "app.actions.insight.prediction_facts",
    "app.store.insight.prediction_facts", "app.routers.insight.expectations",
    "app.actions.insight.expectation_acts", "app.store.insight.expectation_acts",
)  # fmt: skip
WRITERS = (
    "app.actions.activity", "app.actions.engagement", "app.actions.people", "app.actions.record",
    "app.actions.support", "app.jobs", "app.store.support.cases", "app.store.support.assignments",
    "app.store.support.prepared_messages", "app.store.support.referrals",
)  # fmt: skip


def test_no_import_path_leads_from_an_expectation_to_a_writer_nor_back() -> None:
    graph = grimp.build_graph("app")
    for shown in SHOWING:
        for writer in WRITERS:
            assert not graph.chain_exists(importer=shown, imported=writer, as_packages=True), (shown, writer)
    for shown in SHOWING[1:]:
        for writer in WRITERS:
            assert not graph.chain_exists(importer=writer, imported=shown, as_packages=True), (writer, shown)
