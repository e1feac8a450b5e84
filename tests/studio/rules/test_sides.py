from __future__ import annotations

import pytest

from gto.errors import VersionRequired
from gto.registry.events import Moment, event
from gto.registry.names import ArtifactName, CommitId
from gto.registry.state import Artifact
from gto.registry.tags import require
from gto_studio.rules.sides import (
    Difference,
    commit_of,
    data_differences,
    flat,
    problems,
    value_differences,
    written_differences,
)

ONE, TWO = CommitId("1" * 40), CommitId("2" * 40)


def artifact(*tags: tuple[str, CommitId]) -> Artifact:
    made = [event(require(tag), tag, at, Moment(i), "A", "a@example.com", "") for i, (tag, at) in enumerate(tags)]
    return Artifact(ArtifactName("nn"), made)


def test_what_a_name_means() -> None:
    found = artifact(("nn@v1.0.0", ONE), ("nn@v1.1.0", TWO), ("nn#prod#1", ONE))
    assert commit_of(found, "v1.1.0") == TWO
    assert commit_of(found, "latest") == TWO
    assert commit_of(found, "prod") == ONE
    assert commit_of(found, "dev") is None


def test_nothing_is_the_latest_of_an_artifact_without_versions() -> None:
    with pytest.raises(VersionRequired):
        commit_of(artifact(("nn#prod#1", ONE)), "latest")


def test_values_by_file_and_key() -> None:
    old = {"params.yaml": {"lr": 0.1, "epochs": 5, "seed": 1}, "gone.yaml": {"a": 1}}
    new = {"params.yaml": {"lr": 0.2, "epochs": 5.0, "depth": None}}
    assert value_differences(old, new) == [
        Difference("lr", 0.1, 0.2, "params.yaml"),
        Difference("depth", None, None, "params.yaml"),
        Difference("seed", 1, None, "params.yaml"),
        Difference("a", 1, None, "gone.yaml"),
    ]
    assert value_differences(None, None) == []


def test_data_differs_by_its_hash_alone() -> None:
    old = {"data": {"hash": "md5:1", "size": 1}, "same": {"hash": "md5:3", "size": None}}
    new = {
        "data": {"hash": "md5:2", "size": 1},
        "same": {"hash": "md5:3", "size": 9},
        "new": {"hash": "md5:4", "size": 2},
    }
    assert [(one.name, one.before, one.after) for one in data_differences(old, new)] == [
        ("data", old["data"], new["data"]),
        ("new", None, new["new"]),
    ]


def test_what_is_written_differs_by_what_it_says() -> None:
    old = {"type": "model", "path": "m.pkl", "description": "", "labels": [], "custom": None, "source": "dvc.yaml"}
    new = {**old, "description": "Who leaves", "labels": ["daily"]}
    assert written_differences(old, new) == [
        Difference("description", None, "Who leaves"),
        Difference("labels", None, ["daily"]),
    ]
    assert written_differences(None, None) == []


def test_values_are_shown_by_dotted_keys_and_what_is_no_number_in_a_word() -> None:
    files = {
        "m.json": {"data": {"test": {"acc": 0.9, "loss": {"$": "nan"}}, "top": [{"$": "-inf"}, 1]}},
        "bad.json": {"error": {"type": "Unreadable", "msg": "no JSON"}},
    }
    assert flat(files) == {"m.json": {"test.acc": 0.9, "test.loss": "NaN", "top": ["-Infinity", 1]}}
    document = {"params": files, "metrics": {}, "problems": [{"file": "dvc.yaml", "type": "Unreadable", "msg": "no"}]}
    assert [(one["file"], one["msg"]) for one in problems(document)] == [("dvc.yaml", "no"), ("bad.json", "no JSON")]
