from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from gto_studio.store.owned import alarms, changes, jobs, notices, projects, pull_requests, repositories, tables


@pytest.mark.parametrize(
    ("row", "table"),
    [
        (repositories.RepositoryRow, tables.repository),
        (projects.ProjectRow, tables.project),
        (alarms.AlarmRow, tables.alarm),
        (changes.ChangeRow, tables.change),
        (pull_requests.PullRequestRow, tables.pull_request),
        (notices.NoticeRow, tables.notice),
        (jobs.JobRow, tables.job),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_rows_have_the_columns_of_their_table(row: Any, table: Any) -> None:
    assert [field.name for field in fields(row)] == [column.name for column in table.columns]
