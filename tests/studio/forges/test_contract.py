"""One suite for every kind of forge, asked over the network: the test forge keeps real repositories, and speaks the
words of each kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

import pytest

from gto.data.reach import Reach
from gto_studio.errors import (
    AddressNotAllowed,
    ForgeDown,
    ForgeRefused,
    NoRepositoryThere,
    NoRight,
    RateLimited,
    TokenExpired,
    WrongInput,
)
from gto_studio.forges import contract
from gto_studio.forges.bitbucket import Bitbucket
from gto_studio.forges.contract import App, Check, Credential, Hook, NewPullRequest, Rights, Status
from gto_studio.forges.opening import opened
from servers.apps import PRIVATE_KEY, PUBLIC_KEY
from servers.forge import Forge
from studio.forges.descriptions.described import check

KINDS = ["gitea", "github", "github-app", "gitlab", "bitbucket", "bitbucket-server", "azure"]
#: Which do not tell people's addresses with their names, and which protect no tags by patterns.
WITHOUT_ADDRESS = ("bitbucket", "azure", "github-app")
WITHOUT_TAG_RULES = ("bitbucket", "azure")
NEARBY = Reach(private=True)
ASKED = NewPullRequest("Add the model", "because", "topic", "main")


class InOrganisation:
    """Azure's names have an organisation in front, which those of the other kinds lack."""

    def __init__(self, forge: contract.Forge) -> None:
        self._forge = forge

    def __getattr__(self, word: str) -> Any:
        question = getattr(self._forge, word)
        if word in ("who", "close"):
            return question
        if word == "repositories":
            return lambda *text: (replace(one, name=one.name.removeprefix("azure/")) for one in question(*text))
        return lambda name, *rest: question(f"azure/{name}", *rest)


class Asker:
    """A kind of forge as somebody with a token asks it."""

    def __init__(self, kind: str, server: Forge) -> None:
        self.kind = kind
        self.server = server
        self._open: list[contract.Forge] = []

    def as_(self, login: str, reach: Reach = NEARBY) -> contract.Forge:
        return self.by(self.server.token(login), reach)

    def by(self, token: str, reach: Reach = NEARBY) -> contract.Forge:
        credential = Credential("token", token)
        if self.kind == "github-app":
            credential = Credential("app", token, app=self._installed(self.server.hosting.tokens[token].login))
        self._open.append(self._opened(credential, reach))
        return self._open[-1]

    def _installed(self, login: str) -> App:
        """An app that may do there what somebody may."""
        members = self.server["team/models"].members
        level = members.get(login, "read")
        allowed = {"contents": "read" if level == "read" else "write", "metadata": "read"}
        if level == "admin":
            allowed["repository_hooks"] = "write"
        found = self.server.hosting.install(login, PUBLIC_KEY, "team", login, **allowed)
        return App(login, PRIVATE_KEY, found.account, found.number)

    def _opened(self, credential: Credential, reach: Reach) -> contract.Forge:
        address = self.server.address
        if self.kind == "bitbucket":  # its API is at another host
            return Bitbucket(address, credential, reach, api=f"{address}/2.0")
        if self.kind == "azure":
            return cast("contract.Forge", InOrganisation(opened("azure", f"{address}/azure", credential, reach)))
        return opened(self.kind.removesuffix("-server").removesuffix("-app"), address, credential, reach)

    def close(self) -> None:
        for one in self._open:
            one.close()


@pytest.fixture(params=KINDS)
def asker(request: pytest.FixtureRequest, forge: Forge) -> Iterator[Asker]:
    """The forge with a private repository, on whose branch `topic` somebody worked."""
    hosted = forge.repository("team/models", private=True, jo="write", ann="read", root="admin")
    hosted.commit("main", {"readme": "models\n"}, "first")
    hosted.git("update-ref", "refs/heads/topic", "refs/heads/main")
    hosted.commit("topic", {"dvc.yaml": "artifacts: {}\n"}, "work")
    asker = Asker(request.param, forge)
    yield asker
    asker.close()
    check(request.param, forge.questions)


def test_it_says_whose_the_token_is(asker: Asker) -> None:
    asker.server.person("kim", "Kim Lee", "kim@example.com")
    who = asker.as_("kim").who()
    name = ("kim-app[bot]", "kim-app") if asker.kind == "github-app" else ("kim", "Kim Lee")
    assert (who.login, who.name) == name
    assert who.email == ("kim@example.com" if asker.kind not in WITHOUT_ADDRESS else None)


def test_it_lists_the_repositories_of_somebody(asker: Asker) -> None:
    asker.server.repository("jo/empty")
    asker.server.repository("other/secret", private=True)
    found = {one.name: one for one in asker.as_("jo").repositories()}
    assert set(found) == {"team/models", "jo/empty"}
    models = found["team/models"]
    assert models.private
    assert models.may_write
    assert (models.url, models.default_branch) == (asker.server.url("team/models"), "main")
    assert found["jo/empty"].default_branch is None
    assert [one.name for one in asker.as_("jo").repositories("ODEL")] == ["team/models"]
    assert [one.may_write for one in asker.as_("ann").repositories()] == [False]


def test_it_lists_page_after_page(asker: Asker) -> None:
    for number in range(120):
        asker.server.hosting.repositories[f"kim/r{number}"] = asker.server["team/models"]
    assert len(list(asker.as_("jo").repositories())) == 121


@pytest.mark.parametrize(
    ("login", "rights"),
    [
        ("root", Rights(read=True, write=True, admin=True)),
        ("jo", Rights(read=True, write=True, admin=False)),
        ("ann", Rights(read=True, write=False, admin=False)),
        ("stranger", Rights(read=False, write=False, admin=False)),
    ],
)
def test_it_tells_the_rights(asker: Asker, login: str, rights: Rights) -> None:
    assert asker.as_(login).rights("team/models") == rights


def test_a_pull_request_from_first_to_merged(asker: Asker) -> None:
    jo, hosted = asker.as_("jo"), asker.server["team/models"]
    assert jo.find_pull_request("team/models", "topic", "main") is None
    opened = jo.open_pull_request("team/models", ASKED)
    assert (opened.state, opened.head, opened.base) == ("open", "topic", "main")
    assert opened.title == "Add the model"
    assert opened.head_commit == hosted.branch("topic")
    assert opened.merge_commit is None
    assert jo.find_pull_request("team/models", "topic", "main") == opened
    again = jo.open_pull_request("team/models", ASKED)
    assert again.number == opened.number
    assert len(hosted.pulls) == 1

    made = asker.server.merge("team/models", opened.number, "root")
    merged = jo.pull_request("team/models", opened.number)
    assert (merged.state, merged.merge_commit) == ("merged", made)
    assert hosted.file("main", "dvc.yaml") == "artifacts: {}\n"
    assert jo.find_pull_request("team/models", "topic", "main") is None


def test_a_closed_pull_request_is_not_the_open_one(asker: Asker) -> None:
    jo, hosted = asker.as_("jo"), asker.server["team/models"]
    first = jo.open_pull_request("team/models", ASKED)
    asker.server.hosting.close_pull(hosted, first.number)
    assert jo.pull_request("team/models", first.number).state == "closed"
    assert jo.open_pull_request("team/models", ASKED).number != first.number


def test_a_draft(asker: Asker) -> None:
    asked = NewPullRequest("Add", "", "topic", "main", draft=True)
    asker.as_("jo").open_pull_request("team/models", asked)
    assert asker.server["team/models"].pulls[0].is_draft


@pytest.mark.parametrize(("head", "base"), [("nowhere", "main"), ("main", "topic")], ids=["gone", "nothing to merge"])
def test_a_pull_request_of_nothing_is_refused(asker: Asker, head: str, base: str) -> None:
    with pytest.raises((ForgeRefused, NoRepositoryThere)):
        asker.as_("jo").open_pull_request("team/models", NewPullRequest("x", "", head, base))
    assert asker.server["team/models"].pulls == []


def test_who_may_only_read_opens_nothing(asker: Asker) -> None:
    with pytest.raises(NoRight):
        asker.as_("ann").open_pull_request("team/models", ASKED)
    with pytest.raises(NoRepositoryThere):
        asker.as_("stranger").open_pull_request("team/models", ASKED)
    with pytest.raises(NoRepositoryThere):
        asker.as_("jo").pull_request("team/models", 7)


def test_what_is_said_of_a_commit(asker: Asker) -> None:
    jo, hosted = asker.as_("jo"), asker.server["team/models"]
    commit = hosted.branch("main") or ""
    assert jo.checks("team/models", commit) == []
    for state in ("running", "passed"):
        asker.server.say("team/models", commit, "train", state, "https://ci.example.com/7")
    asker.server.say("team/models", commit, "lint", "failed")
    asker.server.say("team/models", commit, "deploy", "running")
    found = {check.name: check for check in jo.checks("team/models", commit)}
    assert {name: check.state for name, check in found.items()} == {
        "deploy": "running",
        "lint": "failed",
        "train": "passed",
    }
    assert found["train"].url == "https://ci.example.com/7"
    assert found["train"].ended is not None
    assert found["deploy"].ended is None

    jo.set_status("team/models", commit, Status("studio", "passed", "https://studio.example.com/x", "one model"))
    said = [check for check in jo.checks("team/models", commit) if check.name == "studio"]
    assert [(check.state, check.url) for check in said] == [("passed", "https://studio.example.com/x")]
    assert isinstance(said[0], Check)


def test_the_hook_is_made_once_and_repaired(asker: Asker) -> None:
    root, hosted = asker.as_("root"), asker.server["team/models"]
    hook = Hook("https://studio.example.com/hook", "a secret of the hook")
    assert root.ensure_hook("team/models", hook) == "made"
    assert root.ensure_hook("team/models", hook) == "right"
    assert [(one.url, one.secret) for one in hosted.hooks] == [(hook.url, hook.secret)]
    hosted.hooks[0].is_active = False
    assert root.ensure_hook("team/models", hook) == "repaired"
    assert hosted.hooks[0].is_active
    assert root.ensure_hook("team/models", Hook(hook.url, "another secret", anew=True)) == "repaired"
    assert hosted.hooks[0].secret == "another secret"
    assert len(hosted.hooks) == 1
    with pytest.raises(NoRight):
        asker.as_("jo").ensure_hook("team/models", hook)


def test_protected_tags(asker: Asker) -> None:
    root = asker.as_("root")
    if asker.kind in WITHOUT_TAG_RULES:
        assert root.protected_tags("team/models") is None
        return
    assert not root.protected_tags("team/models")
    asker.server["team/models"].protect("refs/tags/churn@*")
    assert root.protected_tags("team/models") == ["churn@*"]
    assert asker.as_("jo").protected_tags("team/models") is None


# --- when it does not go well ---------------------------------------------------------------------------------------


def test_a_token_that_is_good_no_more(asker: Asker) -> None:
    token = asker.server.token("jo")
    jo = asker.by(token)
    jo.who()
    asker.server.expire(token)
    questions = [lambda: jo.pull_request("team/models", 1), lambda: list(jo.repositories())]
    if asker.kind != "github-app":  # these it asks by what it signs itself
        questions += [jo.who, lambda: jo.rights("team/models")]
    for question in questions:
        with pytest.raises(TokenExpired):
            question()


def test_a_forge_that_is_down(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gto_studio.forges.asking.PAUSES", (0.0, 0.0))
    jo = asker.as_("jo")
    asker.server.down()
    with pytest.raises(ForgeDown):
        jo.who()
    asker.server.heal()
    assert jo.who().login == ("jo-app[bot]" if asker.kind == "github-app" else "jo")


def test_a_forge_that_wants_to_be_left_alone(asker: Asker) -> None:
    jo = asker.as_("jo")
    asker.server.limit_rate(600)
    with pytest.raises(RateLimited) as refused:
        jo.rights("team/models")
    assert refused.value.until > 0
    assert "10 min" in (refused.value.hint or "")


def test_a_forge_in_a_network_that_may_not_be_asked(asker: Asker) -> None:
    with pytest.raises(AddressNotAllowed):
        asker.as_("jo", Reach()).who()
    assert asker.server.questions == []


def test_an_unknown_kind() -> None:
    with pytest.raises(WrongInput):
        opened("sourceforge", "https://example.com", Credential("token", "x"), NEARBY)
