"""Repositories that people made with GTO, read by Studio, are event by event what GTO 1.10.1 says of them.

GTO_PUBLIC_REPOSITORIES names them: paths of clones, bare or not, with `:` between. GTO_ORACLE names GTO 1.10.1
(`make peers` installs it; `make unit` says where).
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gto.registry.events import WORD, Moment
from gto_studio.store.connection import Store
from studio.following import Followed, follow
from studio.web.serving import Site, a_site

ORACLE = os.environ.get("GTO_ORACLE", "")
REPOSITORIES = [path for path in os.environ.get("GTO_PUBLIC_REPOSITORIES", "").split(":") if path]

pytestmark = [
    pytest.mark.skipif(not Path(ORACLE).is_file(), reason="GTO_ORACLE names no GTO 1.10.1"),
    pytest.mark.skipif(not REPOSITORIES, reason="GTO_PUBLIC_REPOSITORIES names no repositories"),
]


def oracle(at: Path, *words: str) -> Any:
    done = subprocess.run([ORACLE, *words, "--repo", at, "--json"], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.fixture(params=REPOSITORIES, ids=lambda path: Path(path).parent.name)
def site(request: pytest.FixtureRequest, store: Store, tmp_path: Path) -> Iterator[Site]:
    with a_site(store, tmp_path, accounts=False) as site:
        yield site


@pytest.fixture
def followed(request: pytest.FixtureRequest, site: Site, tmp_path: Path) -> Followed:
    url = request.node.callspec.params["site"]
    followed = follow(site.store, tmp_path, url)
    followed.sync()
    subprocess.run(["git", "clone", "--quiet", url, tmp_path / "clone"], check=True)
    return followed


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    return tmp_path / "clone"


def test_every_event(followed: Followed, clone: Path) -> None:
    ours = [
        {
            "timestamp": Moment(row["seconds"], row["offset"]).iso(),
            "artifact": row["artifact"],
            "event": WORD[row["action"]],
            **{key: row[key] for key in ("version", "stage", "commit", "author", "author_email", "message")},
            "ref": row["tag"],
        }
        for row in sorted(followed.rows("event"), key=lambda row: -int(row["position"]))
    ]
    theirs = oracle(clone, "history")
    tags = subprocess.run(["git", "-C", clone, "tag"], capture_output=True, text=True, check=True).stdout
    assert bool(theirs) == ("@v" in tags)
    assert ours == [{key: one[key] for key in ours[0]} for one in theirs]


def test_every_artifact_version_and_stage(followed: Followed, clone: Path) -> None:
    told = oracle(clone, "show")
    artifacts = [row for row in followed.rows("artifact") if row["registered"] and row["active"]]
    assert {row["name"]: row["latest"] for row in artifacts} == {name: one["version"] for name, one in told.items()}
    held = {(row["artifact"], row["stage"]): row["version"] for row in followed.rows("assignment")}
    assert held == {
        (name, stage): version for name, one in told.items() for stage, version in one["stage"].items() if version
    }
    for name in told:
        ours = [row for row in followed.rows("version") if row["artifact"] == name and row["active"]]
        assert [
            (row["version"], row["commit"], row["registered"], row["tag"], row["author"])
            for row in sorted(ours, key=lambda row: int(row["rank"]))
        ] == [
            (one["version"], one["commit_hexsha"], bool(one["registrations"]), one["ref"], one["author"])
            for one in oracle(clone, "show", name)
        ]


def test_a_rebuild_gives_the_same(followed: Followed) -> None:
    assert followed.rebuild().changed == frozenset()


def test_what_the_api_says(site: Site, followed: Followed, clone: Path) -> None:
    api = site.client()
    told = oracle(clone, "show")
    listed = {model["name"]: model for model in api.get("/api/models", params={"deprecated": "true"}).json()}
    # what is written about models that have no version yet GTO 1.10.1 does not show
    models = {name: model for name, model in listed.items() if model["latest"] or name in told}
    assert {name: model["latest"] for name, model in models.items()} == {n: one["version"] for n, one in told.items()}
    assert {name: model["stages"] for name, model in models.items()} == {
        name: {stage: version for stage, version in one["stage"].items() if version} for name, one in told.items()
    }
    events = api.get(f"/api/repositories/{followed.source.id}/events", params={"limit": 1000}).json()
    keys = ("event", "artifact", "version", "stage", "commit", "author", "author_email", "message")
    ours = [{**{key: event[key] for key in keys}, "ref": event["tag"], "at": event["created_at"]} for event in events]
    theirs = [
        {**{key: event[key] for key in keys}, "ref": event["ref"], "at": event["timestamp"]}
        for event in oracle(clone, "history")
    ]
    assert ours in (theirs, theirs[::-1])
