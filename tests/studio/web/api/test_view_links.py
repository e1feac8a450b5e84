"""What DVC's extension of VS Code asks: which experiments of these baselines have a page here."""

from __future__ import annotations

from sqlalchemy import insert

from gto_studio.store.derived import tables as derived
from studio.live.posting import BASELINE, start
from studio.web.api.test_live_runs import Live, live

__all__ = ["live"]

TIP = "c" * 40


def ask(live: Live, url: str, *commits: str) -> object:
    query = "&".join([f"commits={commit}" for commit in commits] + [f"git_remote_url={url}"])
    answer = live.site.ask("GET", f"/api/view-links?{query}", live.token)
    return answer.json() if answer.status == 200 else answer.status


def test_live_and_pushed_experiments_of_the_baselines_that_are_asked_for(live: Live) -> None:
    live.sent(start("here"), start("elsewhere", baseline="e" * 40))
    row = {"repository": live.repository, "baseline": BASELINE, "commit": TIP}
    with live.site.store.writing() as connection:
        connection.execute(insert(derived.experiment).values(ref="r", name="there", **row))
        connection.execute(insert(derived.experiment).values(ref="s", name="not", **row | {"baseline": "d" * 40}))
    found = {"view_url": f"http://127.0.0.1:8788/projects/{live.project}"}
    everything = {**found, "live": [{"baseline_sha": BASELINE, "name": "here"}], "pushed": [TIP]}
    assert ask(live, "git@git.example.com:team/live.git", BASELINE.upper(), "f" * 40) == everything
    assert ask(live, "git@git.example.com:team/live.git") == {**found, "live": [], "pushed": []}
    assert ask(live, "https://git.example.com/other", BASELINE) == 404
