from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gto.annotations.yaml import read_yaml_mapping
from gto_studio.dvc.plot_definitions import (
    FOLDER_FILES_MAX,
    Definition,
    Source,
    definitions,
    of_outputs,
    read_document,
)
from studio.dvc.answering import reading_of

TREE = ["a.csv", "d/loss.csv", "d/pic.png", "d/sub/acc.tsv", "img/one.png", *(f"img/steps/{i}.png" for i in (0, 1, 10))]


def below(folder: str) -> list[str]:
    return [path for path in TREE if path.startswith(f"{folder}/")]


def plots(text: str, file: str = "dvc.yaml") -> list[Definition]:
    return definitions(file, read_yaml_mapping(f"plots:\n{text}".encode())["plots"], below)


def one(text: str, file: str = "dvc.yaml") -> Definition:
    (found,) = plots(text, file)
    return found


def test_a_file_alone_is_drawn_by_row_number_and_its_last_field() -> None:
    found = one("- a.csv")
    assert (found.id, found.name, found.kind, found.x) == ("dvc.yaml::a.csv", "a.csv", "series", None)
    assert found.y == (Source("a.csv", None),)


def test_a_file_with_several_lines_and_settings() -> None:
    found = one("- a.csv: {x: x, y: [y, 2], title: T, x_label: X, template: simple, width: 5}")
    assert (found.x, found.y) == ("x", (Source("a.csv", "y"), Source("a.csv", "2")))
    assert found.settings == {"title": "T", "x_label": "X", "template": "simple"}


def test_a_name_for_fields_of_several_files() -> None:
    found = one("- Both: {x: {b.csv: x}, y: {a.csv: [y, z], b.csv: v}}")
    assert (found.id, found.x) == ("dvc.yaml::Both", (Source("b.csv", "x"),))
    assert found.y == (Source("a.csv", "y"), Source("a.csv", "z"), Source("b.csv", "v"))
    assert found.files == ("a.csv", "b.csv")


def test_an_entry_is_one_plot_whatever_else_stands_in_it() -> None:
    assert [plot.name for plot in plots("- {One: {y: {a.csv: y}}, Two: {y: {a.csv: y}}}")] == ["One"]


def test_the_mapping_of_older_files_is_many_plots() -> None:
    assert [plot.name for plot in plots("  One: {y: {a.csv: y}}\n  b.csv:")] == ["One", "b.csv"]


def test_paths_are_seen_from_the_folder_of_their_file() -> None:
    found = one("- ../a.csv: {x: x}", "sub/dvc.yaml")
    assert (found.id, found.y) == ("sub/dvc.yaml::a.csv", (Source("a.csv", None),))


def test_each_file_of_a_folder_is_a_plot_and_the_nearest_entry_counts() -> None:
    found = plots("- d/loss.csv: {title: near}\n- d: {x: step}\n- d/sub: {x: epoch}")
    assert {plot.name: (plot.x, plot.settings.get("title")) for plot in found} == {
        "d/loss.csv": (None, "near"),
        "d/pic.png": (None, None),
        "d/sub/acc.tsv": ("epoch", None),
    }


def test_of_two_entries_for_a_file_the_later_one_counts() -> None:
    assert one("- a.csv: {y: p}\n- a.csv: {x: q}").y == (Source("a.csv", None),)


def test_pictures_named_by_numbers_are_steps_of_one_plot() -> None:
    alone, steps = plots("- img")
    assert (alone.kind, alone.images) == ("image", (("img/one.png", None),))
    assert (steps.id, steps.images) == (
        "dvc.yaml::img/steps",
        (("img/steps/0.png", 0), ("img/steps/1.png", 1), ("img/steps/10.png", 10)),
    )


def test_what_a_stage_writes_goes_by_its_path() -> None:
    said: dict[str, Any] = {"x": "x", "header": False, "cache": False}
    (found,) = of_outputs([("st.csv", said)], below)
    assert (found.id, found.file, found.settings) == ("st.csv", "", {"header": False})


def test_of_a_large_folder_the_first_files_are_taken_and_the_others_counted() -> None:
    many = [f"m/{i:04}.csv" for i in range(FOLDER_FILES_MAX + 7)]
    found = definitions("dvc.yaml", ["m"], lambda _: many)
    assert (len(found), found[0].skipped) == (FOLDER_FILES_MAX, 7)


def test_a_reading_finds_folders_in_the_commit() -> None:
    found = reading_of({"dvc.yaml": "plots: [d]\n", "d/a.csv": "x\n1\n", "d/b/c.png": "", "dd/e.csv": ""}).plots
    assert [plot.id for plot in found] == ["dvc.yaml::d/a.csv", "dvc.yaml::d/b/c.png"]


def test_a_reading_finds_folders_that_dvc_keeps_where_they_can_be_listed() -> None:
    files = {
        ".dvc/config": "",
        "dvc.yaml": "plots: [out/plots/images, out/plots/acc.tsv]\n",
        "out/plots.dvc": f"outs:\n- md5: {'0a' * 16}.dir\n  path: plots\n",
    }
    listing = b'[{"md5": "1", "relpath": "images/0.png"}, {"md5": "2", "relpath": "acc.tsv"}]'
    found = reading_of(files, kept={f"{'0a' * 16}.dir": listing}).plots
    assert [(plot.kind, plot.files) for plot in found] == [
        ("image", ("out/plots/images/0.png",)),
        ("series", ("out/plots/acc.tsv",)),
    ]
    assert [plot.kind for plot in reading_of(files).plots] == ["series", "series"]


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text() | st.sampled_from(["x", "y"]), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(values)
def test_no_value_is_too_strange(entries: Any) -> None:
    for plot in definitions("sub/dvc.yaml", entries, below):
        document = plot.document()
        assert read_document(document).document() == document


@pytest.mark.parametrize("entries", [None, 3, "a.csv", [None, 1, [], {"a.csv": None}, {"b.csv": [1]}]])
def test_what_is_no_form_of_plot_is_left_out(entries: object) -> None:
    assert {plot.name for plot in definitions("dvc.yaml", entries, below)} <= {"a.csv", "b.csv"}
