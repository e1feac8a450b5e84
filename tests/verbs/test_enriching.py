"""Plug-ins of other packages: found by their entry points, configured in `.gto`, asked about annotated artifacts."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from shell import Shell, new_repository

PLUG_IN = """\
from gto.ext import EnrichmentInfo, EnrichmentReader

class Size(EnrichmentInfo):
    source: str = "size"
    path: str
    unit: str

    def get_object(self): return self
    def get_human_readable(self): return f"{self.path} in {self.unit}"

class SizeReader(EnrichmentReader):
    source: str = "size"
    unit: str = "MB"

    def describe(self, url_or_scm, obj, rev):
        if obj == "broken.pkl": raise ValueError("it cannot be read")
        return Size(path=obj, unit=self.unit) if obj and len(rev) == 40 else None
"""


@pytest.fixture
def repository(tmp_path: Path) -> Shell:
    """Three annotated artifacts in a repository, and a package with a plug-in beside this gto."""
    site = tmp_path / "site"
    about = site / "sizes-1.0.dist-info"
    about.mkdir(parents=True)
    (site / "sizes.py").write_text(PLUG_IN)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: sizes\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[gto.enrichment]\nsize = sizes:SizeReader\n")
    path = os.pathsep.join([str(site), *filter(None, [os.environ.get("PYTHONPATH")])])
    shell = new_repository(tmp_path / "models", env={"PYTHONPATH": path})
    entries = "nn: {type: model, path: m.pkl}\nbroken: {path: broken.pkl}\nvirtual: {type: model}\n"
    shell.commit("c1", files={"artifacts.yaml": entries})
    for name in ("nn", "broken", "virtual"):
        shell.tag(f"{name}@v1.0.0")
    return shell


def enrichments(repository: Shell, name: str = "nn") -> list[dict[str, str]]:
    (version,) = json.loads(repository.gto("show", name, "--json").out)
    found: list[dict[str, str]] = version["enrichments"][0]["enrichments"]
    return found


def test_what_an_installed_plug_in_says_is_added(repository: Shell) -> None:
    own, added = enrichments(repository)
    assert own["source"] == "gto"
    assert added == {"source": "size", "path": "m.pkl", "unit": "MB"}


def test_a_configured_one_takes_its_place(repository: Shell) -> None:
    (repository.path / ".gto").write_text("enrichments:\n  - {type: size, config: {unit: GB}}\n")
    assert [one.get("unit") for one in enrichments(repository)] == [None, "GB"]


def test_plug_ins_can_be_switched_off(repository: Shell) -> None:
    (repository.path / ".gto").write_text("autoload_enrichments: false\n")
    assert [one["source"] for one in enrichments(repository)] == ["gto"]


def test_one_that_nobody_offers_is_named(repository: Shell) -> None:
    (repository.path / ".gto").write_text("enrichments: [{type: weight}]\n")
    assert "no installed package offers the enrichment 'weight'" in repository.refused("show", "nn", "--json")


def test_one_that_fails_or_knows_nothing_hides_nothing_else(repository: Shell) -> None:
    for name in ("broken", "virtual"):
        assert [one["source"] for one in enrichments(repository, name)] == ["gto"]


def test_python_gets_the_objects(repository: Shell) -> None:
    ask = (
        "from gto import api, ext; v = api.find_latest_version('nn'); print([i.get_human_readable() for i in "
        "v.get_enrichments_info][1]); print(ext.find_enrichment_types()); print(ext.find_enrichments())"
    )
    said = repository.run(sys.executable, "-c", ask).lines
    assert said == [
        "m.pkl in MB",
        "{'size': <class 'sizes.SizeReader'>}",
        "{'size': SizeReader(source='size', unit='MB')}",
    ]
