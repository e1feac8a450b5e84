from __future__ import annotations

from typing import Any

import pytest

from gto.annotations import either
from gto.annotations.entries import Reading
from gto.errors import GtoError
from gto_studio.rules.edits.annotating import edited
from gto_studio.rules.edits.asked import Annotate, Target, Unannotate
from gto_studio.rules.edits.plans import FileChange
from gto_studio.rules.edits.seen import Seen

AT = "a" * 40
DVC_YAML = """\
# what we have
artifacts:
  churn:  # the model
    type: model
    path: models/churn.pkl
    desc: 'Who leaves'
    labels:
      - tabular  # rows
      - daily
    meta: {team: growth}
  other: {path: other.bin}
"""
TARGET = Target("main")


def seen(**files: str | None) -> Seen:
    """A commit with a dvc.yaml and an artifacts.yaml, as far as they are given."""
    said = {"dvc.yaml": files.get("dvc"), "artifacts.yaml": files.get("artifacts"), ".gto": files.get("gto")}
    data = {path: None if text is None else text.encode() for path, text in said.items()}
    found: tuple[Any, ...] = ()
    for path in ("dvc.yaml", "artifacts.yaml"):
        if text := data[path]:
            found += either.reading(text, file=path, index="artifacts.yaml").annotations
    return Seen({}, files={(AT, path): text for path, text in data.items()}, annotations={AT: Reading(found)})


def after(edit: Annotate | Unannotate, **files: str | None) -> str | None:
    change, _ = edited(edit, AT, seen(**files))
    assert isinstance(change, FileChange)
    return None if change.after is None else change.after.decode()


def test_only_what_the_form_changed_changes() -> None:
    found = after(Annotate(TARGET, "churn", description="Who goes", labels=("daily", "weekly")), dvc=DVC_YAML)
    assert found is not None
    assert (
        found.replace("desc: 'Who goes'", "desc: 'Who leaves'").replace(
            "      - daily\n      - weekly\n", "      - tabular  # rows\n      - daily\n"
        )
        == DVC_YAML
    )


def test_a_label_more_leaves_the_others_as_they_are_written() -> None:
    found = after(Annotate(TARGET, "churn", labels=("tabular", "daily", "new")), dvc=DVC_YAML)
    assert found == DVC_YAML.replace("      - daily\n", "      - daily\n      - new\n")


def test_empty_takes_away_and_null_stays() -> None:
    found = after(Annotate(TARGET, "churn", description="", labels=(), type=None), dvc=DVC_YAML)
    gone = "    desc: 'Who leaves'\n    labels:\n      - tabular  # rows\n      - daily\n"
    assert found == DVC_YAML.replace(gone, "")


def test_a_new_one_goes_where_the_repository_has_its_habit() -> None:
    new = Annotate(TARGET, "fraud", type="model", path="fraud.pkl", labels=("x",), must_be_new=True)
    assert after(new) == "artifacts:\n  fraud:\n    path: fraud.pkl\n    type: model\n    labels:\n      - x\n"
    habit = "churn:\n  type: model\n  path: churn.pkl\n"
    assert after(new, artifacts=habit) == f"{habit}fraud:\n  labels:\n  - x\n  path: fraud.pkl\n  type: model\n"


def test_removing_the_last_one() -> None:
    assert after(Unannotate(TARGET, "churn"), dvc="artifacts:\n  churn:\n    path: c\n") is None
    assert after(Unannotate(TARGET, "churn"), artifacts="churn:\n  path: c\n") == "{}\n"
    assert after(Unannotate(TARGET, "other"), dvc=DVC_YAML) == DVC_YAML.replace("  other: {path: other.bin}\n", "")


@pytest.mark.parametrize(
    ("edit", "files", "code"),
    [
        (Annotate(TARGET, "churn", must_be_new=True, path="x"), {"dvc": DVC_YAML}, "annotation-exists"),
        (Annotate(TARGET, "fraud", path="models/churn.pkl"), {"dvc": DVC_YAML}, "path-used"),
        (Annotate(TARGET, "fraud"), {"dvc": DVC_YAML}, "wrong-arguments"),
        (Annotate(TARGET, "fraud", path="x"), {"dvc": "artifacts: [\n"}, "cannot-edit"),
        (Annotate(TARGET, "fraud", path="x", type="dataset"), {"gto": "types: [model]"}, "unknown-type"),
        (Annotate(TARGET, "fraud", path="x"), {"gto": "["}, "wrong-config"),
        (Annotate(TARGET, "not a name", path="x"), {}, None),
        (Unannotate(TARGET, "nobody"), {"dvc": DVC_YAML}, "artifact-not-found"),
    ],
)
def test_what_gto_refuses(edit: Annotate | Unannotate, files: dict[str, str], code: str | None) -> None:
    with pytest.raises(GtoError) as caught:
        edited(edit, AT, seen(**files))
    assert code is None or caught.value.code == code
