"""A server without accounts that has read two repositories, made by people at their shells."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from gto_studio.store.connection import Store
from gto_studio.store.owned import repositories
from shell import Shell, new_repository
from studio.following import Followed, follow
from studio.web.serving import Site, a_site

DVC_YAML = """\
params: [params.yaml]
metrics: [metrics.json]
artifacts:
  churn:
    type: model
    path: models/churn.pkl
    desc: Who leaves, and when
    labels: [tabular, daily]
  segment:
    type: model
    path: models/segment.pt
    labels: [vision]
"""
WORKFLOW = "name: Deploy\non:\n  push:\n    tags: ['churn#prod#*']\njobs: {}\n"


@dataclass
class Registered:
    site: Site
    models: Followed
    others: Followed

    @property
    def api(self) -> TestClient:
        return self.site.client()

    @property
    def shell(self) -> Shell:
        return self.models.shell

    def get(self, path: str, **query: Any) -> Any:
        """What the API says, where it says yes. `{id}` in the path is the first repository."""
        answer = self.api.get(path.replace("{id}", self.models.source.id), params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: object, status: int = 200) -> Any:
        answer = self.api.post(path.replace("{id}", self.models.source.id), json=body)
        assert answer.status_code == status, answer.text
        return answer.json()

    def sync(self) -> None:
        self.models.sync()
        self.others.sync()


@contextmanager
def registered(store: Store, folder: Path, made: Path) -> Iterator[Registered]:
    """A server that has read copies of the repositories in `made`."""
    shutil.copytree(made, folder / "made")
    with a_site(store, folder, accounts=False, owner_name="Olga Owner", owner_email="olga@example.com") as site:
        models, others = (_followed(site, folder, name) for name in ("models", "data"))
        found = Registered(site, models, others)
        found.sync()
        yield found


def make(folder: Path) -> Path:
    """`models`: churn with three versions in two stages, one of them taken back, and segment; `data`: a data set."""
    models, data = (new_repository(folder / name) for name in ("models", "data"))
    for i, rate in enumerate((0.1, 0.2, 0.2), 1):
        files = {
            "dvc.yaml": DVC_YAML,
            "params.yaml": f"train:\n  lr: {rate}\n  depth: {i}\n",
            "metrics.json": f'{{"auc": 0.{i}}}',
            ".github/workflows/deploy.yml": WORKFLOW,
        }
        models.commit(f"Train {i}", minute=i * 10, files=files)
        models.tag(f"churn@v1.{i}.0", minute=i * 10 + 1, message=f"release {i}")
    models.tag("churn#dev#1", at="HEAD~2", minute=40)
    models.tag("churn#prod#2", at="HEAD~2", minute=41)
    models.tag("churn#prod#3", at="HEAD~1", minute=42, message="better")
    models.tag("churn#prod#4", minute=43)
    models.tag("churn@v1.3.0!", minute=44, message="too eager")
    models.tag("not-ours", minute=45)
    data.commit("Collect", files={"artifacts.yaml": "customers:\n  type: dataset\n  path: customers.csv\n"})
    data.tag("customers@v0.0.1", minute=1)
    data.tag("old=one@v1.0.0", minute=2)
    data.tag("old=one@deprecated", minute=3)
    return folder


def _followed(site: Site, folder: Path, name: str) -> Followed:
    followed = follow(site.store, folder, str(folder / "made" / name))
    with site.store.writing() as connection:
        row = repositories.get(connection, followed.source.id)
        row = replace(row, name=f"team/{name}", hook_secret=site.parts.secrets.seal("hook secret"))
        repositories.save(connection, row)
    return replace(followed, shell=Shell(folder / "made" / name))
