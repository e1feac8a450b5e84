from __future__ import annotations

from typing import Any

import pytest

from gto_studio.errors import WrongInput
from gto_studio.rules.edits.asked import Annotate, Branch, DeleteExperiments, Experiment, Target, Words, asked, products
from gto_studio.rules.edits.asked import check_branch as check

ID = "ab" * 20
REF = f"refs/exps/{ID[:2]}/{ID[2:]}/quiet-fox"


def test_documents_become_values() -> None:
    found = asked({"action": "annotate", "artifact": "churn", "base": "main", "labels": [], "message": " "})
    assert found == Annotate(Target("main"), "churn", labels=())
    words = {"title": " Try it ", "body": ""}
    found = asked({"action": "branch", "commit": ID, "branch": "try/it", "pull_request": words, "base": None})
    assert found == Branch(ID, "try/it", None, Words("Try it"))
    found = asked({"action": "experiment", "commit": ID, "base": "main", "params": {"p.yaml": {}}, "data": None})
    assert found == Experiment(Target("main"), ID)
    twice = [{"ref": REF, "commit": ID}, {"ref": REF, "commit": ID}]
    assert asked({"action": "delete-experiments", "refs": twice}) == DeleteExperiments(((REF, ID),))


@pytest.mark.parametrize(
    ("document", "field"),
    [
        ({"action": "annotate", "artifact": "churn", "base": ""}, "base"),
        ({"action": "annotate", "artifact": "churn", "base": "main", "pull_request": {"title": "t"}}, "branch"),
        ({"action": "annotate", "artifact": "churn", "base": "main", "branch": "-x"}, "branch"),
        ({"action": "branch", "commit": "main", "branch": "x"}, "commit"),
        ({"action": "delete-experiments", "refs": []}, "refs"),
        ({"action": "delete-experiments", "refs": [{"ref": "refs/heads/main", "commit": ID}]}, "ref"),
        ({"action": "rename-experiment", "ref": "refs/exps/stash", "commit": ID, "name": "x"}, "ref"),
        ({"action": "rename-experiment", "ref": REF, "commit": ID, "name": "a/b"}, "name"),
        ({"action": "rename-experiment", "ref": REF, "commit": ID, "name": "a..b"}, "name"),
        ({"action": "experiment", "commit": ID, "base": "main", "data": {"d": "no hash"}}, "data:d"),
        ({"action": "else"}, "action"),
    ],
)
def test_what_is_of_no_use_is_named(document: dict[str, Any], field: str) -> None:
    with pytest.raises(WrongInput) as caught:
        asked(document)
    assert field in caught.value.fields


@pytest.mark.parametrize("name", ["main", "feature/x-1", "a.b", "ü"])
def test_names_that_git_takes(name: str) -> None:
    assert check(name) == name


@pytest.mark.parametrize(
    "name",
    ["", "/a", "a/", "a//b", ".a", "a/.b", "a.lock", "a.", "a..b", "a b", "a~1", "a^", "a:b", "a?", "a*", "a[", "a\\b",
     "@", "a@{b", "HEAD", "-a", "a\x7f", "a\n", "x" * 201],
)  # fmt: skip
def test_names_that_git_does_not_take(name: str) -> None:
    with pytest.raises(WrongInput):
        check(name)


def test_a_grid_is_every_combination() -> None:
    found = products({"p.yaml": {"lr": [0.1, 0.2], "depth": 3}, "q.yaml": {"n": [1, 2]}})
    assert list(found) == [{"p.yaml": {"lr": lr, "depth": 3}, "q.yaml": {"n": n}} for lr in (0.1, 0.2) for n in (1, 2)]
    with pytest.raises(WrongInput):
        products({"p.yaml": {"a": list(range(11)), "b": list(range(10))}})
    with pytest.raises(WrongInput):
        products({"p.yaml": {"a": []}})
