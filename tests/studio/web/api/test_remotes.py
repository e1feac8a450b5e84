"""Data remotes over HTTP: listed, credentials attached, and a plot that needs them drawn."""

from __future__ import annotations

import hashlib
import threading
from pathlib import Path

import pytest

from gto_studio.jobs.worker import Worker
from gto_studio.store.connection import Store
from gto_studio.store.owned import audit, projects, remote_secrets, repositories
from gto_studio.web import fetching
from gto_studio.wiring import works
from servers.files_over_http import served
from studio.following import follow
from studio.web.serving import a_site

DATA = b"step,loss\n0,1\n1,2\n"
CONFIG = "[core]\n    remote = web\n['remote \"web\"']\n    url = {url}\n['remote \"disk\"']\n    url = /srv\n"
HASH = hashlib.md5(DATA).hexdigest()


def test_credentials_are_attached_and_open_what_is_not_in_git(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "PATIENCE_SECONDS", 90.0)  # a page would ask again for what is on its way
    place = tmp_path / "data/files/md5" / HASH[:2] / HASH[2:]
    place.parent.mkdir(parents=True)
    place.write_bytes(DATA)
    with (
        served(tmp_path / "data", login="olga:secret") as url,
        a_site(store, tmp_path, accounts=False, allow_private_addresses=True, allow_local_paths=True) as site,
    ):
        followed = follow(store, tmp_path)
        commit = followed.shell.commit(
            "Keep",
            files={
                ".dvc/config": CONFIG.format(url=url),
                "dvc.yaml": "plots: [kept.csv]\n",
                "kept.csv.dvc": f"outs:\n- md5: {HASH}\n  size: {len(DATA)}\n  hash: md5\n  path: kept.csv\n",
            },
        )
        followed.sync()
        with store.writing() as connection:
            repository = repositories.get(connection, followed.source.id)
            named = {"team": repository.team, "repository": repository.id, "name": "p", "directory": "", "now": 1.0}
            project = projects.add(connection, public=True, **named).id
        api, at, remotes = site.client(), f"/api/projects/{project}", f"/api/repositories/{repository.id}/remotes"
        worker, ended = Worker(store, works(site.parts), lanes=[["files"]]), threading.Event()
        thread = threading.Thread(target=worker.run, args=[ended])
        thread.start()
        try:
            web, disk = api.get(remotes).json()
            assert (web["name"], web["url"], web["kind"], web["default"], web["attached"]) == (
                "web",
                url,
                "http",
                True,
                None,
            )
            assert (disk["kind"], disk["takes"]) == ("local", [])

            one = f"{at}/plots/one?id=dvc.yaml::kept.csv&rows={commit}"
            assert "does not let us read data" in api.get(one).json()["errors"][commit]

            wrong = {"name": "web", "fields": {"user": "olga", "password": "typo"}}
            assert api.put(remotes, json=wrong).status_code == 200
            assert "with the credentials that it was given" in api.get(one).json()["errors"][commit]
            body = {"name": "web", "fields": {"user": "olga", "password": "secret"}}
            said = api.put(remotes, json=body)
            assert said.status_code == 200, said.text
            assert (said.json()[0]["attached"], said.json()[0]["moved"]) == (["password", "user"], False)
            assert "secret" not in said.text
            assert api.get(one).json()["series"] == [{"row": commit, "name": None, "x": [0, 1], "y": [1, 2]}]

            with store.reading() as connection:
                (row,) = remote_secrets.of_repository(connection, repository.id)
                assert b"secret" not in row.secret
                told = audit.seen_by(connection, sees=None, limit=1)[0]
            assert (told.action, told.subject, told.detail) == (
                "remote.attach",
                "web",
                {"fields": ["password", "user"]},
            )

            assert api.put(remotes, json={"name": "no", "fields": {"user": "x"}}).status_code == 404
            assert api.put(remotes, json={"name": "web", "fields": {"key": "x"}}).status_code == 422
            assert api.put(remotes, json={"name": "disk", "fields": {"user": "x"}}).status_code == 422
            assert api.delete(remotes, params={"name": "web"}).status_code == 204
            assert api.get(remotes).json()[0]["attached"] is None
        finally:
            ended.set()
            thread.join()
