"""Disks that are full: of the mirrors, and of the database. Small ones are mounted and filled.

What can still be answered is; what cannot is refused in one sentence, half of nothing is left, and as soon as there is
room it goes on by itself.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from shutil import copyfile

import pytest

from disks import fill_up, small_disk
from gto_studio.errors import DiskFull
from gto_studio.store.connection import Store
from gto_studio.store.owned import jobs
from gto_studio.web import hearing
from studio.following import Followed, follow
from studio.rules.test_webhooks import proved
from studio.web.serving import a_site


@pytest.fixture
def followed(prepared_sqlite: Path, tmp_path: Path) -> Followed:
    copyfile(prepared_sqlite, tmp_path / "studio.db")
    made = follow(Store(f"sqlite:///{tmp_path / 'studio.db'}"), tmp_path)
    made.shell.commit("first", files={"artifacts.yaml": "churn:\n  type: model\n  path: m\n"})
    made.shell.tag("churn@v1.0.0", minute=1)
    return made


def test_no_room_for_a_mirror(followed: Followed, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        full = replace(followed, conditions=replace(followed.conditions, folder=disk / "mirrors"))
        fill_up(disk)
        with pytest.raises(DiskFull, match="No space is left for the mirrors"):
            full.sync()
        assert full.rows("event") == []
        (disk / "filler").unlink()
        full.sync()
        before = full.all()
        assert len(full.rows("event")) == 1

        followed.shell.tag("churn@v1.1.0", minute=2)
        for number in range(50):
            followed.shell.commit(f"work {number}", files={"notes": f"{number}" * 10_000})
        fill_up(disk)
        with pytest.raises(DiskFull):
            full.sync()
        assert full.all() == before, "what was known is still shown, and nothing is half-written"
        (disk / "filler").unlink()
        full.sync()
        assert len(full.rows("event")) == 2
        assert full.differences() == {}


def test_no_room_for_the_database(prepared_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hearing, "PATIENCE_SECONDS", 0.0)  # a hook that waits for room would wait for us
    with small_disk(tmp_path / "disk", megabytes=4) as disk:
        copyfile(prepared_sqlite, disk / "studio.db")
        store = Store(f"sqlite:///{disk / 'studio.db'}")
        with a_site(store, disk, accounts=False) as site:
            api = site.client()
            made = api.post("/api/projects", json={"url": "https://git.example.com/a/b.git"}).json()[0]["repository"]
            secret = api.get(f"/api/repositories/{made}/hook").json()["secret"]
            fill_up(disk)
            for number in range(200):
                answer = api.post("/api/projects", json={"url": f"https://git.example.com/a/{number}.git"})
                if answer.status_code != 201:
                    break
            said = answer.json()
            assert (answer.status_code, said["code"], answer.headers["retry-after"]) == (503, "database-away", "1")
            there = {one["url"] for one in api.get("/api/repositories").json()}
            assert f"https://git.example.com/a/{number}.git" not in there, "what was refused was not done"
            assert len(there) == number + 1
            hook = api.post(f"/webhook/git/{made}", headers=proved("git", b"", secret))
            assert hook.status_code in (202, 503), hook.text
            (disk / "filler").unlink()
            assert api.post("/api/projects", json={"url": f"https://git.example.com/a/{number}.git"}).status_code == 201
            assert api.post(f"/webhook/git/{made}", headers=proved("git", b"", secret)).status_code == 202
            with store.reading() as connection:
                assert jobs.of(connection, jobs.SYNC, [made])[made].wanted >= 2
        store.close()
