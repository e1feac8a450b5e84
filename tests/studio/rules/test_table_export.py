from __future__ import annotations

from gto_studio.rules.table_export import FIELDS, lines, rows
from studio.rules.test_table import commit_id, example


def test_a_row_says_everything_of_a_commit() -> None:
    found = {row["commit"]: row for row in rows(example())}
    row = found[commit_id("e1")]
    assert (row["experiment"], row["baseline"], row["refs"]) == ("outer-mobs", commit_id("c4"), [])
    assert row["committed_at"] == "2026-03-01T11:00:00+01:00"
    assert row["values"]["metrics:eval/metrics.json:acc"] == {"$": "nan"}
    assert row["values"]["params:params.yaml:train.layers"] == [16, 32]
    assert row["values"]["files:model.pkl"] == [69_632, None, "md5:ee55"]
    assert found[commit_id("c1")]["values"] == {}
    assert found[commit_id("c2")]["values"]["params:params.yaml:train.tune"] is None, "null is a value"


def test_lines_are_cells_that_no_spreadsheet_runs() -> None:
    document = example()
    document["commits"]["message"][0] = "=cmd()"
    document["commits"]["author"][0] = "-1"
    document["notes"] = [{"commit": 0, "text": "+ better"}]
    head, first, *rest = lines(document)
    assert head[: len(FIELDS)] == list(FIELDS)
    said = dict(zip(head, first, strict=True))
    assert (said["message"], said["author"], said["note"]) == ("'=cmd()", "'-1", "'+ better")
    assert said["metrics:eval/metrics.json:acc"] == "nan"
    assert said["metrics:eval/metrics.json:loss.test"] == "7"
    assert said["params:params.yaml:train.tune"] == "true"
    assert said["params:params.yaml:train.layers"] == "[16, 32]"
    assert said["files:model.pkl"] == "md5:ee55"
    by_id = {line[0]: dict(zip(head, line, strict=True)) for line in rest}
    assert by_id[commit_id("c2")]["models:churn"] == "v1.0.0"
    assert by_id[commit_id("c4")]["refs"] == "main"
    assert set(by_id[commit_id("c1")].values()) >= {"", "Write the README"}
