from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gto_studio.rules.dashboard import Filters, Row, chosen, facets, ordered

CHURN = Row(
    0, "churn", "R1", "team/models", "v1.2.0", ["dev", "prod"], "model", ["tabular", "daily"], "Who leaves", True, 5, 9
)
SEGMENT = CHURN._replace(
    number=1,
    name="vision:Segment",
    latest="v1.10.0",
    stages=["dev"],
    labels=["vision"],
    description="",
    registered_at=7,
)
DATA = CHURN._replace(
    number=2, name="customers", repository="R2", repository_name="team/data", type="dataset", labels=[],
    stages=[], latest=None, registered_at=None, assigned_at=None, description="Rows",
)  # fmt: skip
OLD = CHURN._replace(number=3, name="old", active=False, type=None)
ROWS = [CHURN, SEGMENT, DATA, OLD]


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        (Filters(), "churn vision:Segment customers"),
        (Filters(deprecated=True), "churn vision:Segment customers old"),
        (Filters(q="CHURN"), "churn"),
        (Filters(q="leaves"), "churn"),
        (Filters(q="team vision"), "vision:Segment"),
        (Filters(q="nothing of the kind"), ""),
        (Filters(stages=frozenset({"prod"})), "churn"),
        (Filters(stages=frozenset({"prod", "dev"})), "churn vision:Segment"),
        (Filters(repositories=frozenset({"R2"})), "customers"),
        (Filters(labels=frozenset({"tabular", "daily"})), "churn"),
        (Filters(labels=frozenset({"tabular", "vision"})), ""),
        (Filters(types=frozenset({"dataset"})), "customers"),
        (Filters(types=frozenset({"model"}), deprecated=True), "churn vision:Segment old"),
    ],
)
def test_filters_let_through(filters: Filters, names: str) -> None:
    assert " ".join(row.name for row in chosen(ROWS, filters)) == names


@pytest.mark.parametrize(
    ("key", "descending", "names"),
    [
        ("name", False, "churn customers vision:Segment"),
        ("name", True, "vision:Segment customers churn"),
        ("repository", False, "customers churn vision:Segment"),
        ("latest", False, "churn vision:Segment customers"),
        ("latest", True, "vision:Segment churn customers"),
        ("registered", True, "vision:Segment churn customers"),
        ("assigned", False, "churn vision:Segment customers"),
    ],
)
def test_order(key: str, descending: bool, names: str) -> None:
    found = ordered([DATA, SEGMENT, CHURN], key, descending=descending)  # type: ignore[arg-type]
    assert " ".join(row.name for row in found) == names


def test_facets_count_rows() -> None:
    assert facets(ROWS) == {
        "stages": {"dev": 3, "prod": 2},
        "labels": {"daily": 2, "tabular": 2, "vision": 1},
        "types": {"dataset": 1, "model": 3},
        "repositories": {"R1": 3, "R2": 1},
    }


@given(
    st.permutations(ROWS), st.sampled_from(["name", "repository", "latest", "registered", "assigned"]), st.booleans()
)
def test_the_order_they_come_in_changes_nothing(rows: list[Row], key: str, descending: bool) -> None:
    assert ordered(rows, key, descending=descending) == ordered(ROWS, key, descending=descending)  # type: ignore[arg-type]
