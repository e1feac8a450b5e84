from __future__ import annotations

from gto_studio.rules.edits.form import DataFile, Field, Version, data_files, params_files

NAN = {"$": "nan"}


def out(hash: str | None, *, source: bool = True) -> dict[str, object]:
    return {"hash": hash, "size": 1, "nfiles": None, "is_data_source": source}


def test_every_parameter_is_a_field_of_its_type() -> None:
    data = {
        "seed": 42, "train": {"lr": 1.0, "arch": "wide", "layers": [1, 2], "deep": {"on": True, "limit": None}},
        "odd": NAN, "none": {},
    }  # fmt: skip
    (found,) = params_files({"params.yaml": {"data": data}})
    assert (found.file, found.kind) == ("params.yaml", "yaml")
    assert found.fields == [
        Field("seed", 42, "integer"),
        Field("train.lr", 1.0, "number"),
        Field("train.arch", "wide", "text"),
        Field("train.layers", [1, 2], "list"),
        Field("train.deep.on", True, "boolean"),
        Field("train.deep.limit", None, "null"),
        Field("odd", NAN, "number"),
    ]


def test_files_that_could_not_be_read_or_are_elsewhere_are_left_out() -> None:
    said = {
        "params.yaml": {"data": {"a": 1}},
        "sub/conf.toml": {"data": {"b": 2}},
        "sub/broken.yaml": {"error": {"type": "YAMLError", "msg": "line 1"}},
        "sub/empty.json": {"data": {}},
        "subway.py": {"data": {"c": 3}},
    }
    assert [one.file for one in params_files(said)] == ["params.yaml", "sub/conf.toml", "subway.py"]
    assert [(one.file, one.kind) for one in params_files(said, "sub")] == [("sub/conf.toml", "toml")]


def test_data_has_every_version_once_by_its_newest_commit() -> None:
    history = [
        ("c4", "2026-03-04T00:00:00Z", {"data.csv": out("bb"), "images": out("dd.dir")}),
        ("c3", "2026-03-03T00:00:00Z", {"data.csv": out("aa")}),
        ("c2", "2026-03-02T00:00:00Z", {"data.csv": out("bb"), "images": out("ee")}),
        ("c1", "2026-03-01T00:00:00Z", {"data.csv": out(None), "images": out("cc.dir")}),
    ]
    outs = {"images": out("cc.dir"), "data.csv": out("aa"), "model.pkl": out("ff", source=False), "new": out(None)}
    assert data_files(outs, history) == [
        DataFile(
            "data.csv",
            "data.csv.dvc",
            "aa",
            [Version("bb", "c4", "2026-03-04T00:00:00Z"), Version("aa", "c3", "2026-03-03T00:00:00Z")],
        ),
        DataFile(
            "images",
            "images.dvc",
            "cc.dir",
            [Version("dd.dir", "c4", "2026-03-04T00:00:00Z"), Version("cc.dir", "c1", "2026-03-01T00:00:00Z")],
        ),
    ]
    assert data_files(outs, history, "sub") == []
