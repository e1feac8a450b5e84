"""What the settings make of a process."""

from __future__ import annotations

from pathlib import Path

from gto_studio.rules.access import LOCAL
from gto_studio.settings import Settings
from gto_studio.store.owned import jobs, teams
from gto_studio.wiring import build, lanes, works


def test_a_folder_is_all_it_needs(tmp_path: Path) -> None:
    parts = build(Settings(data=tmp_path / "deep" / "data"))
    assert parts.settings.data.stat().st_mode & 0o777 == 0o700
    assert parts.owner
    assert parts.owner.person == LOCAL
    assert (parts.reach.local, parts.reach.private) == (True, True)
    with parts.store.reading() as connection:
        assert len(teams.seen_by(connection, None)) == 1
    parts.close()


def test_with_accounts_nobody_is_the_owner_and_the_disk_is_out_of_reach(tmp_path: Path) -> None:
    parts = build(Settings(data=tmp_path, accounts=True, host="192.0.2.1"))
    assert parts.owner is None
    assert (parts.reach.local, parts.reach.private) == (False, False)
    parts.close()


def test_nobodys_action_waits_for_a_sync(tmp_path: Path) -> None:
    parts = build(Settings(data=tmp_path))
    kinds = {jobs.SYNC, jobs.FILES, jobs.LACKING, jobs.CHANGE, jobs.CHECKS, jobs.CONNECTION}
    kinds |= {jobs.HOOKS, jobs.PULLS, jobs.TELL}
    assert set(works(parts)) == kinds
    assert sorted(lanes(parts)) == sorted([*([kind] for kind in kinds), [jobs.SYNC], [jobs.TELL]])
    parts.close()
