from __future__ import annotations

from gto_studio.dvc.plot_definitions import Definition, Source
from gto_studio.dvc.plot_listing import listing


def plot(id: str, file: str = "dvc.yaml", kind: str = "series") -> Definition:
    name = id.rpartition("::")[2]
    return Definition(id, name, file, kind, (Source(name, None),), images=())  # type: ignore[arg-type]


def test_each_plot_once_with_the_rows_that_have_it() -> None:
    one, two = plot("dvc.yaml::a.csv"), plot("dvc.yaml::b.csv")
    found = listing({"r": [one], "s": [two, one]})
    assert [(each.name, list(each.of)) for each in found] == [("a.csv", ["r", "s"]), ("b.csv", ["s"])]


def test_plots_of_one_name_are_told_apart_by_their_file_but_for_what_a_stage_writes() -> None:
    found = listing({"r": [plot("dvc.yaml::a.csv"), plot("sub/dvc.yaml::a.csv", "sub/dvc.yaml"), plot("a.csv", "")]})
    assert [each.name for each in found] == ["dvc.yaml::a.csv", "sub/dvc.yaml::a.csv", "a.csv"]


def test_a_directory_has_its_own_plots_only() -> None:
    plots = [
        plot("dvc.yaml::x"),
        plot("sub/dvc.yaml::y", "sub/dvc.yaml"),
        plot("sub/z.csv", ""),
        plot("subway/z.csv", ""),
    ]
    assert [each.first.name for each in listing({"r": plots}, "sub")] == ["y", "sub/z.csv"]


def test_where_a_plot_belongs() -> None:
    found = listing(
        {
            "r": [
                plot("dvc.yaml::d/a.csv"),
                plot("dvc.yaml::img/steps", kind="image"),
                plot("sub/dvc.yaml::N", "sub/dvc.yaml"),
            ]
        }
    )
    assert [each.folder for each in found] == ["d", "img", ""]
