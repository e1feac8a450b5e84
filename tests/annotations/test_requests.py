"""In which file an artifact is described."""

from __future__ import annotations

import pytest

from gto.annotations.entries import Annotation, Reading
from gto.annotations.requests import Annotate, Remove, choose_file, message_for
from gto.errors import WrongArgs

INDEX = "artifacts.yaml"


def written(**entries: str) -> Reading:
    """A reading of entries: the artifact's name = the file it was read from."""
    return Reading(tuple(Annotation(artifact, source) for artifact, source in entries.items()))


@pytest.mark.parametrize(
    ("artifact", "reading", "file"),
    [
        pytest.param("churn", written(), "dvc.yaml", id="nothing is written yet"),
        pytest.param("models/cv:net", written(), "models/cv/dvc.yaml", id="a folder in the name"),
        pytest.param("churn", written(churn=INDEX, other="dvc.yaml"), INDEX, id="where it is written already"),
        pytest.param("churn", written(other=INDEX), INDEX, id="the repository's habit"),
        pytest.param("churn", written(other=INDEX, more="dvc.yaml"), "dvc.yaml", id="both are in use"),
        pytest.param("a:net", written(other=INDEX), "a/dvc.yaml", id="artifacts.yaml knows no folders"),
    ],
)
def test_an_artifact_is_described(artifact: str, reading: Reading, file: str) -> None:
    assert choose_file(artifact, reading, INDEX) == file


def test_of_two_descriptions_dvc_yaml_counts() -> None:
    reading = Reading((Annotation("churn", INDEX), Annotation("churn", "dvc.yaml")))
    assert choose_file("churn", reading, INDEX) == "dvc.yaml"


@pytest.mark.parametrize(
    ("artifact", "wanted", "file"),
    [
        ("churn", "artifacts.yaml", "artifacts.yaml"),
        ("churn", "dvc.yaml", "dvc.yaml"),
        ("a/b:net", "dvc.yaml", "a/b/dvc.yaml"),
        ("a/b:net", "a/b/dvc.yaml", "a/b/dvc.yaml"),
    ],
)
def test_a_person_may_choose(artifact: str, wanted: str, file: str) -> None:
    assert choose_file(artifact, written(churn="dvc.yaml"), INDEX, wanted=wanted) == file


@pytest.mark.parametrize(("artifact", "wanted"), [("churn", "x.yaml"), ("churn", "a/dvc.yaml"), ("a:net", INDEX)])
def test_but_not_a_file_that_cannot_hold_it(artifact: str, wanted: str) -> None:
    with pytest.raises(WrongArgs):
        choose_file(artifact, written(), INDEX, wanted=wanted)


def test_the_message_of_a_commit_says_what_was_done() -> None:
    assert message_for(Annotate("churn")) == "Annotate churn"
    assert message_for(Remove("churn")) == "Remove annotation of churn"
