"""Hooks set up at a forge and repaired there: with a real forge that keeps them, and real jobs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pytest

from gto.data.reach import Reach
from gto_studio.forges.contract import Credential
from gto_studio.forges.contract import Forge as Asked
from gto_studio.forges.opening import opened
from gto_studio.identity.secrets import Secrets, new_key
from gto_studio.jobs.worker import Worker
from gto_studio.store.connection import Store
from gto_studio.store.owned import forge_states, jobs, repositories
from gto_studio.store.owned.forge_states import ForgeStateRow
from gto_studio.store.owned.repositories import RepositoryRow
from gto_studio.watching.hooking import REPAIR_SECONDS, begin_hooks, hooking
from servers.forge import Forge
from studio.rows import a_repository

NAME, PUBLIC = "team/models", "https://studio.example.com/"


@dataclass
class Kept:
    store: Store
    forge: Forge
    secrets: Secrets
    id: str
    login: str | None = "root"
    public_url: str | None = PUBLIC

    def look(self) -> ForgeStateRow:
        """Do the job; what is known then."""
        with self.store.writing() as connection:
            jobs.want(connection, jobs.HOOKS, self.id)
        Worker(self.store, {jobs.HOOKS: hooking(self._opening, self.secrets, self.public_url)}).run_due()
        with self.store.reading() as connection:
            found = forge_states.find(connection, self.id)
        assert found
        return found

    @property
    def job(self) -> jobs.JobRow:
        with self.store.reading() as connection:
            return jobs.of(connection, jobs.HOOKS, [self.id])[self.id]

    @property
    def hooks(self) -> list[tuple[str, str]]:
        return [(hook.url, hook.secret) for hook in self.forge[NAME].hooks]

    def secret(self, text: str) -> None:
        with self.store.writing() as connection:
            row = repositories.get(connection, self.id)
            repositories.save(connection, replace(row, hook_secret=self.secrets.seal(text)))

    @contextmanager
    def _opening(self, _: RepositoryRow) -> Iterator[tuple[Asked, str] | None]:
        if self.login is None:
            yield None
            return
        credential = Credential("token", self.forge.token(self.login))
        asked = opened("gitea", self.forge.address, credential, Reach(private=True))
        try:
            yield asked, NAME
        finally:
            asked.close()


@pytest.fixture
def kept(store: Store, forge: Forge) -> Kept:
    forge.repository(NAME, private=True, root="admin", jo="write")
    secrets = Secrets([new_key()])
    with store.writing() as connection:
        sealed = secrets.seal("first secret")
        id = a_repository(connection, url=forge.url(NAME), forge="gitea", hook_secret=sealed).id
    return Kept(store, forge, secrets, id)


def test_the_hook_is_set_up_then_right_then_repaired(kept: Kept) -> None:
    url = f"https://studio.example.com/webhook/gitea/{kept.id}"
    assert kept.look().hook == "made"
    assert kept.hooks == [(url, "first secret")]
    assert kept.look().hook == "right"
    kept.forge[NAME].hooks[0].is_active = False
    assert kept.look().hook == "repaired"
    assert kept.forge[NAME].hooks[0].is_active
    kept.secret("another one")
    assert kept.look().hook == "repaired", "the forge never shows a secret, so Studio has to know which one it has"
    assert kept.hooks == [(url, "another one")]
    assert kept.look().hook == "right"


def test_it_is_looked_at_every_two_hours(kept: Kept) -> None:
    kept.look()
    assert kept.job.finished
    assert kept.job.next_at
    assert 0.9 * REPAIR_SECONDS - 1 < kept.job.next_at - kept.job.finished < 1.1 * REPAIR_SECONDS + 1


def test_protected_tags_and_rights_are_read_on_the_way(kept: Kept) -> None:
    kept.forge[NAME].protect("refs/tags/*@*")
    state = kept.look()
    assert state.tags == ["*@*"]
    assert state.rights == {"read": True, "write": True, "admin": True}


@pytest.mark.parametrize(
    ("changes", "hook"),
    [({"login": "jo"}, "no-right"), ({"login": None}, "unconnected"), ({"public_url": None}, "unreachable")],
    ids=["who may only write", "nobody connected", "no public address"],
)
def test_what_cannot_be_set_up_is_said_and_no_failure(kept: Kept, changes: dict[str, str | None], hook: str) -> None:
    state = replace(kept, **changes).look()  # type: ignore[arg-type]
    assert state.hook == hook
    assert kept.hooks == []
    assert kept.job.error is None


def test_a_forge_that_is_down_is_asked_again(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gto_studio.forges.asking.PAUSES", (0.0, 0.0))
    kept.look()
    kept.forge.down()
    assert kept.look().hook == "made", "what was known stays"
    assert kept.job.error
    assert kept.job.error["code"] == "forge-down"


def test_it_begins_by_itself_where_a_forge_is_and_only_once(kept: Kept) -> None:
    with kept.store.writing() as connection:
        plain = a_repository(connection, url="https://git.example.com/x.git", forge="git").id
    for id in (kept.id, kept.id, plain):
        begin_hooks(kept.store, id)
    assert kept.job.wanted == 1
    with kept.store.reading() as connection:
        assert jobs.of(connection, jobs.HOOKS, [plain]) == {}
