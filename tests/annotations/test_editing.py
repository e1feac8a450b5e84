"""Entries are added, changed and removed, and what was asked for is what is read afterwards."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gto.annotations.artifacts_yaml import read_artifacts_yaml
from gto.annotations.changes import Change
from gto.annotations.dvc_yaml import read_dvc_yaml
from gto.annotations.editing import (
    annotate_artifacts_yaml,
    annotate_dvc_yaml,
    remove_from_artifacts_yaml,
    remove_from_dvc_yaml,
)
from gto.annotations.entries import Annotation
from gto.errors import ArtifactExists, ArtifactNotFound, CannotEdit, UnknownType, ValidationError, WrongArgs

DVC = b"""\
# the pipeline
stages:
  train:
    cmd: "python train.py"   # quoting stays
    deps: [data]

artifacts:
  # the first of them
  resnet:
    path: 'models/resnet.pt' # quoting stays here, too
    labels:
      - cv

plots: {a: {x: 1}}
"""


class TestDvcYaml:
    def test_three_lines_are_the_whole_diff(self) -> None:
        after = annotate_dvc_yaml(DVC, Change("churn", path="models/churn.pkl", type="model"))
        added = b"  churn:\n    path: models/churn.pkl\n    type: model\n"
        assert after == DVC.replace(b"      - cv\n", b"      - cv\n" + added)

    def test_a_new_file(self) -> None:
        change = Change(
            "nn",
            path="m.pkl",
            type="model",
            description="it's new",
            labels=("b", "a", "b"),
            custom={"k": [1, {"x": None}], 3: (True,)},
        )
        assert (
            annotate_dvc_yaml(None, change).decode()
            == """\
artifacts:
  nn:
    path: m.pkl
    type: model
    desc: 'it''s new'
    labels:
      - b
      - a
    meta:
      k:
        - 1
        - x: null
      '3':
        - true
"""
        )

    def test_a_change_keeps_what_it_does_not_name(self) -> None:
        change = Change("resnet", path="models/new.pt", type="model", labels=("a", "cv"))
        after = annotate_dvc_yaml(DVC, change, update=True)
        assert after == DVC.replace(b"'models/resnet.pt'", b"'models/new.pt'").replace(
            b"      - cv\n", b"      - cv\n      - a\n    type: model\n"
        )

    def test_the_same_again_changes_nothing(self) -> None:
        change = Change("resnet", path="models/resnet.pt", labels=("cv",))
        assert annotate_dvc_yaml(DVC, change, update=True) == DVC

    def test_removing(self) -> None:
        two = annotate_dvc_yaml(DVC, Change("churn", path="models/churn.pkl"))
        assert remove_from_dvc_yaml(two, "churn") == DVC
        gone = remove_from_dvc_yaml(DVC, "resnet")
        assert gone.startswith(DVC[: DVC.index(b"artifacts:")])
        assert b"artifacts" not in gone
        assert gone.endswith(b"\nplots: {a: {x: 1}}\n")

    def test_nothing_is_left_of_a_file_that_had_nothing_else(self) -> None:
        assert remove_from_dvc_yaml(b"artifacts:\n  nn: {path: a}\n", "nn") == b""

    def test_a_text_that_looks_like_an_expression_stays_a_text(self) -> None:
        after = annotate_dvc_yaml(None, Change("nn", path="a", description="${x} and \\${y}"))
        assert read_dvc_yaml(after, file="dvc.yaml").annotations[0].description == "${x} and \\${y}"

    def test_refusals(self) -> None:
        with pytest.raises(ArtifactExists, match="Enrichment for 'resnet' already exists"):
            annotate_dvc_yaml(DVC, Change("resnet", path="a"))
        with pytest.raises(ArtifactNotFound, match="Cannot find artifact 'nn'"):
            remove_from_dvc_yaml(DVC, "nn")
        with pytest.raises(ArtifactNotFound):
            remove_from_dvc_yaml(b"stages: {}\n", "nn")
        with pytest.raises(WrongArgs, match="`path` is required"):
            annotate_dvc_yaml(DVC, Change("nn", type="model"))
        with pytest.raises(WrongArgs, match="virtual"):
            annotate_dvc_yaml(DVC, Change("nn", path="a", virtual=False))
        with pytest.raises(UnknownType):
            annotate_dvc_yaml(DVC, Change("nn", path="a", type="x"), types=["model"])
        with pytest.raises(ValidationError):
            annotate_dvc_yaml(DVC, Change("a b", path="a"))

    @pytest.mark.parametrize(
        "data",
        [
            b"artifacts: [",
            b"- a",
            b"artifacts: 5\n",
            b"artifacts: {n: {path: &a x}, m: *a",
            b"\xff",
            b"a: 1\n---\nb: 1",
        ],
    )
    def test_a_file_that_cannot_be_edited_is_named(self, data: bytes) -> None:
        with pytest.raises(CannotEdit, match=r"^sub/dvc\.yaml cannot be edited: ") as refusal:
            annotate_dvc_yaml(data, Change("nn", path="a"), file="sub/dvc.yaml")
        assert refusal.value.hint

    def test_an_entry_that_others_build_on_is_left_alone(self) -> None:
        data = b"artifacts:\n  a: &a\n    path: x\n  b:\n    <<: *a\n    type: model\n"
        with pytest.raises(CannotEdit):
            annotate_dvc_yaml(data, Change("a", path="y"), update=True)
        after = annotate_dvc_yaml(data, Change("b", path="y"), update=True)
        assert after == data + b"    path: y\n"


INDEX = b"""\
# what we have
aa: {type: dataset}

# our best
nn:
  description: old
  path: m/a.pkl
  type: model
  virtual: false
"""


class TestArtifactsYaml:
    def test_sorted_and_without_defaults_as_gto_writes(self) -> None:
        change = Change(
            "nn", type="model", path="m/a.pkl", virtual=False, labels=("b", "a"), description="d", custom={"x": "5"}
        )
        assert (
            annotate_artifacts_yaml(None, change).decode()
            == """\
nn:
  custom:
    x: '5'
  description: d
  labels:
  - b
  - a
  path: m/a.pkl
  type: model
  virtual: false
"""
        )
        assert annotate_artifacts_yaml(b"{}\n", Change("nn")) == b"nn: {}\n"

    def test_an_entry_takes_its_place_among_the_others(self) -> None:
        after = annotate_artifacts_yaml(INDEX, Change("bb", type="model"))
        assert after == INDEX.replace(b"{type: dataset}\n", b"{type: dataset}\nbb:\n  type: model\n")

    def test_a_change_is_kept_in_order_too(self) -> None:
        after = annotate_artifacts_yaml(INDEX, Change("nn", labels=("b",)), update=True)
        assert after == INDEX.replace(b"old\n", b"old\n  labels:\n  - b\n")

    def test_a_new_path_is_virtual_unless_said_otherwise(self) -> None:
        after = annotate_artifacts_yaml(INDEX, Change("nn", path="q"), update=True)
        assert after == INDEX.replace(b"m/a.pkl", b"q").replace(b"  virtual: false\n", b"")
        kept = annotate_artifacts_yaml(INDEX, Change("nn", path="q", virtual=False), update=True)
        assert kept == INDEX.replace(b"m/a.pkl", b"q")

    def test_an_empty_description_leaves_the_old_one(self) -> None:
        assert annotate_artifacts_yaml(INDEX, Change("nn", description=""), update=True) == INDEX

    def test_removing(self) -> None:
        assert remove_from_artifacts_yaml(INDEX, "aa") == INDEX.replace(b"aa: {type: dataset}\n", b"")
        assert remove_from_artifacts_yaml(b"nn: {}\n", "nn") == b"{}\n"
        with pytest.raises(ArtifactNotFound, match="Cannot find artifact 'zz'"):
            remove_from_artifacts_yaml(INDEX, "zz")


names = st.from_regex(r"[a-z0-9]([a-z0-9_-]{0,3}/?[a-z0-9])?", fullmatch=True)
words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8) | st.sampled_from(
    ["5", "null", "a: b", "- a", "${x}", "\\${x}", "# c", "two\nlines\n", "yes", "${", "}"]
)
plain = st.recursive(
    st.booleans() | st.integers() | words, lambda inner: st.lists(inner) | st.dictionaries(words, inner), max_leaves=5
)
changes = st.builds(
    Change,
    name=names,
    type=st.none() | names,
    path=words,
    labels=st.none() | st.lists(names, unique=True).map(tuple),
    description=st.none() | words,
    custom=st.none() | plain.filter(lambda value: value != ""),
)


class TestWhatIsWrittenIsRead:
    @given(
        changes,
        st.sampled_from([None, DVC, DVC.replace(b"\n", b"\r\n"), b'{"stages": {}}', b"artifacts: {a: {path: b}}"]),
    )
    def test_in_dvc_yaml(self, change: Change, data: bytes | None) -> None:
        self.check(change, read_dvc_yaml(annotate_dvc_yaml(data, change, update=True), file="dvc.yaml").annotations)

    @given(changes, st.sampled_from([None, INDEX, INDEX.replace(b"\n", b"\r\n"), b"{}", b'{"zz": {"type": "model"}}']))
    def test_in_artifacts_yaml(self, change: Change, data: bytes | None) -> None:
        after = annotate_artifacts_yaml(data, change, update=True)
        self.check(change, read_artifacts_yaml(after, file="artifacts.yaml").annotations)

    def check(self, change: Change, annotations: tuple[Annotation, ...]) -> None:
        (found,) = (each for each in annotations if each.artifact == change.name)
        assert found.path == change.path
        assert change.type in (None, found.type)
        assert change.description in (None, found.description)
        assert set(change.labels or ()) <= set(found.labels)
        assert change.custom in (None, found.custom)
