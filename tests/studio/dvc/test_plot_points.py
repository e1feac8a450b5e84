"""The points of plots; what is expected was captured from `dvc plots show` and `dvc plots diff`."""

from __future__ import annotations

from typing import Any

from gto.annotations.yaml import read_yaml_mapping
from gto_studio.dvc.plot_definitions import definitions
from gto_studio.dvc.plot_files import UnreadablePlot
from gto_studio.dvc.plot_points import Points, Shown, points

FILES: dict[str, Any] = {
    "a.csv": b"x,y,z\n0,1,2\n1,3,4\n",
    "b.csv": b"x,val\n0,7\n1,8\n",
    "p/train.json": b'[{"x": 0, "y": 1}]',
    "p/q/test.json": b'[{"x": 0, "y": 3}]',
}


def shown(entry: str, row: str = "one", files: dict[str, Any] | None = None) -> Shown:
    (found,) = definitions("dvc.yaml", read_yaml_mapping(f"plots:\n- {entry}\n".encode())["plots"], lambda _: ())
    return Shown(row, found, {**FILES, **(files or {})})


def drawn(entry: str, **files: Any) -> Points:
    return points([shown(entry, files=files)])


def test_without_x_the_row_number_is_it_and_without_y_the_last_field() -> None:
    found = drawn("a.csv")
    assert (found.x, found.y, found.x_label, found.y_label, found.title) == ("step", "z", "step", "z", "a.csv")
    assert found.lines[0].points == [
        {"x": "0", "y": "1", "z": "2", "step": 0},
        {"x": "1", "y": "3", "z": "4", "step": 1},
    ]


def test_several_fields_of_several_files_share_a_made_field() -> None:
    found = drawn("Multi: {x: x, y: {a.csv: [y, z], b.csv: val}}")
    assert (found.x, found.y, found.y_label) == ("x", "dvc_inferred_y_value", "y")
    assert [(line.file, line.field) for line in found.lines] == [("a.csv", "y"), ("a.csv", "z"), ("b.csv", "val")]
    assert found.lines[2].points[0] == {"x": "0", "val": "7", "dvc_inferred_y_value": "7"}


def test_one_field_of_several_files_keeps_its_name_and_files_lose_the_folder_they_share() -> None:
    found = drawn("Same: {x: x, y: {p/train.json: y, p/q/test.json: y}}")
    assert (found.y, found.named) == ("y", (("train.json", "y"), ("q/test.json", "y")))


def test_x_of_another_file_is_joined_by_position() -> None:
    found = drawn("Other: {x: {b.csv: val}, y: {a.csv: y}}")
    assert (found.x, found.lines[0].points[1]) == ("val", {"x": "1", "y": "3", "z": "4", "val": "8"})


def test_differing_fields_of_x_share_a_made_field() -> None:
    found = drawn("Both: {x: {a.csv: z, b.csv: x}, y: {a.csv: y, b.csv: val}}")
    assert (found.x, found.x_label) == ("dvc_inferred_x_value", "x")
    assert [line.points[0]["dvc_inferred_x_value"] for line in found.lines] == ["2", "0"]


def test_what_cannot_be_joined_is_said() -> None:
    assert "differ in how many rows" in drawn("O: {x: {s.csv: x}, y: {a.csv: y}}", **{"s.csv": b"x\n1\n"}).errors["one"]
    assert "2 fields for x and 1" in drawn("O: {x: {a.csv: x, b.csv: x}, y: {a.csv: y}}").errors["one"]
    assert "has no field 'nope'" in drawn("a.csv: {y: nope}").errors["one"]
    assert drawn("gone.csv").errors == {"one": "The commit has no file 'gone.csv'"}
    assert drawn("k.csv", **{"k.csv": UnreadablePlot("NotInGit", "kept")}).errors == {"one": "kept"}


def test_a_missing_file_costs_its_line_only() -> None:
    found = drawn("Two: {x: x, y: {a.csv: y, gone.csv: y}}")
    assert ([line.file for line in found.lines], list(found.errors)) == (["a.csv"], ["one"])


def test_rows_are_drawn_together_and_the_first_says_what_the_plot_is_like() -> None:
    found = points(
        [
            shown("T: {x: x, y: {a.csv: y}, title: old}", "one"),
            shown("T: {x: z, y: {a.csv: z}, title: new, y_label: L}", "two", {"a.csv": b"x,y,z\n5,6,7\n"}),
            shown("T: {x: x, y: {b.csv: val}}", "three"),
        ]
    )
    assert (found.title, found.x, found.y, found.y_label, found.rows) == ("old", "x", "y", "L", ("one", "two", "three"))
    assert [(line.row, len(line.points)) for line in found.lines] == [("one", 2), ("two", 1)]


def test_a_broken_row_leaves_the_others_alone() -> None:
    found = points([shown("a.csv", "one"), shown("a.csv", "two", {"a.csv": b"\xff"})])
    assert ([line.row for line in found.lines], list(found.errors)) == (["one"], ["two"])
