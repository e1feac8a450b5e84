"""Plots over HTTP: a repository with plots of each kind, a worker that brings its files, and a page that asks."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from gto_studio.jobs.worker import Worker
from gto_studio.mirrors.visiting import discard, visit
from gto_studio.store.connection import Store
from gto_studio.store.owned import projects, repositories
from gto_studio.web import fetching
from gto_studio.wiring import works
from studio.following import Followed, follow
from studio.web.serving import Site, a_site

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
DVC_YAML = """\
plots:
- curve.csv: {x: step, y: loss, title: Loss}
- Confusion: {template: confusion, x: actual, y: {cm.json: predicted}}
- Own: {template: mine, x: step, y: {curve.csv: loss}}
- img
- gone.csv
- kept.csv
"""
MINE = '{"data": {"values": "<DVC_METRIC_DATA>"}, "title": "mine <DVC_METRIC_TITLE>", "mark": "bar"}'
FILES: dict[str, str | bytes] = {
    "dvc.yaml": DVC_YAML,
    "curve.csv": "step,loss\n0,1\n1,.5\n2,nan\n",
    "cm.json": '[{"actual": "a", "predicted": "b", "p": NaN}]',
    ".dvc/plots/mine.json": MINE,
    ".dvc/config": "",
    "kept.csv.dvc": f"outs:\n- md5: {'0a' * 16}\n  size: 7\n  hash: md5\n  path: kept.csv\n",
    "img/evil.svg": SVG,
    **{f"img/steps/{i}.png": PNG for i in (0, 1, 10)},
}


@dataclass
class Plotted:
    site: Site
    followed: Followed
    project: str
    old: str
    new: str

    @property
    def api(self) -> TestClient:
        return self.site.client()

    def get(self, path: str, *rows: str, **query: Any) -> Any:
        asked = {**query, **({"rows": ",".join(rows)} if rows else {})}
        answer = self.api.get(f"/api/projects/{self.project}/{path}", params=asked)
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
def plotted(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Plotted]:
    monkeypatch.setattr(fetching, "PATIENCE_SECONDS", 90.0)  # a page would ask again for what is on its way
    with a_site(store, tmp_path, accounts=False, allow_local_paths=True) as site:
        followed = follow(store, tmp_path)
        old = followed.shell.commit("Plot", files=FILES)
        new = followed.shell.commit("Better", minute=1, files={"curve.csv": "step,loss\n0,2\n1,1\n"})
        followed.sync()
        with store.writing() as connection:
            repository = repositories.get(connection, followed.source.id)
            named = {"team": repository.team, "repository": repository.id, "name": "p", "directory": "", "now": 1.0}
            project = projects.add(connection, public=True, **named).id
        ended = threading.Event()
        worker = Worker(store, works(site.parts), lanes=[["files"]])
        thread = threading.Thread(target=worker.run, args=[ended])
        thread.start()
        yield Plotted(site, followed, project, old, new)
        ended.set()
        thread.join()


def test_plots_of_commits(plotted: Plotted) -> None:
    old, new = plotted.old, plotted.new
    found = plotted.get("plots", new, old, "0" * 40)
    assert [plot["id"] for plot in found["plots"]] == [
        "dvc.yaml::curve.csv",
        "dvc.yaml::Confusion",
        "dvc.yaml::Own",
        "dvc.yaml::img/evil.svg",
        "dvc.yaml::img/steps",
        "dvc.yaml::gone.csv",
        "dvc.yaml::kept.csv",
    ]
    assert found["plots"][0]["rows"] == {new: "ok", old: "ok"}
    assert found["files"] == ["cm.json", "curve.csv", "gone.csv", "kept.csv"]
    assert found["errors"] == {"0" * 40: "There is no such commit"}

    lines = plotted.get("plots/one", new, old, id="dvc.yaml::curve.csv")
    assert (lines["kind"], lines["title"], lines["errors"], lines["pending"]) == ("lines", "Loss", {}, 0)
    assert lines["series"] == [
        {"row": new, "name": None, "x": [0, 1], "y": [2, 1]},
        {"row": old, "name": None, "x": [0, 1, 2], "y": [1, 0.5, None]},
    ]
    spec = plotted.get("plots/one", new, old, id="dvc.yaml::curve.csv", form="spec")["spec"]
    assert [point["rev"] for point in spec["data"]["values"]] == [new, new, old, old, old]

    confusion = plotted.get("plots/one", old, id="dvc.yaml::Confusion")
    assert confusion["kind"] == "vega"
    assert confusion["spec"]["data"]["values"] == [{"actual": "a", "predicted": "b", "p": None, "rev": old}]
    own = plotted.get("plots/one", old, id="dvc.yaml::Own")
    assert (own["kind"], own["spec"]["title"], len(own["spec"]["data"]["values"])) == ("vega", "mine Own", 3)

    steps = plotted.get("plots/one", old, id="dvc.yaml::img/steps")
    assert [image["step"] for image in steps["images"][old]] == [0, 1, 10]
    picture = plotted.api.get(steps["images"][old][2]["url"])
    assert (picture.status_code, picture.content, picture.headers["content-type"]) == (200, PNG, "image/png")
    assert "immutable" in picture.headers["cache-control"]

    broken = plotted.get("plots/one", old, id="dvc.yaml::gone.csv")
    assert (broken["kind"], broken["errors"]) == ("nothing", {old: "The commit has no file 'gone.csv'"})

    kept = plotted.get("plots/one", old, id="dvc.yaml::kept.csv")
    assert "not in Git" in kept["errors"][old]

    columns = plotted.get("plots/data", new, old, file="curve.csv")
    assert columns["columns"] == ["step", "loss"]
    assert columns["rows"][old] == {"step": [0, 1, 2], "loss": [1, 0.5, None]}


def test_a_plot_does_not_wait_for_whoever_has_the_mirror(plotted: Plotted) -> None:
    with visit(plotted.followed.source, plotted.followed.conditions):
        assert plotted.get("plots/one", plotted.old, id="dvc.yaml::curve.csv")["kind"] == "lines"


def test_what_a_lost_mirror_had_is_brought_by_a_new_one(plotted: Plotted) -> None:
    discard(plotted.followed.conditions.folder, plotted.followed.source.id)
    assert plotted.get("plots/one", plotted.old, id="dvc.yaml::curve.csv")["kind"] == "lines"


def test_a_picture_with_a_script_is_locked_up(plotted: Plotted) -> None:
    picture = plotted.api.get(f"/api/projects/{plotted.project}/files/{plotted.old}", params={"path": "img/evil.svg"})
    assert (picture.status_code, picture.content) == (200, SVG)
    assert picture.headers["content-type"] == "image/svg+xml"
    assert "sandbox" in picture.headers["content-security-policy"]
    assert "script-src" not in picture.headers["content-security-policy"]
    assert picture.headers["x-content-type-options"] == "nosniff"


def test_what_is_not_there(plotted: Plotted) -> None:
    place = f"/api/projects/{plotted.project}"
    assert plotted.api.get(f"{place}/files/{plotted.old}", params={"path": "no.png"}).status_code == 404
    assert plotted.api.get(f"{place}/files/{plotted.old}", params={"path": "../../etc/passwd"}).status_code == 404
    assert plotted.api.get(f"{place}/files/{'0' * 40}", params={"path": "dvc.yaml"}).status_code == 404
    assert plotted.api.get(f"{place}/plots/one", params={"id": "no", "rows": plotted.old}).status_code == 404
    many = ",".join(f"{i:040x}" for i in range(101))
    assert plotted.api.get(f"{place}/plots", params={"rows": many}).status_code == 422
